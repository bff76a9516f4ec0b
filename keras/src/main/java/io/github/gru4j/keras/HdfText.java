package io.github.gru4j.keras;

import io.jhdf.api.Attribute;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * The HDF5 library reads texts, too, but believes every size that it finds: a list of a million references to one text of a
 * megabyte would become a million texts. It also takes names for ASCII where h5py put UTF-8 under that label.
 */
/**
 * Texts in attributes of HDF5: of fixed length, as Keras stored names for years, or of variable length, in the file's global
 * heap. Together they are never longer than the file.
 */
final class HdfText {

    /** What a text takes for each byte of it, and besides. */
    private static final long MEMORY_PER_BYTE = 4;

    private static final int TEXT = 16;

    private final HdfHeaps heaps;
    private final long limit;
    private final Place here;
    private long left;

    private HdfText(HdfHeaps heaps, long limit, Place here) {
        this.heaps = heaps;
        this.limit = limit;
        this.here = here;
        this.left = limit;
    }

    /**
     * The texts of an attribute: one of a scalar, none of an empty list, whatever its type, since an empty list of Python
     * has none.
     *
     * @param heaps of the file
     * @param limit the size of the file
     * @param here names the attribute in errors
     * @throws KerasFormatException if the attribute holds something else, or more than the file
     */
    static List<String> read(Attribute attribute, HdfHeaps heaps, long limit, Place here) {
        return new HdfText(heaps, limit, here).read(attribute);
    }

    private List<String> read(Attribute attribute) {
        long[] sizes = attribute.getDimensionsAsLong();
        ByteBuffer data = attribute.getBuffer(); // null if there is none
        if (Arrays.stream(sizes).anyMatch(size -> size == 0) || (sizes.length == 0 && data == null)) {
            return List.of();
        }
        DataType type = attribute.getDataType();
        boolean variable = type instanceof VariableLength length && length.isVariableLengthString();
        if (sizes.length > 1 || !(variable || type instanceof StringData)) {
            throw here.error("must be a text or a list of texts. Received: "
                    + type.getClass().getSimpleName() + " of shape " + Arrays.toString(sizes) + ".");
        }
        long count = sizes.length == 0 ? 1 : sizes[0];
        int each = type.getSize();
        // The library multiplies the two without minding that they may overflow.
        if (data == null || count < 1 || count > data.remaining() / each) {
            throw here.error("must hold the " + count + " texts that it says. Received: "
                    + (data == null ? 0 : data.remaining()) + " bytes for texts of " + each + " bytes.");
        }
        data.order(ByteOrder.LITTLE_ENDIAN);
        return variable ? fromHeap(data, (int) count, each) : fixed(data, (int) count, each);
    }

    private List<String> fixed(ByteBuffer data, int count, int each) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(data.slice(data.position() + i * each, each)));
        }
        return texts;
    }

    /** An element is the text's length, the address of a heap and the number of the text there. */
    private List<String> fromHeap(ByteBuffer data, int count, int each) {
        int addressSize = heaps.addressSize();
        if (each != addressSize + 2 * Integer.BYTES) {
            throw here.error("must refer to texts by " + (addressSize + 2 * Integer.BYTES) + " bytes each. Received: "
                    + each + " bytes.");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = data.position() + i * each + Integer.BYTES;
            long address = HdfHeaps.number(data, at, addressSize);
            int index = data.getInt(at + addressSize);
            // An empty text has no heap, or no number in it.
            texts.add(address == 0 || index == 0 ? "" : text(heaps.find(address, index, here)));
        }
        return texts;
    }

    /** A text up to its end or the first null, which no name holds. */
    private String text(ByteBuffer bytes) {
        left -= bytes.remaining();
        if (left < 0) {
            throw here.error("must not be longer than its file, " + limit + " bytes. Received: more.");
        }
        here.memory().spend(bytes.remaining() + TEXT, MEMORY_PER_BYTE, "texts", here);
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
