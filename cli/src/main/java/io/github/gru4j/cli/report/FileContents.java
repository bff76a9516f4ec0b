package io.github.gru4j.cli.report;

import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.keras.KerasFileInfo;
import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import io.github.gru4j.keras.TensorInfo;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is in a file as tables: the layers that it describes and the arrays that it holds. Stateless. */
public final class FileContents {

    private static final Pattern BITS = Pattern.compile("[a-z]+([0-9]{1,4}).*");

    private FileContents() {}

    /** Whether a file holds weights and, as it should be, no model. */
    public static boolean isWeightsAlone(KerasFileInfo info) {
        return info.className().isEmpty() && info.problem().isEmpty();
    }

    /** The layers of a model that need not be one that can be loaded, and which of them are not supported. */
    public static String layers(KerasFileInfo info) {
        TextTable table = new TextTable("Layer (type)", "Where", "Supported");
        for (LayerInfo layer : info.layers()) {
            String name = layer.name().isEmpty() ? "" : layer.name() + " ";
            table.row(
                    Printable.of(name + "(" + layer.className() + ")"),
                    Printable.of(layer.inside()),
                    layer.supported() ? "yes" : "no");
        }
        String name = info.modelName().isEmpty() ? "" : ": \"" + info.modelName() + "\"";
        String type = info.className().isEmpty() ? "" : " (" + info.className() + ")";
        return "Model" + Printable.of(name + type) + "\n\n" + table;
    }

    /** The tensors of a file of PyTorch, as {@link #arrays}. */
    public static String tensors(List<TensorInfo> tensors) {
        return arrays(tensors.stream()
                .map(tensor -> new ArrayInfo(tensor.name(), tensor.shape(), dtype(tensor.dtype()), ""))
                .toList());
    }

    /** A type of the safetensors format by its name elsewhere: {@code F32} is float32. */
    private static String dtype(String name) {
        return name.replaceFirst("^BF(?=[0-9])", "bfloat")
                .replaceFirst("^F(?=[0-9])", "float")
                .replaceFirst("^I(?=[0-9])", "int")
                .replaceFirst("^U(?=[0-9])", "uint")
                .toLowerCase(Locale.ROOT);
    }

    /** The arrays of a file, with how many numbers they hold in all. */
    public static String arrays(List<ArrayInfo> arrays) {
        boolean owned = arrays.stream().anyMatch(array -> !array.owner().isEmpty());
        TextTable table =
                owned ? new TextTable("Array", "Of", "Shape", "Type") : new TextTable("Array", "Shape", "Type");
        BigInteger numbers = BigInteger.ZERO; // a damaged file may claim any sizes
        BigInteger bytes = BigInteger.ZERO;
        for (ArrayInfo array : arrays) {
            BigInteger size =
                    array.shape().stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
            numbers = numbers.add(size);
            bytes = bytes.add(size.multiply(BigInteger.valueOf(width(array.dtype()))));
            List<String> row = new ArrayList<>(
                    List.of(Printable.of(array.path()), shape(array.shape()), Printable.of(array.dtype())));
            if (owned) {
                row.add(1, Printable.of(array.owner()));
            }
            table.row(row.toArray(String[]::new));
        }
        return String.format(
                Locale.ROOT,
                "%s%n  %s of %,d %s (%s)%n",
                table,
                arrays.size() == 1 ? "1 array" : String.format(Locale.ROOT, "%,d arrays", arrays.size()),
                numbers,
                numbers.equals(BigInteger.ONE) ? "number" : "numbers",
                bytes.bitLength() > 62 ? "more bytes than there are" : ModelSummary.bytes(bytes.longValue()));
    }

    /** As Python writes a tuple. */
    private static String shape(List<Long> sizes) {
        return sizes.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", sizes.size() == 1 ? ",)" : ")"));
    }

    /** How many bytes an element takes. */
    private static int width(String dtype) {
        Matcher bits = BITS.matcher(dtype);
        return bits.matches() ? Math.max(1, Integer.parseInt(bits.group(1)) / 8) : 1;
    }
}
