package io.github.gru4j.keras;

import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads groups and datasets of an HDF5 file held in memory, by path. Links are refused, never followed, sizes are checked
 * against the file before anything is allocated, and whatever the HDF5 library throws on broken bytes becomes a
 * {@link KerasFormatException}.
 *
 * <p>Not thread-safe.
 */
final class HdfReader implements AutoCloseable {

    /** Deeper than nested models go; a group that contains itself ends here. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_MEMBERS = 1_000_000;

    /** With what stands around it. */
    private static final int MEMORY_PER_CHARACTER = 8;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final HdfFile file;
    private final HdfHeaps heaps;
    private final long length;
    private final Place place;

    private HdfReader(HdfFile file, long length, Place place) {
        this.file = file;
        this.heaps = new HdfHeaps(file.getHdfBackingStorage(), length);
        this.length = length;
        this.place = place;
    }

    /**
     * Opens a file.
     *
     * @param bytes the whole file
     * @param place where it comes from, for errors
     * @throws KerasFormatException if the bytes are no HDF5 file, or one that {@link HdfSurvey} refuses
     */
    static HdfReader open(byte[] bytes, Place place) {
        HdfFile file = guard(place, () -> {
            HdfFile opened = HdfFile.fromBytes(bytes);
            HdfSurvey.walk(opened, place);
            return opened;
        });
        return new HdfReader(file, bytes.length, place);
    }

    /** The names of the members of a group; empty if there is no such group. */
    Set<String> members(String path) {
        Place here = place.at(path);
        return guard(here, () -> {
            Node node = node(path, here);
            return node instanceof Group group
                    ? new TreeSet<>(group.getChildren().keySet())
                    : Set.<String>of();
        });
    }

    /** Whether a group has an attribute, whatever it holds. */
    boolean has(String path, String attribute) {
        Place here = attributePlace(path, attribute);
        return guard(here, () -> {
            Node node = node(path, here);
            return node != null && node.getAttribute(attribute) != null;
        });
    }

    /**
     * A text attribute of a group, or null if there is none.
     *
     * @throws KerasFormatException if it is no text
     */
    @Nullable
    String attribute(String path, String name) {
        List<String> texts = texts(path, name);
        if (texts == null) {
            return null;
        }
        if (texts.size() != 1) {
            throw attributePlace(path, name).error("must be one text. Received: " + texts.size() + " texts.");
        }
        return texts.get(0);
    }

    /**
     * An attribute of a group that lists texts, or null if there is none. Keras splits a list that is too long for HDF5,
     * above 64 kB, into attributes with the numbers 0, 1, … behind the name.
     *
     * @throws KerasFormatException if it holds something else
     */
    @Nullable
    List<String> list(String path, String name) {
        List<String> texts = texts(path, name);
        List<String> part = texts == null ? texts(path, name + 0) : null;
        if (part == null) {
            return texts;
        }
        List<String> all = new ArrayList<>();
        for (int i = 1; part != null; i++) {
            all.addAll(part);
            part = texts(path, name + i);
        }
        return all;
    }

    private @Nullable List<String> texts(String path, String name) {
        Place here = attributePlace(path, name);
        return guard(here, () -> {
            Node node = node(path, here);
            Attribute attribute = node == null ? null : node.getAttribute(name);
            return attribute == null ? null : HdfText.read(attribute, heaps, length, here);
        });
    }

    private Place attributePlace(String path, String name) {
        return place.at(path.isEmpty() ? name : path + "@" + name);
    }

    /** The shape of a dataset; checked as by {@link #read}. */
    int[] dimensions(String path) {
        Place here = place.at(path);
        return guard(here, () -> dimensions(dataset(path, here), here));
    }

    /** The number of datasets in the file, links not followed. */
    int countDatasets() {
        return guard(place, () -> {
            int[] left = {MAX_MEMBERS};
            return countDatasets(file, 0, left);
        });
    }

    private int countDatasets(Group group, int depth, int[] left) {
        Collection<Node> members = group.getChildren().values();
        left[0] -= members.size();
        if (depth > MAX_DEPTH || left[0] < 0) {
            throw place.error("must not nest groups deeper than " + MAX_DEPTH + " levels, nor hold more than "
                    + MAX_MEMBERS + " groups and datasets. Received: deeper or more.");
        }
        int count = 0;
        for (Node node : members) {
            if (!node.isLink()) {
                count += node instanceof Group child ? countDatasets(child, depth + 1, left) : 1;
            }
        }
        return count;
    }

    /** The datasets in the file, links not followed, in the order of their paths. */
    List<ArrayInfo> arrays() {
        return guard(place, () -> {
            List<ArrayInfo> found = new ArrayList<>();
            arrays(file, "", found);
            found.sort(Comparator.comparing(ArrayInfo::path, HdfReader::comparePaths));
            return found;
        });
    }

    private void arrays(Group group, String path, List<ArrayInfo> found) {
        String owner = path.isEmpty() ? "" : owner(path.substring(0, path.length() - 1));
        for (Node node : group.getChildren().values()) {
            String inside = path + node.getName();
            place.memory().spend(inside.length(), MEMORY_PER_CHARACTER, "the list of arrays", place);
            if (node.isLink()) {
                continue;
            }
            if (node instanceof Group child) {
                arrays(child, inside + "/", found);
            } else if (node instanceof Dataset dataset) {
                List<Long> shape =
                        Arrays.stream(dataset.getDimensionsAsLong()).boxed().toList();
                found.add(new ArrayInfo(inside, shape, dtype(dataset.getDataType()), owner));
            }
        }
    }

