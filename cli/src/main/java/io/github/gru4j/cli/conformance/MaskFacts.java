package io.github.gru4j.cli.conformance;

import static io.github.gru4j.cli.conformance.Facts.DIFFERENCES;

import io.github.gru4j.cli.conformance.Facts.Table;
import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts about what the methods for dropout masks return, and about their cache. Stateless. */
final class MaskFacts {

    private static final int BATCH = 8;
    private static final int FEATURES = 16;
    private static final int UNITS = 6;

    private MaskFacts() {}

    static GRUCell cell(double dropout, double recurrentDropout) {
        return GRUCell.builder(UNITS)
                .dropout(dropout)
                .recurrentDropout(recurrentDropout)
                .build();
    }

    private static GRUCell cell() {
        return cell(0.5, 0.25);
    }

    private static Tensor x() {
        return Facts.normal(BATCH, FEATURES);
    }

    private static List<Tensor> input(GRUCell cell, boolean training, int count) {
        return cell.getDropoutMaskForCell(x(), training, count);
    }

    private static List<Tensor> recurrent(GRUCell cell, boolean training, int count) {
        return cell.getRecurrentDropoutMaskForCell(Tensor.zeros(BATCH, UNITS), training, count);
    }

    /** The masks of the inputs, or of the state. */
    private static List<Tensor> masks(boolean ofState, double rate, boolean training, int count) {
        return ofState ? recurrent(cell(0, rate), training, count) : input(cell(rate, 0), training, count);
    }

    static void add(Table table) {
        for (boolean ofState : new boolean[] {false, true}) {
            results(table, ofState);
        }
        cache(table);
        resets(table);
    }

    private static void results(Table table, boolean ofState) {
        String prefix = ofState ? "recurrent_dropout_" : "dropout_";
        double rate = ofState ? 0.25 : 0.5;
        for (int count = 0; count <= 3; count++) {
            int masks = count;
            for (boolean training : new boolean[] {true, false}) {
                String python = training ? "True" : "False";
                table.same(
                        prefix + "zero_rate_training_" + python + "_count_" + masks,
                        () -> Facts.described(masks(ofState, 0, training, masks)));
                table.same(
                        prefix + "training_" + python + "_count_" + masks,
                        () -> Facts.described(masks(ofState, rate, training, masks)));
            }
            // Python's None is false.
            table.same(
                    prefix + "training_None_count_" + masks, () -> Facts.described(masks(ofState, rate, false, masks)));
        }
        table.same(prefix + "default_count", () -> Facts.described(masks(ofState, rate, true, 1)));
        table.same(prefix + "count_0", () -> Facts.described(masks(ofState, rate, true, 0)));
        table.same(prefix + "rate_1", () -> Facts.described(masks(ofState, 1, true, 1)));
        table.same(prefix + "rate_1_inference", () -> Facts.described(masks(ofState, 1, false, 1)));
    }

    private static void cache(Table table) {
        table.same("cache_same_arguments", () -> {
            GRUCell cell = cell();
            return same(input(cell, true, 3), input(cell, true, 3));
        });
        table.same("cache_ignores_count", () -> {
            GRUCell cell = cell();
            List<Tensor> first = input(cell, true, 3);
            List<Tensor> second = input(cell, true, 1);
            return map("same_object", same(first, second), "second", Facts.kind(second));
        });
        table.same("cache_ignores_training", () -> {
            GRUCell cell = cell();
            return same(input(cell, true, 3), input(cell, false, 3));
        });
        table.same("cache_ignores_inputs", () -> {
            GRUCell cell = cell();
            List<Tensor> first = input(cell, true, 1);
            List<Tensor> second = cell.getDropoutMaskForCell(Facts.normal(5, FEATURES), true, 1);
            return map("same_object", same(first, second), "second_shape", Facts.shape(second.get(0)));
        });
        table.same("cache_inference_first", () -> {
            GRUCell cell = cell();
            List<Tensor> first = input(cell, false, 1);
            List<Tensor> second = input(cell, true, 3);
            return map("same_object", same(first, second), "second", Facts.described(second));
        });
        table.decided(
                DIFFERENCES,
                "cache_rate_set_to_zero",
                "true",
                "a rate cannot be changed; a cell of rate 0 has no masks",
                () -> input(cell(0, 0), true, 3).isEmpty());
        table.decided(
                DIFFERENCES,
                "cache_ignores_rate",
                "{is=list of 3 tensors, shape=[8.0, 16.0], dtype=float32, values=[0.0, 2.0], members_all_equal=false}",
                "a rate cannot be changed; another cell has its own masks",
                () -> {
                    List<Tensor> masks = input(cell(0.75, 0), true, 3);
                    return masks.size() == 3
                            && List.of(0.0, 4.0).equals(Facts.described(masks).get("values"));
                });
    }

