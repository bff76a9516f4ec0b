package io.github.gru4j.cli.conformance;

import static io.github.gru4j.cli.conformance.Facts.DIFFERENCES;

import io.github.gru4j.cli.conformance.ErrorCases.Decision;
import io.github.gru4j.cli.conformance.Facts.Table;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.rnn.CellOutput;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** Facts about which dropout masks a call of a cell or a layer applies. Stateless. */
final class CallFacts {

    private static final int BATCH = 8;
    private static final int FEATURES = 16;
    private static final int UNITS = 6;

    private CallFacts() {}

    private static Tensor step(GRUCell cell, int batch, boolean training) {
        return call(cell, Facts.normal(batch, FEATURES), training).output();
    }

    private static CellOutput call(GRUCell cell, Tensor x, boolean training) {
        return cell.call(
                x, List.of(Tensor.full(x.dtype(), Tensor.zeros(x.dim(0), UNITS).shape(), 0.5)), training);
    }

    static void add(Table table) {
        cached(table);
        implementations(table);
        rateOfOne(table);
        layers(table);
    }

    private static void cached(Table table) {
        table.same("call_asks_for_three", () -> {
            GRUCell cell = MaskFacts.cell(0.5, 0.25);
            step(cell, BATCH, true);
            return Facts.described(cell.getDropoutMaskForCell(Facts.normal(BATCH, FEATURES), true, 1));
        });
        table.same("call_reuses_cached_mask", () -> {
            GRUCell cell = MaskFacts.cell(0.5, 0.25);
            return Facts.equal(step(cell, BATCH, true), step(cell, BATCH, true));
        });
        table.decided(
                DIFFERENCES,
                "call_training_false_uses_cached_training_mask",
                "true",
                "inference never uses a cached mask",
                () -> {
                    GRUCell cell = MaskFacts.cell(0.5, 0.25);
                    Tensor before = step(cell, BATCH, false);
                    Tensor training = step(cell, BATCH, true);
                    Tensor after = step(cell, BATCH, false);
                    return Facts.equal(before, after) && !Facts.equal(training, after);
                });
        table.decided(
                DIFFERENCES,
                "call_training_true_after_inference",
                "true",
                "inference leaves nothing in the cache",
                () -> {
                    GRUCell cell = MaskFacts.cell(0.5, 0.25);
                    Tensor inference = step(cell, BATCH, false);
                    return !Facts.equal(inference, step(cell, BATCH, true));
                });
        table.same("call_other_batch_size_without_reset", () -> {
            GRUCell cell = MaskFacts.cell(0.5, 0.25);
            step(cell, BATCH, true);
            try {
                return step(cell, 5, true);
            } catch (IllegalArgumentException e) {
                boolean ofMasks = String.valueOf(e.getMessage()).contains("mask");
                return ofMasks ? "InvalidArgumentError" : e.getMessage(); // TensorFlow's name for it
            }
        });
    }

    private static void implementations(Table table) {
        for (int implementation = 1; implementation <= 2; implementation++) {
            int chosen = implementation;
            table.same("implementation_" + implementation + "_first_mask_for_all_gates", () -> {
                GRUCell cell = GRUCell.builder(UNITS)
                        .dropout(0.5)
                        .implementation(chosen)
                        .build();
                Tensor x = Facts.normal(BATCH, FEATURES);
                Tensor training = call(cell, x, true).output();
                Tensor mask = cell.getDropoutMaskForCell(x, true, 3).get(0);
                Tensor masked = x.copy();
                for (int i = 0; i < masked.size(); i++) {
                    masked.setAt(i, masked.getAt(i) * mask.getAt(i));
                }
                return Facts.equal(training, call(cell, masked, false).output());
            });
        }
    }

    private static void rateOfOne(Table table) {
        double[][] rates = {{1, 0}, {0, 1}};
        for (double[] rate : rates) {
            String id = "call_rates_" + (int) rate[0] + "_" + (int) rate[1] + "_training_";
            table.decided(
                    DIFFERENCES,
                    id + "True",
                    Decision.REJECTED,
                    "a rate of exactly 1 disables dropout, as in Keras 3",
                    () -> {
                        GRUCell cell = MaskFacts.cell(rate[0], rate[1]);
                        return Facts.equal(step(cell, BATCH, true), step(cell, BATCH, false));
                    });
            table.same(id + "False", () -> {
                step(MaskFacts.cell(rate[0], rate[1]), BATCH, false);
                return "no error";
            });
        }
    }

    private static void layers(Table table) {
        table.same("rnn_resets_between_calls", () -> twiceEqual(RNN.of(MaskFacts.cell(0.5, 0.25))));
        table.same("stacked_rnn_resets_between_calls", () -> {
            String cell = Serialized.json("GRUCell", "'units': 6, 'dropout': 0.5, 'recurrent_dropout': 0.25");
            return twiceEqual((RNN) Serialized.layer(
                    "RNN", "'cell': " + Serialized.json("StackedRNNCells", "'cells': [" + cell + ", " + cell + "]")));
        });
        table.decided(
                DIFFERENCES,
                "rnn_mask_available_after_call",
                "{is=list of 3 tensors, shape=[4.0, 16.0], dtype=float32, values=[0.0, 2.0], members_all_equal=false}",
                "the masks of a layer's call belong to the call, not to the cell",
                () -> {
                    GRUCell cell = MaskFacts.cell(0.5, 0.25);
                    Tensor x = Facts.normal(4, 3, FEATURES);
                    RNN.of(cell).call(x, List.of(), Call.training(new Generator(1)));
                    return cell.getDropoutMaskForCell(Facts.normal(4, FEATURES), true, 1)
                                    .size()
                            == 1;
                });
    }

    /** Whether two training calls within one training give the same. */
    private static boolean twiceEqual(RNN rnn) {
        Tensor x = Facts.normal(4, 3, FEATURES);
        Generator generator = new Generator(1);
        Tensor first = rnn.call(x, List.of(), Call.training(generator)).output();
        return Facts.equal(
                first, rnn.call(x, List.of(), Call.training(generator)).output());
    }
}
