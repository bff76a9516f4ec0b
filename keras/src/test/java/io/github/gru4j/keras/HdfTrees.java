package io.github.gru4j.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.Arrays;
import java.util.TreeMap;

/** The complete tree of an HDF5 file as text, read with the HDF5 library alone. */
final class HdfTrees {

    private HdfTrees() {}

    /** Path to {@code "group"}, {@code "group <name attribute>"} or {@code "<dtype>[<sizes>]"}. */
    static TreeMap<String, String> describe(byte[] bytes) {
        TreeMap<String, String> nodes = new TreeMap<>();
        try (HdfFile file = HdfFile.fromBytes(bytes)) {
            describe(file, "/", nodes);
        }
        return nodes;
    }

    private static void describe(Node node, String path, TreeMap<String, String> nodes) {
        if (node instanceof Dataset dataset) {
            String type = switch (dataset.getJavaType().getSimpleName()) {
                case "float", "Float" -> "float32";
                case "double", "Double" -> "float64";
                case "long", "Long" -> "int64";
                default -> dataset.getJavaType().getSimpleName();
            };
            nodes.put(path, type + Arrays.toString(dataset.getDimensions()));
            return;
        }
        StringBuilder described = new StringBuilder("group");
        for (Attribute attribute : node.getAttributes().values()) {
            described.append(' ').append(attribute.getData());
        }
        nodes.put(path, described.toString());
        ((Group) node)
                .getChildren()
                .forEach((name, child) -> describe(child, (path.equals("/") ? "" : path) + "/" + name, nodes));
    }
}
