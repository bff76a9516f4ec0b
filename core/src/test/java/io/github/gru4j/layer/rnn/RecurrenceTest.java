package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contracts of recurrence: what may not change a number, and what the errors say. */
class RecurrenceTest {

    private static GRUCell cell(int units, int features, boolean resetAfter, String activation) {
        GRUCell cell = GRUCell.builder(units)
                .resetAfter(resetAfter)
                .activation(activation)
                .build();
        cell.build(Shape.of(Shape.UNKNOWN, features));
        Tensors.randomizeWeights(cell, units * 31L + features);
        return cell;
    }

    @Test
    void exampleOfTheGRUCellPage() {
        RNN rnn = RNN.of(GRUCell.of(4));
        Tensor inputs = Tensors.random(DType.FLOAT32, 1, 32, 10, 8);
        assertThat(rnn.call(inputs).output().shape()).isEqualTo(Shape.of(32, 4));

        RNN all = RNN.builder(GRUCell.of(4))
                .returnSequences(true)
                .returnState(true)
                .build();
        RNNOutput y = all.call(inputs);
        assertThat(y.sequence().shape()).isEqualTo(Shape.of(32, 10, 4));
        assertThat(y.state().shape()).isEqualTo(Shape.of(32, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, true, tanh",
        "4, 3, true, tanh",
        "16, 8, true, tanh",
        "17, 5, false, tanh",
        "33, 20, true, tanh",
        "64, 7, true, tanh",
        "33, 20, false, relu",
        "5, 2, true, gelu"
    })
    void steppingGivesTheSequenceBitForBit(int units, int features, boolean resetAfter, String activation) {
        GRUCell cell = cell(units, features, resetAfter, activation);
        int batch = 5;
        int timesteps = 40; // more than one chunk of the inference path
        Tensor x = Tensors.random(DType.FLOAT32, 9, batch, timesteps, features);
        Tensor sequence =
                RNN.builder(cell).returnSequences(true).build().call(x).sequence();

        for (int row = 0; row < batch; row++) {
            List<Tensor> states = cell.getInitialState(1);
            for (int t = 0; t < timesteps; t++) {
                Tensor event = Tensor.zeros(1, features);
                Tensor.copyRange(x, (row * timesteps + t) * features, event, 0, features);
                CellOutput output = cell.call(event, states);
                states = output.states();
                Tensor expected = Tensor.zeros(1, units);
                Tensor.copyRange(sequence, (row * timesteps + t) * units, expected, 0, units);
                Tensors.assertSameBits(output.output(), expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 3, true", "16, 8, true", "31, 9, false", "48, 17, true"})
    void aRowDoesNotDependOnTheOtherRows(int units, int features, boolean resetAfter) {
        RNN layer = RNN.builder(cell(units, features, resetAfter, "tanh"))
                .returnSequences(true)
                .build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 23, 11, features);
        Tensor together = layer.call(x).sequence();
        for (int from = 0; from < 23; from += 5) {
            int to = Math.min(23, from + 5);
            Tensors.assertSameBits(layer.call(x.rows(from, to)).sequence(), together.rows(from, to));
        }
    }

    @Test
    void theGeneralLoopGivesWhatTheFastPathGives() {
        GRUCell cell = cell(6, 3, true, "tanh");
        Tensor x = Tensors.random(DType.FLOAT32, 4, 4, 9, 3);
        Mask mask = Mask.of(Tensors.random(DType.FLOAT32, 8, 4, 9).reshape(4, 9));
        for (boolean backwards : new boolean[] {false, true}) {
            RNN fast = RNN.builder(cell)
                    .returnSequences(true)
                    .goBackwards(backwards)
                    .build();
            RNN general = RNN.builder(new RecurrentGradientTest.Disguised(cell))
                    .returnSequences(true)
                    .goBackwards(backwards)
                    .build();
            Tensors.assertSameBits(
                    general.call(x, mask, List.of()).sequence(),
                    fast.call(x, mask, List.of()).sequence());
            Tensors.assertSameBits(
                    general.call(x, mask, List.of()).state(),
                    fast.call(x, mask, List.of()).state());
        }
    }

    @Test
    void recordingDoesNotChangeANumber() {
        for (String activation : List.of("tanh", "gelu")) {
            RNN layer = RNN.builder(cell(20, 6, true, activation))
                    .returnSequences(true)
                    .build();
            Tensor x = Tensors.random(DType.FLOAT32, 4, 3, 150, 6);
            Tensor recorded =
                    layer.apply(List.of(x), Call.inference().recording(true)).output();
            Tensors.assertSameBits(recorded, layer.call(x).sequence());
        }
    }

    @Test
    void inferenceFromManyThreadsGivesTheSameBits() throws Exception {
        RNN layer = RNN.builder(cell(32, 16, true, "tanh")).build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 7, 20, 16);
        Tensor expected = layer.call(x).output();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Tensor>> calls = IntStream.range(0, 200)
                    .mapToObj(i -> (Callable<Tensor>) () -> layer.call(x).output())
                    .toList();
            for (Future<Tensor> result : threads.invokeAll(calls)) {
                Tensors.assertSameBits(result.get(), expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void maskedStepKeepsStateAndRepeatsOutput() {
        RNN layer = RNN.builder(cell(3, 2, true, "tanh")).returnSequences(true).build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 1, 4, 2);
        x.set(Double.NaN, 0, 2, 1); // at a masked step nothing may be read
        Mask mask = Mask.of(new boolean[][] {{false, true, false, true}});
        Tensor y = layer.call(x, mask, List.of()).sequence();

        Tensor used = Tensor.zeros(1, 2, 2);
        Tensor.copyRange(x, 2, used, 0, 2);
        Tensor.copyRange(x, 6, used, 2, 2);
        Tensor expected = layer.call(used).sequence();
        for (int u = 0; u < 3; u++) {
            assertThat(y.get(0, 0, u)).isZero();
            assertThat(y.get(0, 1, u)).isEqualTo(expected.get(0, 0, u));
            assertThat(y.get(0, 2, u)).isEqualTo(expected.get(0, 0, u));
            assertThat(y.get(0, 3, u)).isEqualTo(expected.get(0, 1, u));
        }
    }

    @Test
    void statefulLayerContinuesWhereItStopped() {
        GRUCell cell = cell(5, 2, true, "tanh");
        Tensor x = Tensors.random(DType.FLOAT32, 4, 2, 10, 2);
        Tensor whole = RNN.of(cell).call(x).output();

        RNN stateful = RNN.builder(cell).stateful(true).build();
        Tensor first = Tensor.zeros(2, 4, 2);
        Tensor second = Tensor.zeros(2, 6, 2);
        for (int b = 0; b < 2; b++) {
            Tensor.copyRange(x, b * 20, first, b * 8, 8);
            Tensor.copyRange(x, b * 20 + 8, second, b * 12, 12);
        }
        stateful.call(first);
        Tensors.assertSameBits(stateful.call(second).output(), whole);

        stateful.resetState();
        assertThat(stateful.states()).isEmpty();
        assertThatThrownBy(() -> {
                    stateful.call(first);
                    stateful.call(first.rows(0, 1));
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RNN 'rnn': a stateful layer must be called with the batch size of its states, 2."
                        + " Received: batch=1. Call resetState() first.");
    }

    @Test
    void dropoutMasksAreTheSameAtEveryStepAndNewForEveryCall() {
        GRUCell cell = GRUCell.builder(3).dropout(0.5).recurrentDropout(0.5).build();
        cell.build(Shape.of(Shape.UNKNOWN, 4));
        Tensors.randomizeWeights(cell, 2);
        Tensor x = Tensors.random(DType.FLOAT32, 4, 2, 6, 4);
        RNN layer = RNN.builder(cell).returnSequences(true).build();

        Tensor once = layer.call(x, List.of(), Call.training(new Generator(1))).sequence();
        Tensors.assertSameBits(
                layer.call(x, List.of(), Call.training(new Generator(1))).sequence(), once);
        assertThat(Tensors.sameBits(
                        layer.call(x, List.of(), Call.training(new Generator(2)))
                                .sequence(),
                        once))
                .isFalse();

        // The general loop shares one call over all steps, so it draws one set of masks as well.
        RNN general = RNN.builder(new RecurrentGradientTest.Disguised(cell))
                .returnSequences(true)
                .build();
        Tensors.assertSameBits(
                general.call(x, List.of(), Call.training(new Generator(1))).sequence(), once);
    }

    @Test
    void aCallersOwnLoopUsesOneMaskUntilItIsReset() {
        GRUCell cell = GRUCell.builder(3).dropout(0.5).seed(7L).build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 64, 4);
        List<Tensor> zero = cell.getInitialState(64);
        Tensor first = cell.call(x, zero, true).output();
        Tensors.assertSameBits(cell.call(x, zero, true).output(), first);
        Tensor mask = cell.getDropoutMaskForCell(x, true, 1).get(0);
        assertThat(mask.shape()).isEqualTo(Shape.of(64, 4));
        for (int i = 0; i < mask.size(); i++) {
            assertThat(mask.getAt(i)).isIn(0.0, 2.0);
        }

        cell.resetDropoutMask();
        assertThat(Tensors.sameBits(cell.call(x, zero, true).output(), first)).isFalse();
        assertThat(Tensors.sameBits(cell.call(x, zero, false).output(), first)).isFalse();
        assertThat(GRUCell.of(2).getDropoutMaskForCell(x, true, 3)).isEmpty();
    }

    @Test
    void givenDropoutMasksAreUsed() {
        GRUCell cell = GRUCell.builder(2).dropout(0.5).build();
        cell.build(Shape.of(Shape.UNKNOWN, 3));
        Tensors.randomizeWeights(cell, 3);
        RNN layer = RNN.of(cell);
        Tensor x = Tensors.random(DType.FLOAT32, 4, 1, 5, 3);
        Tensor mask = Tensor.of(new float[] {2, 0, 2}, 1, 3);
        Call call = Call.training(new Generator(1)).withDropoutMasks(cell, new DropoutMasks(List.of(mask), List.of()));
        Tensor masked = x.copy();
        for (int i = 0; i < masked.size(); i++) {
            masked.setAt(i, masked.getAt(i) * mask.getAt(i % 3));
        }
        Tensors.assertSameBits(
                layer.call(x, List.of(), call).output(), layer.call(masked).output());
    }

    @Test
    void changedWeightsAreSeen() {
        GRUCell cell = cell(4, 2, true, "tanh");
        RNN layer = RNN.of(cell);
        Tensor x = Tensors.random(DType.FLOAT32, 4, 2, 3, 2);
        Tensor before = layer.call(x).output();
        Tensor kernel = cell.kernel().value().copy();
        kernel.setAt(1, kernel.getAt(1) + 1);
        cell.kernel().assign(kernel);
        assertThat(Tensors.sameBits(layer.call(x).output(), before)).isFalse();
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> GRUCell.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRUCell: units must be a positive integer. Received: units=0.");
        assertThatThrownBy(() -> GRUCell.builder(3).dropout(1.5).build())
                .hasMessage("GRUCell: dropout must be in the range [0, 1]. Received: dropout=1.5.");
        assertThatThrownBy(() -> GRUCell.builder(3).recurrentDropout(Double.NaN).build())
                .hasMessage("GRUCell: recurrentDropout must be in the range [0, 1]. Received: recurrentDropout=NaN.");
        assertThatThrownBy(() -> GRU.of(3).call(Tensor.zeros(3, 4)))
                .hasMessage("GRU 'gru': input must have rank 3 (batch, timesteps, features). Received: shape=(3, 4).");
        assertThatThrownBy(() -> GRU.of(3).call(Tensor.zeros(3, 0, 4)))
                .hasMessage("GRU 'gru': input must have at least one time step. Received: shape=(3, 0, 4).");
        GRU gru = GRU.of(3);
        gru.call(Tensor.zeros(1, 2, 4));
        assertThatThrownBy(() -> gru.call(Tensor.zeros(1, 2, 5)))
                .hasMessage("GRU 'gru': input must have 4 features on its last axis, as when the layer was built."
                        + " Received: shape=(1, 2, 5).");
        assertThatThrownBy(() -> gru.call(Tensor.zeros(1, 2, 4), Mask.of(new boolean[1][3]), List.of()))
                .hasMessage("GRU 'gru': mask must have shape (batch, timesteps) = (1, 2). Received: shape=(1, 3).");
        assertThatThrownBy(() -> gru.call(Tensor.zeros(1, 2, 4), null, List.of(Tensor.zeros(1, 2))))
                .hasMessage("GRU 'gru': initial state 0 must have shape (1, 3). Received: shape=(1, 2).");
        assertThatThrownBy(() -> gru.setWeights(List.of(Tensor.zeros(4, 9))))
                .hasMessage("GRU 'gru': weights must be a list of 3 tensors, one per weight. Received: 1 tensors.");
        assertThatThrownBy(() -> gru.setWeights(List.of(Tensor.zeros(3, 4), Tensor.zeros(3, 9), Tensor.zeros(2, 9))))
                .hasMessage("GRU 'gru': weight 0, kernel, must have shape (4, 9). Received: shape=(3, 4).");
        assertThatThrownBy(() -> GRU.of(3).call(Tensor.zeros(1, 2, 4)).sequence())
                .hasMessage("RNNOutput: there is one output, for the last step. Make the layer with"
                        + " returnSequences(true).");
    }

    @Test
    void emptyBatchGivesEmptyOutput() {
        RNN layer = RNN.builder(GRUCell.of(3)).returnSequences(true).build();
        assertThat(layer.call(Tensor.zeros(0, 3, 2)).sequence().shape()).isEqualTo(Shape.of(0, 3, 3));
    }

    @Test
    void namesAreKeras() {
        GRU gru = GRU.of(3);
        assertThat(gru.name()).isEqualTo("gru");
        assertThat(gru.cell().name()).isEqualTo("gru_cell");
        gru.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 2));
        assertThat(gru.weights().stream().map(weight -> weight.name()))
                .containsExactly("kernel", "recurrent_kernel", "bias");
        assertThat(gru.countParams()).isEqualTo(2 * 9 + 3 * 9 + 2 * 9);
        gru.setTrainable(false);
        assertThat(gru.trainableWeights()).isEmpty();
        assertThat(gru.nonTrainableWeights()).hasSize(3);
    }

    @Test
    void anotherRankThanBuiltForIsRefused() {
        GRU gru = GRU.of(3);
        gru.call(Tensor.zeros(1, 2, 4));
        assertThatThrownBy(() -> gru.call(Tensor.zeros(1, 2, 5, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRU 'gru': input must have rank 3, as when the layer was built. Received:"
                        + " shape=(1, 2, 5, 4).");
        assertThatThrownBy(() -> gru.call(Tensor.zeros(1, 2, 4), null, List.of(Tensor.zeros(1, 3), Tensor.zeros(1, 3))))
                .hasMessage("GRU 'gru': initialStates must be a list of 1 tensors, or empty. Received: 2 tensors.");
    }

    @Test
    void aPassThatNeedsMoreThanOneArrayIsRefusedBeforeItOverflows() {
        GRUCell cell = GRUCell.of(1024);
        assertThat(GRUSequence.rows(cell, 500, 500, 1024)).isEqualTo(250_000);
        assertThatThrownBy(() -> GRUSequence.rows(cell, 1000, 1000, 1024))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRUCell 'gru_cell': 7 * batch * timesteps * units must be below 2^31, the size of one"
                        + " array. Received: batch=1000, timesteps=1000, units=1024. Use a smaller batch.");
        assertThatThrownBy(() -> GRUSequence.rows(cell, 70_000, 70_000, 1024))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statesOfAStatefulLayerAreItsOwn() {
        RNN layer = RNN.builder(cell(3, 2, true, "tanh")).stateful(true).build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 1, 4, 2);
        Tensor handedOut = layer.call(x).state();
        Tensor kept = handedOut.copy();
        handedOut.fill(5);
        Tensors.assertSameBits(layer.states().get(0), kept);

        Tensor given = Tensors.random(DType.FLOAT32, 5, 1, 3);
        layer.resetState(List.of(given));
        given.fill(5);
        assertThat(Tensors.sameBits(layer.states().get(0), given)).isFalse();
    }

    @Test
    void masksOfAnotherBatchSizeAreRefused() {
        GRUCell cell = GRUCell.builder(2).dropout(0.5).seed(1L).build();
        cell.call(Tensor.zeros(4, 3), cell.getInitialState(4), true);
        for (int batch : new int[] {3, 5}) {
            assertThatThrownBy(() -> cell.call(Tensor.zeros(batch, 3), cell.getInitialState(batch), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("GRUCell 'gru_cell': dropout masks of the inputs must be none, one or three of shape ("
                            + batch
                            + ", 3) and dtype float32. Received: [float32 (4, 3), float32 (4, 3), float32 (4, 3)]."
                            + " Cached masks are dropped by"
                            + " resetDropoutMask() and resetRecurrentDropoutMask().");
        }
        cell.resetDropoutMask();
        assertThat(cell.call(Tensor.zeros(5, 3), cell.getInitialState(5), true)
                        .output()
                        .shape())
                .isEqualTo(Shape.of(5, 2));
        assertThatThrownBy(() -> cell.call(Tensor.zeros(5, 3), List.of(), true))
                .hasMessage("GRUCell 'gru_cell': states must be a list of one tensor. Received: 0 tensors.");
    }

    @Test
    void aRateOfExactlyOneDropsNothing() {
        GRUCell cell = GRUCell.builder(3).dropout(1).recurrentDropout(1).build();
        cell.build(Shape.of(Shape.UNKNOWN, 4));
        Tensors.randomizeWeights(cell, 2);
        RNN layer = RNN.of(cell);
        Tensor x = Tensors.random(DType.FLOAT32, 4, 2, 6, 4);
        Tensors.assertSameBits(
                layer.call(x, List.of(), Call.training(new Generator(1))).output(),
                layer.call(x).output());
    }

    @Test
    void aSkippedInputMayBeNaNInTrainingToo() {
        RNN layer = RNN.of(cell(3, 2, true, "tanh"));
        Tensor x = Tensors.random(DType.FLOAT32, 4, 1, 3, 2);
        x.set(Double.NaN, 0, 1, 0);
        Mask mask = Mask.of(new boolean[][] {{true, false, true}});
        Gradients gradients = new Gradients();
        Tensor dx = layer.apply(List.of(x), Call.training(new Generator(1)).withMask(mask))
                .backward(Tensor.full(DType.FLOAT32, Shape.of(1, 3), 1), gradients)
                .get(0);
        for (Tensor gradient : List.of(
                dx,
                gradients.of(layer.weights().get(0)),
                gradients.of(layer.weights().get(1)))) {
            for (int i = 0; i < gradient.size(); i++) {
                assertThat(gradient.getAt(i)).isFinite();
            }
        }
    }

    @Test
    void freezingALayerLeavesItsCellToOthers() {
        GRUCell cell = cell(3, 2, true, "tanh");
        RNN frozen = RNN.builder(cell).trainable(false).build();
        RNN free = RNN.of(cell);
        assertThat(frozen.trainableWeights()).isEmpty();
        assertThat(free.trainableWeights()).hasSize(3);
    }

    @Test
    void aCellThatForgetsItsStatesIsNamed() {
        GRUCell inner = cell(3, 2, true, "tanh");
        RNNCell forgetful = new RecurrentGradientTest.Disguised(inner) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                return Pass.of(inner.apply(inputs, call).output());
            }

            @Override
            public String className() {
                return "Forgetful";
            }
        };
        assertThatThrownBy(() -> RNN.of(forgetful).call(Tensor.zeros(1, 2, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Forgetful(name=forgetful): forward must return the output and the new states, of shapes"
                        + " [(1, 3), (1, 3)]. Received: shapes=[(1, 3)].");
    }

    @Test
    void anActivationThatBorrowsANameIsStillItself() {
        Activation halved = new Activation("tanh") {
            @Override
            public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
                for (int i = 0; i < width; i++) {
                    y.setAt(yOffset + i, x.getAt(xOffset + i) / 2);
                }
            }

            @Override
            public void gradient(
                    Tensor x,
                    int xOffset,
                    Tensor y,
                    int yOffset,
                    Tensor dy,
                    int dyOffset,
                    Tensor dx,
                    int dxOffset,
                    int width) {
                for (int i = 0; i < width; i++) {
                    dx.setAt(dxOffset + i, dy.getAt(dyOffset + i) / 2);
                }
            }
        };
        GRUCell own = GRUCell.builder(3).activation(halved).build();
        GRUCell theirs = GRUCell.of(3);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 1, 4, 2);
        RNN ownLayer = RNN.of(own);
        RNN theirLayer = RNN.of(theirs);
        ownLayer.build(x.shape());
        theirLayer.build(x.shape());
        theirLayer.setWeights(ownLayer.getWeights());
        assertThat(Tensors.sameBits(
                        ownLayer.call(x).output(), theirLayer.call(x).output()))
                .isFalse();
    }

    @Test
    void anUnrolledBackwardsLayerZeroesByTheOriginalOrderAfterRepeating() {
        GRUCell cell = cell(3, 2, true, "tanh");
        Tensor x = Tensors.random(DType.FLOAT32, 4, 1, 4, 2);
        Mask mask = Mask.of(new boolean[][] {{true, false, true, true}}); // processed: used, used, skipped, used
        RNN.Builder<RNN> builder =
                RNN.builder(cell).returnSequences(true).goBackwards(true).unroll(true);
        Tensor repeated = builder.build().call(x, mask, List.of()).sequence();
        Tensor zeroed =
                builder.zeroOutputForMask(true).build().call(x, mask, List.of()).sequence();
        for (int u = 0; u < 3; u++) {
            assertThat(zeroed.get(0, 1, u)).isZero();
            assertThat(zeroed.get(0, 2, u)).isNotZero();
            for (int position : new int[] {0, 2, 3}) {
                assertThat(zeroed.get(0, position, u)).isEqualTo(repeated.get(0, position, u));
            }
        }
    }

    @Test
    void recurrentDropoutForcesAMaskPerGate() {
        GRUCell cell = GRUCell.builder(3)
                .dropout(0.5)
                .recurrentDropout(0.1)
                .implementation(2)
                .build();
        assertThat(cell.implementation()).isEqualTo(1);
        assertThat(GRUCell.builder(3).dropout(0.5).build().implementation()).isEqualTo(2);
        cell.build(Shape.of(Shape.UNKNOWN, 2));
        assertThat(cell.dropoutMasks(2, Call.training(new Generator(1))).inputs())
                .hasSize(3);
    }

    @Test
    void givenMasksOfTheStateMustFit() {
        GRUCell cell = GRUCell.builder(2).recurrentDropout(0.5).build();
        Call call = Call.training(new Generator(1))
                .withDropoutMasks(cell, new DropoutMasks(List.of(), List.of(Tensor.zeros(4, 2))));
        assertThatThrownBy(() -> RNN.of(cell).call(Tensor.zeros(3, 5, 1), List.of(), call))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("GRUCell 'gru_cell': dropout masks of the state must be none, one or three of"
                        + " shape (3, 2) and dtype float32. Received: [float32 (4, 2)].");
    }
}
