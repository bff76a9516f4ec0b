package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The groups of {@code model.weights.h5}, whoever named them: Keras 2.12 and 2.13 listed the layers of a model elsewhere,
 * Keras on Windows wrote backslashes, which HDF5 takes for a part of a name, and a GRU may have been a {@code CuDNNGRU}.
 */
final class WeightGroups {

    private static final String LAYERS = "layers";

    /** A dictionary of the layers, in which those with weights stand twice; visited before {@code layers}. */
    private static final String DEPENDENCIES = "_layer_checkpoint_dependencies";

    private static final String GRU = "gru";
    private static final String CUDNN = "cu_dnngru";

    private final HdfReader file;
    private final char separator;

    /** The groups of a file. */
    WeightGroups(HdfReader file) {
        this.file = file;
        boolean windows = file.members("").stream().anyMatch(name -> name.indexOf('\\') >= 0);
        this.separator = windows ? '\\' : '/';
    }

    /** The file. */
    HdfReader file() {
        return file;
    }

    /** The group of an attribute or of the layer of a list. */
    String child(String group, String name) {
        return group.isEmpty() ? name : group + separator + name;
    }

    /** The group of a list of layers. */
    String list(String group, String attribute) {
        String list = child(group, attribute);
        String other = child(group, DEPENDENCIES);
        return attribute.equals(LAYERS)
                        && members(list).isEmpty()
                        && !members(other).isEmpty()
                ? other
                : list;
    }

    /** The names of the groups in a list. */
    Set<String> members(String list) {
        if (separator == '/') {
            return file.members(list);
        }
        String start = list + separator;
        return file.members("").stream()
                .filter(name -> name.startsWith(start))
                .map(name -> name.substring(start.length()))
                .map(name -> name.indexOf(separator) < 0 ? name : name.substring(0, name.indexOf(separator)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The layers of a list under the names that Keras gives them in files. */
    static Map<String, Layer> named(List<Layer> layers) {
        return named(layers, GRU, false);
    }

    /** The layers of a list under the names that they have in this file. */
    Map<String, Layer> named(List<Layer> layers, String list) {
        Set<String> members = members(list);
        String gru = members.contains(CUDNN) && !members.contains(GRU) ? CUDNN : GRU;
        if (list.endsWith(DEPENDENCIES)) {
            Map<String, Layer> twice = named(layers, gru, true);
            if (twice.keySet().containsAll(members)) {
                return twice;
            }
        }
        return named(layers, gru, false);
    }

    private static Map<String, Layer> named(List<Layer> layers, String gru, boolean twice) {
        Map<String, Integer> used = new HashMap<>();
        Map<String, Layer> named = new LinkedHashMap<>();
        for (Layer layer : layers) {
            String name = Module.toSnakeCase(layer.className());
            if (name.equals(GRU)) {
                name = gru;
            }
            int count = used.merge(name, 1, Integer::sum);
            named.put(count == 1 ? name : name + "_" + (count - 1), layer);
            if (twice && !layer.weights().isEmpty()) {
                used.merge(name, 1, Integer::sum);
            }
        }
        return named;
    }
}
