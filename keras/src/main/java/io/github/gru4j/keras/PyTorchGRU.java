package io.github.gru4j.keras;

import io.github.gru4j.keras.SafeTensorsHeader.Entry;
import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One {@code nn.GRU} or {@code nn.GRUCell} in a file: its tensors are found by their names, complete, and fit one
 * another. A cell counts as a GRU of one layer and one direction.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
 */
final class PyTorchGRU {

    /** r, z and n. */
    private static final int GATES = 3;

    /** More than any network has; each becomes a layer of its own. */
    private static final int MAX_LAYERS = 1000;

    /** The longest array that Java has. */
    private static final long MAX_SIZE = Integer.MAX_VALUE - 8;

    private final SafeTensorsReader file;
    private final String prefix;
    private final List<PyTorchName> names;
    private final boolean isCell;
    private final int layers;
    private final boolean bidirectional;
    private final boolean useBias;
    private final int hidden;
    private final int features;

    private PyTorchGRU(SafeTensorsReader file, String prefix, List<PyTorchName> names) {
        this.file = file;
        this.prefix = prefix;
        this.names = names;
        this.isCell = names.get(0).layer() < 0;
        this.layers = 1
                + Math.max(0, names.stream().mapToInt(PyTorchName::layer).max().orElse(0));
        this.bidirectional = names.stream().anyMatch(PyTorchName::reverse);
        this.useBias = names.stream().anyMatch(name -> name.kind().startsWith("bias"));
        checkKind();
        this.hidden = readHidden();
        this.features = checkWeight("weight_ih", 0, false, -1);
        for (int layer = 0; layer < layers; layer++) {
            for (int direction = 0; direction < directions(); direction++) {
                boolean reverse = direction == 1;
                checkWeight("weight_ih", layer, reverse, features(layer));
                checkWeight("weight_hh", layer, reverse, hidden);
                if (useBias) {
                    checkBias("bias_ih", layer, reverse);
                    checkBias("bias_hh", layer, reverse);
                }
            }
        }
    }

    // ---- finding ----------------------------------------------------------------------------------------------------

    /**
     * The one of a file that holds nothing else.
     *
     * @throws KerasFormatException if there is none, or more than it
     */
    static PyTorchGRU find(SafeTensorsReader file) {
        Set<String> prefixes = prefixes(file);
        List<String> strangers = file.tensors().keySet().stream()
                .filter(name -> PyTorchName.of(name) == null)
                .toList();
        if (prefixes.size() != 1 || !strangers.isEmpty()) {
            throw file.place()
                    .error(
                            "must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received:"
                                    + " weights of recurrent layers under the prefixes " + listed(prefixes)
                                    + ", tensors of no recurrent layer " + listed(strangers) + ".");
        }
        return find(file, prefixes.iterator().next());
    }

    /**
     * The one whose tensors have a prefix in front of their names.
     *
     * @throws KerasFormatException if there is none, it is incomplete, or it is no GRU
     */
    static PyTorchGRU find(SafeTensorsReader file, String prefix) {
        List<PyTorchName> names = new ArrayList<>();
        for (String name : file.tensors().keySet()) {
            // A dot leads to the tensors of a module inside, and a GRU has none inside.
            if (name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0) {
                PyTorchName parsed = PyTorchName.of(name.substring(prefix.length()));
                if (parsed == null || !parsed.prefix().isEmpty()) {
                    throw file.place(name)
                            .error(
                                    "must be a tensor of an nn.GRU or nn.GRUCell, such as weight_ih_l0, for it has the prefix"
                                            + " of one. Received: prefix='" + Place.printable(prefix)
                                            + "'.");
                }
                names.add(parsed);
            }
        }
        if (names.isEmpty()) {
            throw file.place()
                    .error("must hold the weights of a GRU under the prefix. Received: prefix='"
                            + Place.printable(prefix)
                            + "', weights of recurrent layers under the prefixes " + listed(prefixes(file)) + ".");
        }
        return new PyTorchGRU(file, prefix, names);
    }

    private static Set<String> prefixes(SafeTensorsReader file) {
        Set<String> prefixes = new TreeSet<>();
        for (String name : file.tensors().keySet()) {
            PyTorchName parsed = PyTorchName.of(name);
            if (parsed != null) {
                prefixes.add(parsed.prefix());
            }
        }
        return prefixes;
    }

    /** The first of some names of the file, as an error shows them. */
    private static String listed(Collection<String> names) {
        int most = 8;
        String shown = names.stream()
                .limit(most)
                .map(name -> "'" + Place.printable(name) + "'")
                .collect(Collectors.joining(", "));
        return "[" + shown + (names.size() > most ? ", … and " + (names.size() - most) + " more" : "") + "]";
    }

    // ---- checking ---------------------------------------------------------------------------------------------------