    private static void resets(Table table) {
        table.same("reset_dropout_mask", () -> {
            GRUCell cell = cell();
            input(cell, true, 3);
            List<Tensor> recurrent = recurrent(cell, true, 3);
            cell.resetDropoutMask();
            List<Tensor> fresh = cell.getDropoutMaskForCell(Facts.normal(5, FEATURES), true, 1);
            return map(
                    "new", Facts.described(fresh), "recurrent_same_object", same(recurrent, recurrent(cell, true, 3)));
        });
        table.same("reset_recurrent_dropout_mask", () -> {
            GRUCell cell = cell();
            List<Tensor> input = input(cell, true, 3);
            List<Tensor> recurrent = recurrent(cell, true, 3);
            cell.resetRecurrentDropoutMask();
            return map(
                    "recurrent_same_object",
                    same(recurrent, recurrent(cell, true, 3)),
                    "input_same_object",
                    same(input, input(cell, true, 3)));
        });
        table.same("reset_makes_another_mask", () -> {
            GRUCell cell = cell();
            Tensor before = input(cell, true, 1).get(0);
            cell.resetDropoutMask();
            return Facts.equal(before, input(cell, true, 1).get(0));
        });
        table.same("reset_empty_cache", () -> {
            GRUCell cell = cell();
            cell.resetDropoutMask();
            cell.resetRecurrentDropoutMask();
            return true;
        });
        table.decided(
                DIFFERENCES,
                "gru_layer_and_cell_have_separate_caches",
                "false",
                "a layer has no masks of its own; the cache is its cell's",
                () -> ConventionFacts.maskMethods(io.github.gru4j.layer.rnn.GRU.class)
                        .isEmpty());
        table.decided(
                DIFFERENCES,
                "tf_function_sees_eager_mask",
                "false",
                "there are no graphs; one cache",
                MaskFacts::oneCache);
        table.decided(
                DIFFERENCES,
                "eager_sees_tf_function_mask",
                "false",
                "there are no graphs; one cache",
                MaskFacts::oneCache);
        table.decided(
                DIFFERENCES,
                "same_seed_same_mask",
                "false",
                "the same seed gives the same masks",
                () -> sameSeed(false));
        table.decided(
                DIFFERENCES,
                "same_seed_same_second_mask",
                "false",
                "the same seed gives the same masks",
                () -> sameSeed(true));
        table.same("deepcopy_does_not_copy_cache", () -> {
            GRUCell cell = cell();
            KerasConfigs configs = KerasConfigs.keras3();
            GRUCell copy = (GRUCell) configs.layer(configs.json(cell));
            return same(input(cell, true, 1), input(copy, true, 1));
        });
    }

    private static boolean oneCache() {
        GRUCell cell = cell();
        return same(input(cell, true, 3), input(cell, true, 3));
    }

    private static boolean sameSeed(boolean second) {
        GRUCell one = GRUCell.builder(UNITS).dropout(0.5).seed(7L).build();
        GRUCell other = GRUCell.builder(UNITS).dropout(0.5).seed(7L).build();
        if (second) {
            input(one, true, 1);
            input(other, true, 1);
            one.resetDropoutMask();
            other.resetDropoutMask();
        }
        return Facts.equal(input(one, true, 1).get(0), input(other, true, 1).get(0));
    }

    /** Whether two lists hold the same objects. */
    private static boolean same(List<Tensor> one, List<Tensor> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = one.get(i) == other.get(i);
        }
        return same;
    }

    private static Map<String, Object> map(String key, Object value, String other, Object otherValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(other, otherValue);
        return map;
    }
}
