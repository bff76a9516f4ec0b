package io.github.gru4j.cli.conformance;

import io.github.gru4j.cli.conformance.ErrorCases.Counterpart;
import io.github.gru4j.cli.conformance.ErrorCases.Decision;
import io.github.gru4j.cli.conformance.ErrorCases.Expression;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The facts of {@code keras2_dropout_mask_facts.json} in Java, and how their results are described. Stateless. */
final class Facts {

    /** The decision record that lists what differs from Keras. */
    static final String DIFFERENCES = "0009";

    private static final Map<String, Counterpart> TABLE = table();

    private Facts() {}

    /** A table of counterparts while it is filled. */
    static final class Table {

        private final Map<String, Counterpart> facts = new LinkedHashMap<>();

        /** A fact that holds here, too. */
        void same(String id, Expression java) {
            facts.put(id, new Counterpart(java, null));
        }

        /** A fact that is otherwise here, by decision; the expression tells whether it is as decided. */
        void decided(String decision, String id, String keras, String line, Expression holds) {
            facts.put(id, new Counterpart(holds, new Decision(decision, keras, line)));
        }
    }

    private static Map<String, Counterpart> table() {
        Table table = new Table();
        MaskFacts.add(table);
        CallFacts.add(table);
        ConventionFacts.add(table);
        return Collections.unmodifiableMap(table.facts);
    }

    /**
     * The counterpart of a fact, or null if there is none.
     *
     * @param id the fact's
     * @param result what Keras gave, which facts about configs and names speak of
     */
    static @Nullable Counterpart of(String id, JsonNode result) {
        if (id.startsWith("config_")) {
            return ConventionFacts.config(id, result);
        }
        return id.equals("weight_names") ? ConventionFacts.weightNames(result) : TABLE.get(id);
    }

    /** A recorded result in Java: null, a text, a number, a truth, a list or a map. */
    static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        return ErrorCases.value(node);
    }

    /** Standard normal numbers, always the same ones. */
    static Tensor normal(int... dimensions) {
        Tensor tensor = Tensor.zeros(dimensions);
        Generator generator = new Generator(1);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, generator.nextGaussian());
        }
        return tensor;
    }

    /** Whether two tensors hold the same numbers. */
    static boolean equal(Tensor a, Tensor b) {
        boolean equal = a.shape().equals(b.shape());
        for (int i = 0; equal && i < a.size(); i++) {
            equal = a.getAt(i) == b.getAt(i);
        }
        return equal;
    }

    /** The sizes of a tensor's axes as recorded results have them. */
    static List<Object> shape(Tensor tensor) {
        return IntStream.range(0, tensor.shape().rank())
                .<Object>mapToObj(axis -> (double) tensor.dim(axis))
                .toList();
    }

    /** What Keras would call a list of masks: nothing, one tensor, or a list. */
    static String kind(List<Tensor> masks) {
        return switch (masks.size()) {
            case 0 -> "None";
            case 1 -> "tensor";
            default -> "list of " + masks.size() + " tensors";
        };
    }

    /** Masks as the recorded results describe them: never the random bits, but everything else. */
    static Map<String, Object> described(List<Tensor> masks) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("is", kind(masks));
        if (masks.isEmpty()) {
            return description;
        }
        TreeSet<Double> values = new TreeSet<>();
        boolean allEqual = true;
        for (Tensor mask : masks) {
            allEqual &= equal(mask, masks.get(0));
            for (int i = 0; i < mask.size(); i++) {
                values.add(mask.getAt(i));
            }
        }
        description.put("shape", shape(masks.get(0)));
        description.put("dtype", masks.get(0).dtype().kerasName());
        description.put("values", List.<Object>copyOf(values));
        if (masks.size() > 1) {
            description.put("members_all_equal", allEqual);
        }
        return description;
    }
}
