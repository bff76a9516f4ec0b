package io.github.gru4j.keras;

import io.jhdf.GlobalHeap;
import io.jhdf.api.Attribute;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * The HDF5 library reads texts, too, but believes every size that it finds: a list of a million references to one text of a
 * megabyte would become a million texts. It also takes names for ASCII where h5py put UTF-8 under that label.
 */
/**
 * Texts in attributes of HDF5: of fixed length, as Keras stored names for years, or of variable length, in the file's global
 * heap. Together they are never longer than the file.
 */
final class HdfText {

    /** HDF5 file format, III.E: signature, version and reserved bytes come before the size of a global heap. */
    private static final int HEAP_SIZE_AT = 8;

    private final HdfBackingStorage storage;
    private final long limit;
    private final Place here;
    private long left;

    private HdfText(HdfBackingStorage storage, long limit, Place here) {
        this.storage = storage;
        this.limit = limit;
        this.here = here;
        this.left = limit;
    }

    /**
     * The texts of an attribute: one of a scalar, none of an empty list, whatever its type, since an empty list of Python
     * has none.
     *
     * @param storage where the global heap is
     * @param limit the size of the file
     * @param here names the attribute in errors
     * @throws KerasFormatException if the attribute holds something else, or more than the file
     */
    static List<String> read(Attribute attribute, HdfBackingStorage storage, long limit, Place here) {
        return new HdfText(storage, limit, here).read(attribute);
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
            texts.add(text(data.slice(data.position() + i * each, each)).stripTrailing());
        }
        return texts;
    }

    /** An element is the text's length, the address of a heap and the number of the text there. */
    private List<String> fromHeap(ByteBuffer data, int count, int each) {
        int addressSize = storage.getSizeOfOffsets();
        if (each != addressSize + 2 * Integer.BYTES) {
            throw here.error("must refer to texts by " + (addressSize + 2 * Integer.BYTES) + " bytes each. Received: "
                    + each + " bytes.");
        }
        Map<Long, List<Integer>> places = new LinkedHashMap<>(); // heaps are read one by one, each once
        for (int i = 0; i < count; i++) {
            int at = data.position() + i * each + Integer.BYTES;
            places.computeIfAbsent(number(data, at, addressSize), address -> new ArrayList<>())
                    .add(i);
        }
        String[] texts = new String[count];
        long heaps = 0;
        for (Map.Entry<Long, List<Integer>> place : places.entrySet()) {
            long address = place.getKey();
            if (address == 0) { // an empty text has no heap
                place.getValue().forEach(i -> texts[i] = "");
                continue;
            }
            int lengthSize = storage.getSizeOfLengths();
            long size = number(storage.readBufferFromAddress(address + HEAP_SIZE_AT, lengthSize), 0, lengthSize);
            heaps += Math.max(0, size);
            if (size < 0 || size > limit || heaps > limit) {
                throw here.error("must be in heaps that fit their file, of " + limit + " bytes. Received: more.");
            }
            GlobalHeap heap = new GlobalHeap(storage, address);
            for (int i : place.getValue()) {
                int index = data.getInt(data.position() + i * each + Integer.BYTES + addressSize);
                texts[i] = index == 0 ? "" : text(heap.getObjectData(index));
            }
        }
        return List.of(texts);
    }

    private static long number(ByteBuffer data, int at, int size) {
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | (data.get(at + i) & 0xff);
        }
        return number;
    }

    /** A text up to its end or the first null, which no name holds. */
    private String text(ByteBuffer bytes) {
        left -= bytes.remaining();
        if (left < 0) {
            throw here.error("must not be longer than its file, " + limit + " bytes. Received: more.");
        }
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
