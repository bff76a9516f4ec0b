package io.github.gru4j.model;

import static io.github.gru4j.model.HeavyModels.FEATURES;
import static io.github.gru4j.model.HeavyModels.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Flatten;
import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.HeavyModels.NewThreads;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model gives the same with any number of threads, bit for bit. */
class ThreadsAgreeTest {

    /** Models of one input and one output. */
    enum Kind {
        LAST_STEP {
            @Override
            Sequential make() {
                return Sequential.of(Input.of(STEPS, FEATURES), GRU.of(128), Dense.of(3));
            }
        },
        SEQUENCE {
            @Override
            Sequential make() {
                return HeavyModels.model(LayerNormalization.of(), TimeDistributed.of(Dense.of(2)));
            }
        },
        RESET_BEFORE {
            @Override
            Sequential make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES),
                        GRU.builder(128, cell -> cell.resetAfter(false)).build());
            }
        },
        MASKED {
            @Override
            Sequential make() {
                RNN.Builder<GRU> sequence =
                        GRU.builder(128).returnSequences(true).zeroOutputForMask(true);
                return Sequential.of(
                        Input.of(STEPS, FEATURES), Masking.of(), sequence.build(), GlobalAveragePooling1D.of());
            }
        },
        BOTH_DIRECTIONS {
            @Override
            Sequential make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES), Masking.of(), Bidirectional.of(GRU.of(100)), Dropout.of(0.5));
            }
        },
        STACKED {
            @Override
            Sequential make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES), RNN.of(StackedRNNCells.of(GRUCell.of(100), GRUCell.of(40))));
            }
        },
        STEP_BY_STEP {
            @Override
            Sequential make() {
                return Sequential.of(
                        Input.of(STEPS, 128), RNN.of(ResidualWrapper.of(GRUCell.of(128))), BatchNormalization.of());
            }

            @Override
            Tensor samples(int rows) {
                return new Generator(rows).normal(rows, STEPS, 128);
            }
        },
        CONVOLUTION {
            @Override
            Sequential make() {
                return HeavyModels.model(Conv1D.of(16, 3), Flatten.of(), Dense.of(4));
            }
        },
        DOUBLE_PRECISION {
            @Override
            Sequential make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES),
                        GRU.builder(GRUCell.builder(128).dtype(DType.FLOAT64).build())
                                .dtype(DType.FLOAT64)
                                .build());
            }
        },
        MODEL_INSIDE {
            @Override
            Sequential make() {
                return Sequential.of(Input.of(STEPS, FEATURES), HeavyModels.model(), Dense.of(1));
            }
        };

        abstract Sequential make();

        Tensor samples(int rows) {
            return HeavyModels.withMaskedSteps(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void predictionsAreThoseOfOneThread(Kind kind) {
        Sequential model = kind.make();
        for (int rows : new int[] {16, 17, 45, 100}) {
            Tensor x = kind.samples(rows);
            for (int batchSize : new int[] {rows, 32, 13}) {
                model.setThreads(1);
                Tensor expected = model.predict(x, batchSize);
                for (int threads : new int[] {2, 5}) {
                    NewThreads lent = new NewThreads();
                    model.setThreads(threads, lent);
                    Tensor found = model.predict(x, batchSize);
                    assertThat(lent.asked.get()).isBetween(1, threads - 1);
                    Tensors.assertSameBits(found, expected);
                }
            }
        }
    }

    /** Two inputs, one of them ids; two outputs, one of them of a softmax. */
    private static Functional forked() {
        KerasTensor numbers = Input.of(STEPS, FEATURES).tensor();
        KerasTensor ids = Input.of(STEPS).tensor();
        KerasTensor embedded = Embedding.builder(10, 5).maskZero(true).build().connect(ids);
        KerasTensor read =
                GRU.builder(128).returnSequences(true).name("read").build().connect(embedded);
        List<KerasTensor> encoded = GRU.builder(128).returnState(true).build().connect(List.of(numbers));
        KerasTensor seen = GRU.of(128).connect(read, encoded.get(1));
        KerasTensor kind = Dense.builder(3)
                .activation(Activations.softmax())
                .name("kind")
                .build()
                .connect(seen);
        return Functional.of(List.of(numbers, ids), List.of(kind, read));
    }

    private static List<Tensor> forkedInputs(int rows) {
        Tensor ids = Tensor.zeros(rows, STEPS);
        Generator random = new Generator(3);
        for (int i = 0; i < ids.size(); i++) {
            ids.setAt(i, random.nextInt(10));
        }
        return List.of(HeavyModels.samples(rows), ids);
    }

    @Test
    void severalInputsAndOutputsAreThoseOfOneThread() {
        Functional model = forked();
        List<Tensor> x = forkedInputs(50);
        List<Tensor> expected = model.predict(x);
        NewThreads lent = new NewThreads();
        model.setThreads(2, lent);
        List<Tensor> found = model.predict(x);
        assertThat(lent.asked).hasValue(1);
        assertThat(found).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Tensors.assertSameBits(found.get(i), expected.get(i));
        }
    }

    @Test
    void evaluationIsThatOfOneThread() {
        Functional model = forked();
        model.compile(CompileOptions.of(
                        Adam.of(0.01), PerOutput.of(Losses.sparseCategoricalCrossentropy(), Losses.meanSquaredError()))
                .metrics(PerOutput.of(
                        List.of(Metrics.sparseCategoricalAccuracy()), List.of(Metrics.meanAbsoluteError()))));
        List<Tensor> x = forkedInputs(50);
        Tensor kinds = Tensor.zeros(50, 1);
        for (int i = 0; i < 50; i++) {
            kinds.setAt(i, i % 3);
        }
        List<Tensor> y = List.of(kinds, new Generator(4).normal(50, STEPS, 128)); // the second has the mask of the ids
        Tensor weights = new Generator(5).uniform(0, 2, 50);
        PerOutput<Tensor> sampleWeights = PerOutput.of(weights, weights);

        Map<String, Double> expected = model.evaluate(x, y, sampleWeights, 32);
        NewThreads lent = new NewThreads();
        model.setThreads(2, lent);
        assertThat(model.evaluate(x, y, sampleWeights, 32)).isEqualTo(expected);
        assertThat(lent.asked.get()).isPositive();
    }

    @Test
    void validationWhileTrainingIsThatOfOneThread() {
        Tensor x = HeavyModels.samples(40);
        Tensor y = new Generator(4).normal(40, 1);
        FitOptions options = FitOptions.epochs(2).validationSplit(0.5);
        List<Map<String, List<Double>>> histories = new ArrayList<>();
        NewThreads lent = new NewThreads();
        for (int threads = 1; threads <= 2; threads++) {
            Sequential model = Sequential.of(Input.of(STEPS, FEATURES), GRU.of(128), Dense.of(1));
            model.compile(Adam.of(0.01), Losses.meanSquaredError());
            model.setThreads(threads, lent);
            histories.add(model.fit(x, y, options).metrics());
        }
        assertThat(histories.get(1)).isEqualTo(histories.get(0));
        assertThat(lent.asked.get()).isPositive();
    }

    @Test
    void manyCallersMayUseSeveralThreadsEach() throws Exception {
        Sequential model = HeavyModels.model();
        List<Tensor> x = List.of(HeavyModels.samples(16), HeavyModels.samples(33), HeavyModels.samples(40));
        List<Tensor> expected = x.stream().map(model::predict).toList();
        model.setThreads(2);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Tensor>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Tensor samples = x.get(i % x.size());
                calls.add(() -> model.predict(samples));
            }
            List<Future<Tensor>> found = callers.invokeAll(calls);
            for (int i = 0; i < found.size(); i++) {
                Tensors.assertSameBits(found.get(i).get(), expected.get(i % x.size()));
            }
        } finally {
            callers.shutdown();
        }
    }
}