    private void checkKind() {
        for (PyTorchName name : names) {
            if (name.kind().equals("weight_hr")) {
                throw file.place(name("weight_hr", name.layer(), name.reverse()))
                        .error(
                                "must not be there: it projects the outputs of an nn.LSTM (proj_size), and an nn.GRU has no"
                                        + " projection. Received: such a tensor; only GRUs are read.");
            }
            if ((name.layer() < 0) != isCell) {
                throw file.place()
                        .error(
                                "must hold an nn.GRU or an nn.GRUCell under a prefix, not both. Received: tensors with and"
                                        + " without a layer (_l0), prefix='" + prefix() + "'.");
            }
        }
        if (layers > MAX_LAYERS) {
            throw file.place()
                    .error("must hold a GRU of at most " + MAX_LAYERS + " layers. Received: layer " + (layers - 1)
                            + ".");
        }
    }

    /** The size of the state, by the recurrent weights of the first layer; their gates say that it is a GRU. */
    private int readHidden() {
        Entry entry = entry("weight_hh", 0, false);
        List<Long> shape = entry.shape();
        long rows = shape.isEmpty() ? 0 : shape.get(0);
        long columns = shape.size() == 2 ? shape.get(1) : 0;
        if (columns > 0 && columns <= MAX_SIZE && (rows == 4 * columns || rows == columns)) {
            throw file.place(entry.name())
                    .error("must have 3 * hidden rows, those of the three gates of a GRU. Received: shape="
                            + shown(entry) + ", the rows of an " + (rows == columns ? "nn.RNN" : "nn.LSTM")
                            + "; only GRUs are read.");
        }
        if (columns < 1 || columns > MAX_SIZE || rows != GATES * columns || entry.size() > MAX_SIZE) {
            throw shapeError(
                    entry, "(3 * hidden, hidden) with hidden of 1 or more and at most " + MAX_SIZE + " numbers");
        }
        return (int) columns;
    }

    /**
     * Checks a matrix of (3 * hidden, columns).
     *
     * @param columns how many it must have; -1 for any number
     * @return how many it has
     */
    private int checkWeight(String kind, int layer, boolean reverse, int columns) {
        Entry entry = entry(kind, layer, reverse);
        boolean fits = entry.shape().size() == 2 && entry.shape().get(0) == (long) GATES * hidden;
        long found = fits ? entry.shape().get(1) : 0;
        if (found < 1 || (columns >= 0 && found != columns) || entry.size() > MAX_SIZE) {
            throw shapeError(entry, rule(kind, layer, hidden, columns < 0 ? "features" : Integer.toString(columns)));
        }
        return (int) found;
    }

    private void checkBias(String kind, int layer, boolean reverse) {
        Entry entry = entry(kind, layer, reverse);
        if (!entry.shape().equals(List.of((long) GATES * hidden))) {
            throw shapeError(entry, "(3 * hidden) = (" + GATES * hidden + ")");
        }
    }

    /** The shape of a matrix and how it comes about. */
    static String rule(String kind, int layer, int units, String columns) {
        String inputs = kind.equals("weight_hh") ? "hidden" : layer == 0 ? "features" : "directions * hidden";
        return "(3 * hidden, " + inputs + ") = (" + (long) GATES * units + ", " + columns + ")";
    }

    /** An error about the shape of a tensor. */
    KerasFormatException shapeError(Entry entry, String rule) {
        return file.place(entry.name()).error("must have shape " + rule + ". Received: shape=" + shown(entry) + ".");
    }

    private static String shown(Entry entry) {
        return entry.shape().stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    // ---- what there is ----------------------------------------------------------------------------------------------

    /** The number of layers. */
    int layers() {
        return layers;
    }

    /** Whether every layer reads both ways. */
    boolean bidirectional() {
        return bidirectional;
    }

    /** Whether there are biases. */
    boolean useBias() {
        return useBias;
    }

    /** The size of the state. */
    int hidden() {
        return hidden;
    }

    /** The number of features that a layer takes. */
    int features(int layer) {
        return layer == 0 ? features : directions() * hidden;
    }

    /** The element type that holds every number exactly. */
    DType dtype() {
        boolean wide = names.stream()
                .anyMatch(
                        name -> entry(name.kind(), name.layer(), name.reverse()).type() == SafeTensorsType.F64);
        return wide ? DType.FLOAT64 : DType.FLOAT32;
    }

    /** The file. */
    SafeTensorsReader file() {
        return file;
    }

    /** What stands in front of the names, as errors show it. */
    String prefix() {
        return Place.printable(prefix);
    }

    private int directions() {
        return bidirectional ? 2 : 1;
    }

    /** A tensor that weights can be read from. */
    Entry entry(String kind, int layer, boolean reverse) {
        String name = name(kind, layer, reverse);
        Entry entry = file.tensors().get(name);
        if (entry == null) {
            throw file.place(name)
                    .error("must be there, for the other tensors are those of an nn.GRU with num_layers=" + layers
                            + ", bidirectional=" + bidirectional + ", bias=" + useBias
                            + ". Received: no such tensor.");
        }
        if (!SafeTensorsType.WEIGHTS.contains(entry.type())) {
            throw file.place(name)
                    .error("dtype must be one of " + SafeTensorsType.WEIGHTS + ". Received: dtype=" + entry.type()
                            + ".");
        }
        return entry;
    }

    /** The name of a tensor. */
    String name(String kind, int layer, boolean reverse) {
        return prefix + kind + (isCell && !reverse ? "" : "_l" + layer + (reverse ? "_reverse" : ""));
    }
}