    /** The name that Keras keeps beside the variables of a layer; empty where there is none. */
    private String owner(String group) {
        try {
            return Objects.requireNonNullElse(attribute(group, "name"), "");
        } catch (KerasFormatException e) {
            return "";
        }
    }

    private static String dtype(DataType type) {
        if (type instanceof FloatingPoint) {
            return "float" + 8 * type.getSize();
        }
        if (type instanceof FixedPoint integer) {
            return (integer.isSigned() ? "int" : "uint") + 8 * type.getSize();
        }
        return type instanceof StringData || type instanceof VariableLength ? "string" : "other";
    }

    /** Step by step, numbers by their size: Keras numbers the variables of a layer. */
    private static int comparePaths(String a, String b) {
        String[] left = a.split("/", -1);
        String[] right = b.split("/", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = NUMBER.matcher(left[i]).matches()
                    && NUMBER.matcher(right[i]).matches();
            int order = numbers && left[i].length() != right[i].length()
                    ? Integer.compare(left[i].length(), right[i].length())
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /**
     * Reads a dataset.
     *
     * @throws KerasFormatException if there is none at this path, or its numbers are of another kind, or stored in
     *     another way, than Keras writes
     */
    HdfArray read(String path) {
        Place here = place.at(path);
        return guard(here, () -> {
            Dataset dataset = dataset(path, here);
            int[] dimensions = dimensions(dataset, here);
            return read(dataset, dimensions, here);
        });
    }

    private Dataset dataset(String path, Place here) {
        if (node(path, here) instanceof Dataset dataset) {
            return dataset;
        }
        throw here.error("must be a dataset. Received: no dataset at this path.");
    }

    /** The sizes of a dataset that is stored as Keras stores them, once they are known to fit the file. */
    private int[] dimensions(Dataset dataset, Place here) {
        HdfKinds.check(dataset, here);
        long[] sizes = dataset.getDimensionsAsLong();
        long count = 1;
        int[] dimensions = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            // Every element takes a byte at least, so no size, and no product of sizes, can exceed the file.
            if (sizes[i] < 0 || sizes[i] > length || (sizes[i] != 0 && count > length / sizes[i])) {
                throw here.error("must not have more elements than its file has bytes, " + length + ". Received: shape="
                        + Arrays.toString(sizes) + ".");
            }
            count *= sizes[i];
            dimensions[i] = (int) sizes[i];
        }
        if (count > 0 && dataset.getSizeInBytes() > length) {
            throw here.error("must not be larger than its file, " + length + " bytes. Received: size="
                    + dataset.getSizeInBytes() + ".");
        }
        here.memory().require(count, Double.BYTES, "an array", here);
        return dimensions;
    }

    /** The library names a boxed type for a scalar and the primitive one for everything else. */
    private static Class<?> type(Dataset dataset) {
        return MethodType.methodType(dataset.getJavaType()).unwrap().returnType();
    }

    private static HdfArray read(Dataset dataset, int[] dimensions, Place here) {
        int count = 1;
        for (int dimension : dimensions) {
            count *= dimension;
        }
        if (count == 0) {
            return new HdfArray(dimensions, Array.newInstance(type(dataset), 0));
        }
        if (dataset instanceof ContiguousDataset stored && !dataset.isEmpty() && isFloat32(dataset)) {
            FloatBuffer floats = stored.getBuffer().asFloatBuffer(); // in the byte order of the dataset
            if (floats.remaining() == count) {
                return new HdfArray(dimensions, floats);
            }
        }
        return new HdfArray(dimensions, flat(dataset.getDataFlat(), count, here));
    }

    private static boolean isFloat32(Dataset dataset) {
        return dataset.getDataType() instanceof FloatingPoint type && type.getSize() == Float.BYTES;
    }

    /** The library hands out a boxed number for a scalar and an array for everything else. */
    private static Object flat(Object data, int count, Place here) {
        Object values;
        if (data instanceof Float number) {
            values = new float[] {number};
        } else if (data instanceof Double number) {
            values = new double[] {number};
        } else if (data instanceof Integer number) {
            values = new int[] {number};
        } else if (data instanceof Long number) {
            values = new long[] {number};
        } else {
            values = data;
        }
        if (!values.getClass().isArray() || Array.getLength(values) != count) {
            throw here.error("must hold the " + count + " elements of its shape. Received: another number of them.");
        }
        return values;
    }

    /** Walks down from the root (the empty path), one group at a time; null if a step is missing. */
    private @Nullable Node node(String path, Place here) {
        Node node = file;
        if (path.isEmpty()) {
            return node;
        }
        for (String step : path.split("/", -1)) {
            if (!(node instanceof Group group)) {
                return null;
            }
            node = group.getChildren().get(step);
            if (node == null) {
                return null;
            }
            if (node.isLink()) {
                throw here.error(
                        "must be reached without links, which are never followed. Received: a link at '" + step + "'.");
            }
        }
        return node;
    }

    @Override
    public void close() {
        guard(place, () -> {
            file.close();
            return true;
        });
    }

    /** Runs a call into the HDF5 library, which throws many kinds of exceptions, and errors too, on broken bytes. */
    static <T> T guard(Place place, Supplier<T> call) {
        try {
            return call.get();
        } catch (KerasFormatException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Throwable cause = innermost(e);
            if (cause instanceof KerasFormatException refused) {
                throw refused; // ours, said in the midst of the library
            }
            String text = cause.toString();
            String found = text.length() > 200 ? text.substring(0, 200) + "…" : text;
            throw place.error("must be readable as HDF5. Received: damaged or unknown data (" + found + ").", e);
        }
    }

    /** The exception that says what is wrong with the bytes; those around it say only what was tried. */
    private static Throwable innermost(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; depth < 1000 && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }
}
