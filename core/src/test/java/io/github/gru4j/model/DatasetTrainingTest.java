package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.data.SequencePadding;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Training, judging and predicting by datasets. */
class DatasetTrainingTest {

    private static final Tensor X = Tensors.random(DType.FLOAT32, 1, 10, 4, 2);
    private static final Tensor Y = Tensors.random(DType.FLOAT32, 2, 10, 1);
    private static final Tensor WEIGHTS = Tensors.random(DType.FLOAT32, 3, 10);

    private static Sequential model(double dropout) {
        Sequential model = Sequential.of(
                Input.of(4, 2),
                GRU.builder(GRUCell.builder(5).dropout(dropout).build()).build(),
                Dense.of(1));
        model.compile(Adam.of(0.02), Losses.meanSquaredError(), Metrics.meanAbsoluteError());
        return model;
    }

    private static Dataset samples() {
        return Dataset.fromTensorSlices(X, Y);
    }

    private static void assertSameWeights(Model a, Model b) {
        for (int i = 0; i < a.getWeights().size(); i++) {
            Tensors.assertSameBits(a.getWeights().get(i), b.getWeights().get(i));
        }
    }

    // ---- the same as from memory
    // --------------------------------------------------------------------------------------

    @Test
    void aDatasetTrainsBitForBitAsItsSamplesInMemory() {
        Sequential fromMemory = model(0.3);
        Sequential fromDataset = model(0.3);
        FitOptions options = FitOptions.epochs(3).shuffle(false).seed(4);
        History expected = fromMemory.fit(
                X, Y, options.batchSize(4).validationData(X, Y, WEIGHTS).validationBatchSize(3));
        Dataset validation = Dataset.fromTensorSlices(Element.of(X, Y, WEIGHTS)).batch(3);
        History history = fromDataset.fit(samples().batch(4).prefetch(1), options.validationData(validation));
        assertThat(history.metrics()).isEqualTo(expected.metrics());
        assertSameWeights(fromDataset, fromMemory);
    }

    @Test
    void elementsHoldTheWeightsOfTheirSamples() {
        Sequential fromMemory = model(0);
        Sequential fromDataset = model(0);
        FitOptions options = FitOptions.epochs(2).shuffle(false);
        fromMemory.fit(X, Y, options.batchSize(4).sampleWeight(WEIGHTS));
        fromDataset.fit(Dataset.fromTensorSlices(Element.of(X, Y, WEIGHTS)).batch(4), options);
        assertSameWeights(fromDataset, fromMemory);
    }

    @Test
    void classesOfADatasetHaveWeights() {
        Tensor labels = Tensor.of(new float[] {0, 1, 1, 0, 1, 0, 0, 1, 0, 0}, 10, 1);
        Map<Integer, Double> classWeight = Map.of(0, 0.25, 1, 3.0);
        Sequential fromMemory = model(0);
        Sequential fromDataset = model(0);
        FitOptions options = FitOptions.epochs(2).shuffle(false).classWeight(classWeight);
        fromMemory.fit(X, labels, options.batchSize(4));
        fromDataset.fit(Dataset.fromTensorSlices(X, labels).batch(4), options);
        assertSameWeights(fromDataset, fromMemory);
        Dataset weighed =
                Dataset.fromTensorSlices(Element.of(X, labels, WEIGHTS)).batch(10);
        assertThatThrownBy(() -> fromDataset.fit(weighed, FitOptions.epochs(1).classWeight(Map.of(1, 2.0))))
                .hasMessage(
                        "Sequential 'sequential': only one of sampleWeights and classWeight may be given. Received: a"
                                + " batch with sampleWeights, classWeight={1=2.0}.");
    }

    @Test
    void aDatasetIsJudgedAndPredictedAsItsSamplesInMemory() {
        Sequential model = model(0.5);
        assertThat(model.evaluate(
                        Dataset.fromTensorSlices(Element.of(X, Y, WEIGHTS)).batch(4)))
                .isEqualTo(model.evaluate(X, Y, WEIGHTS, 4));
        List<Tensor> predictions = model.predict(Dataset.fromTensorSlices(X).batch(4));
        assertThat(predictions).hasSize(1);
        Tensors.assertSameBits(predictions.get(0), model.predict(X));
        Tensors.assertSameBits(model.predict(samples().batch(3)).get(0), model.predict(X));
        Tensors.assertSameBits(model.predictOnBatch(X), model.predict(X));
    }

    @Test
    void severalInputsAndOutputsComeInTheirOrder() {
        KerasTensor a = Input.of(1).tensor();
        KerasTensor b = Input.of(1).tensor();
        Dense first = Dense.builder(1).useBias(false).name("first").build();
        Dense second = Dense.builder(1).useBias(false).name("second").build();
        Functional model = Functional.of(List.of(a, b), List.of(first.connect(a), second.connect(b)));
        first.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        second.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        model.compile(CompileOptions.of(SGD.of(0), PerOutput.same(Losses.meanAbsoluteError())));
        Tensor ones = Tensor.of(new float[] {1, 1}, 2, 1);
        Tensor twos = Tensor.of(new float[] {2, 2}, 2, 1);
        Tensor zeros = Tensor.zeros(2, 1);
        Tensor weights = Tensor.of(new float[] {0, 1}, 2);
        Element elements = new Element(List.of(ones, twos), List.of(zeros, zeros), List.of(weights));
        Map<String, Double> logs =
                model.evaluate(Dataset.fromTensorSlices(elements).batch(2));
        assertThat(logs)
                .containsExactly(Map.entry("first_loss", 0.5), Map.entry("loss", 1.5), Map.entry("second_loss", 1.0));
        assertThat(model.predictOnBatch(elements.inputs()).get(1).floats()).containsExactly(2, 2);
        assertThat(model.predict(Dataset.fromTensorSlices(elements).batch(1))
                        .get(1)
                        .floats())
                .containsExactly(2, 2);
        ArrayList<Tensor> listed = new ArrayList<>();
        listed.add(null);
        listed.add(weights);
        assertThat(model.testOnBatch(new Element(elements.inputs(), elements.targets(), listed)))
                .containsExactly(Map.entry("first_loss", 1.0), Map.entry("loss", 2.0), Map.entry("second_loss", 1.0));
    }

    // ---- masks
    // --------------------------------------------------------------------------------------------------------

    /** With a mask, or with weights that padding fills up with 0, sequences count as they do alone. */
    @Test
    void paddingDoesNotCountWhereAMaskOrWeightsSaySo() {
        List<Element> sequences = new ArrayList<>();
        for (int steps : new int[] {2, 5, 3}) {
            Tensor weight = Tensor.zeros(steps);
            weight.fill(1);
            sequences.add(Element.of(
                    Tensors.random(DType.FLOAT32, steps, steps, 2),
                    Tensors.random(DType.FLOAT32, 7 + steps, steps, 1),
                    weight));
        }
        GRU gru = GRU.builder(3).returnSequences(true).build();
        Dense dense = Dense.of(1);
        Sequential masked = Sequential.of(Input.of(Shape.UNKNOWN, 2), Masking.of(-9), gru, dense);
        Sequential unmasked = Sequential.of(
                Input.of(Shape.UNKNOWN, 2), GRU.builder(3).returnSequences(true).build(), Dense.of(1));
        unmasked.setWeights(masked.getWeights());
        masked.compile(SGD.of(0), Losses.meanSquaredError());
        unmasked.compile(SGD.of(0), Losses.meanSquaredError());
        double sum = 0;
        for (Element sequence : Dataset.fromIterable(sequences).batch(1)) {
            sum += masked.testOnBatch(sequence).get("loss")
                    * sequence.inputs().get(0).dim(1);
        }
        SequencePadding padding = SequencePadding.post().value(-9).targetValue(1000);
        Dataset plain = Dataset.fromIterable(sequences).map(element -> Element.of(element.inputs(), element.targets()));
        assertThat(masked.evaluate(plain.paddedBatch(3, padding)).get("loss")).isCloseTo(sum / 10, within());
        Dataset weighed = Dataset.fromIterable(sequences).paddedBatch(3, padding);
        assertThat(unmasked.evaluate(weighed).get("loss")).isCloseTo(sum / 15, within()); // divided by all steps
        assertThat(unmasked.evaluate(plain.paddedBatch(3, padding)).get("loss")).isGreaterThan(1000);
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-6);
    }

    // ---- epochs and steps -------------------------------------------------------------------------------------------

    /** Notes each batch as epoch:batch/batches. */
    private static Callback noting(List<String> seen) {
        AtomicReference<TrainingRun> current = new AtomicReference<>();
        return LambdaCallback.builder()
                .onTrainBegin(current::set)
                .onTrainBatchEnd((batch, logs) -> seen.add(current.get().epoch() + ":" + batch + "/"
                        + current.get().steps().orElse(-1)))
                .build();
    }

    @Test
    void eachEpochIsAPassOfItsOwnNumber() {
        List<Long> order = new ArrayList<>();
        Dataset dataset = Dataset.fromTensorSlices(X, Y).shuffle(10, 3).map(element -> {
            order.add(Double.doubleToLongBits(element.inputs().get(0).getAt(0)));
            return element;
        });
        model(0).fit(dataset.batch(4), FitOptions.epochs(3).initialEpoch(1));
        List<Long> expected = new ArrayList<>();
        for (long pass = 1; pass < 3; pass++) {
            samples()
                    .shuffle(10, 3)
                    .iterator(pass)
                    .forEachRemaining(element -> expected.add(
                            Double.doubleToLongBits(element.inputs().get(0).getAt(0))));
        }
        assertThat(order).isEqualTo(expected);
    }

    @Test
    void theNumberOfBatchesIsKnownFromTheSecondEpochOnAtLatest() {
        List<String> seen = new ArrayList<>();
        List<Element> batches = new ArrayList<>();
        samples().batch(6).forEach(batches::add);
        model(0).fit(Dataset.fromIterable(batches), FitOptions.epochs(2).callbacks(noting(seen)));
        assertThat(seen).containsExactly("0:0/-1", "0:1/-1", "1:0/2", "1:1/2");
        seen.clear();
        model(0).fit(samples().batch(6), FitOptions.epochs(1).callbacks(noting(seen)));
        assertThat(seen).containsExactly("0:0/2", "0:1/2");
    }

    @Test
    void countedStepsGoOnInTheNextEpochAndEndWithTheData() {
        List<String> seen = new ArrayList<>();
        FitOptions options = FitOptions.epochs(4).stepsPerEpoch(2).callbacks(noting(seen));
        model(0).fit(samples().batch(4), options);
        assertThat(seen).containsExactly("0:0/2", "0:1/2", "1:0/2", "2:0/2", "2:1/2", "3:0/2");
        seen.clear();
        model(0).fit(samples().batch(5).repeat(), options);
        assertThat(seen).containsExactly("0:0/2", "0:1/2", "1:0/2", "1:1/2", "2:0/2", "2:1/2", "3:0/2", "3:1/2");
        seen.clear();
        List<Element> twoEpochs = new ArrayList<>();
        samples().take(8).batch(2).forEach(twoEpochs::add);
        model(0).fit(Dataset.fromIterable(twoEpochs), options); // whose end shows where the third begins
        assertThat(seen).hasSize(8);
    }

    @Test
    void aTrainingThatStopsReadsNoFurther() {
        List<Integer> read = new ArrayList<>();
        boolean[] closed = new boolean[1];
        final class Endless implements Iterator<Element>, AutoCloseable {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Element next() {
                read.add(read.size());
                return Element.of(X, Y);
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        }
        AtomicReference<TrainingRun> run = new AtomicReference<>();
        Callback stopping = LambdaCallback.builder()
                .onTrainBegin(run::set)
                .onTrainBatchEnd((batch, logs) -> {
                    if (read.size() == 3) {
                        run.get().stop();
                    }
                })
                .build();
        model(0).fit(Dataset.fromIterable(Endless::new), FitOptions.epochs(2).callbacks(stopping));
        assertThat(read).hasSize(3);
        assertThat(closed[0]).isTrue();
    }

    @Test
    void anErrorOfTheSourceEndsTheTraining() {
        Dataset failing = samples().batch(4).map(element -> {
            if (element.inputs().get(0).dim(0) == 2) {
                throw new IllegalStateException("row 9 is bad");
            }
            return element;
        });
        assertThatThrownBy(() -> model(0).fit(failing.prefetch(2), FitOptions.epochs(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("row 9 is bad");
    }

    /** Notes the targets in the order in which they come. */
    private static final class Noting extends Metric {
        private final List<Double> seen = new ArrayList<>();

        @Override
        public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
            for (int i = 0; i < yTrue.size(); i++) {
                seen.add(yTrue.getAt(i));
            }
        }

        @Override
        public double result() {
            return seen.size();
        }

        @Override
        public void reset() {}
    }

    @Test
    void eachEpochHasAnOrderAndMasksOfItsOwn() {
        Noting noting = new Noting();
        Sequential model = model(0.5);
        model.compile(SGD.of(0), Losses.meanSquaredError(), noting);
        model.fit(X, Y, FitOptions.epochs(2).batchSize(4));
        assertThat(noting.seen.subList(10, 20))
                .containsExactlyInAnyOrderElementsOf(noting.seen.subList(0, 10))
                .isNotEqualTo(noting.seen.subList(0, 10));
        List<Double> losses =
                model.fit(X, Y, FitOptions.epochs(2).shuffle(false)).get("loss");
        assertThat(losses.get(1)).isNotEqualTo(losses.get(0)); // nothing but the masks has changed
    }

    /** The order of samples and the dropout masks of an epoch follow from the seed and its number. */
    @Test
    void aTrainingInTwoPartsIsOneTraining() {
        for (boolean dataset : new boolean[] {false, true}) {
            Sequential once = model(0.4);
            Sequential twice = model(0.4);
            Dataset batches = dataset ? samples().shuffle(5, 8).batch(4) : null;
            FitOptions options = FitOptions.epochs(5).batchSize(4).seed(8);
            fit(once, batches, options);
            fit(twice, batches, FitOptions.epochs(2).batchSize(4).seed(8));
            fit(twice, batches, options.initialEpoch(2));
            assertSameWeights(twice, once);
        }
    }

    private static void fit(Model model, @Nullable Dataset batches, FitOptions options) {
        if (batches == null) {
            model.fit(X, Y, options);
        } else {
            model.fit(batches, options);
        }
    }

    // ---- states -----------------------------------------------------------------------------------------------------

    private static Sequential stateful() {
        Sequential model = Sequential.of(
                Input.builder(Shape.of(4, 4, 2)).build(),
                GRU.builder(3).stateful(true).build(),
                Dense.of(1));
        model.compile(SGD.of(0), Losses.meanSquaredError());
        return model;
    }

    @Test
    void statesGoOnFromBatchToBatchAndEndWhereACallbackResetsThem() {
        Sequential model = stateful();
        Dataset batches = samples().batch(4, true);
        List<Double> losses = model.fit(batches, FitOptions.epochs(3)).get("loss");
        assertThat(losses.get(1)).isNotEqualTo(losses.get(0)); // nothing but the states has changed
        Callback resetting = new Callback() {
            @Override
            public void onEpochBegin(int epoch) {
                model.resetState();
            }
        };
        losses = model.fit(batches, FitOptions.epochs(3).callbacks(resetting)).get("loss");
        assertThat(losses).containsExactly(losses.get(0), losses.get(0), losses.get(0));
        model.resetState();
        double sum = 0;
        for (Element batch : batches) {
            sum += model.trainOnBatch(batch).get("loss");
        }
        assertThat(losses.get(0)).isEqualTo(sum / 2);
    }

    @Test
    void validationGoesOnFromTheStatesOfTraining() {
        Sequential model = stateful();
        Dataset batches = samples().batch(4, true);
        History history = model.fit(batches, FitOptions.epochs(1).validationData(batches));
        Sequential again = stateful();
        List<Double> losses = again.fit(batches, FitOptions.epochs(2)).get("loss");
        assertThat(history.get("loss").get(0)).isEqualTo(losses.get(0));
        assertThat(history.get("val_loss").get(0)).isEqualTo(losses.get(1));
    }

    @Test
    void aBatchOfAnotherSizeIsRefusedByAStatefulLayer() {
        assertThatThrownBy(() -> stateful().fit(samples().batch(4), FitOptions.epochs(1)))
                .hasMessage("GRU 'gru': a stateful layer must be called with the batch size of its states, 4. Received:"
                        + " batch=2. Call resetState() first.");
    }

    // ---- batch by batch ---------------------------------------------------------------------------------------------

    @Test
    void trainingOnBatchesReportsEachAlone() {
        Sequential model = model(0);
        Tensor x = X.rows(0, 4);
        Tensor y = Y.rows(0, 4);
        Map<String, Double> before = model.testOnBatch(x, y);
        assertThat(before.keySet()).containsExactly("loss", "mean_absolute_error");
        assertThat(model.trainOnBatch(x, y)).isEqualTo(before);
        assertThat(model.optimizer().iterations()).isEqualTo(1);
        assertThat(model.testOnBatch(x, y).get("loss")).isLessThan(before.get("loss"));
    }

    @Test
    void dropoutOfSingleBatchesFollowsFromTheNumberOfUpdates() {
        List<List<Double>> losses = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Sequential model = model(0.5);
            model.compile(SGD.of(0), Losses.meanSquaredError());
            losses.add(List.of(
                    model.trainOnBatch(X, Y).get("loss"),
                    model.trainOnBatch(X, Y).get("loss")));
        }
        assertThat(losses.get(0)).isEqualTo(losses.get(1));
        assertThat(losses.get(0).get(0)).isNotEqualTo(losses.get(0).get(1));
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    @Test
    void dataWithoutAnEndNeedASize() {
        Sequential model = model(0);
        Dataset endless = samples().batch(4).repeat();
        assertThatThrownBy(() -> model.fit(endless, FitOptions.epochs(1)))
                .hasMessage("Dataset: the data must end. Received: cardinality=INFINITE. Set stepsPerEpoch.");
        assertThatThrownBy(
                        () -> model.fit(samples().batch(4), FitOptions.epochs(1).validationData(endless)))
                .hasMessage("Dataset: the data must end. Received: cardinality=INFINITE. Set validationSteps.");
        assertThat(model.optimizer().iterations()).isZero();
        assertThatThrownBy(() -> model.evaluate(endless))
                .hasMessage("Dataset: the data must end. Received: cardinality=INFINITE. Use take(count).");
        assertThatThrownBy(() -> model.predict(endless))
                .hasMessage("Dataset: the data must end. Received: cardinality=INFINITE. Use take(count).");
        double first = model.evaluate(X.rows(0, 4), Y.rows(0, 4)).get("loss");
        model.compile(SGD.of(0), Losses.meanSquaredError());
        History history = model.fit(
                endless,
                FitOptions.epochs(3).stepsPerEpoch(1).validationData(endless).validationSteps(1));
        assertThat(history.get("val_loss")).containsExactly(first, first, first);
    }

    @Test
    void dataWithoutABatchAreRefused() {
        Sequential model = model(0);
        String message = "Dataset: the data must hold at least one batch. Received: none.";
        Dataset none = samples().batch(11, true);
        assertThatThrownBy(() -> model.fit(none, FitOptions.epochs(1))).hasMessage(message);
        assertThatThrownBy(() -> model.fit(none.repeat(), FitOptions.epochs(1))).hasMessage(message);
        assertThatThrownBy(() -> model.evaluate(none)).hasMessage(message);
        assertThatThrownBy(() -> model.predict(none)).hasMessage(message);
    }

    @Test
    void optionsThatADatasetHasItselfAreRefused() {
        Sequential model = model(0);
        assertThatThrownBy(
                        () -> model.fit(samples().batch(4), FitOptions.epochs(1).sampleWeight(WEIGHTS)))
                .hasMessage("FitOptions: sampleWeight must not be set for a dataset, whose elements hold it. Received:"
                        + " sampleWeight. Put it into the elements.");
        assertThatThrownBy(
                        () -> model.fit(samples().batch(4), FitOptions.epochs(1).validationSplit(0.5)))
                .hasMessage("FitOptions: validationSplit must be 0 for a dataset. Received: validationSplit=0.5. Use"
                        + " validationData, with skip and take.");
    }

    @Test
    void elementsThatAreNoBatchesForTheModelAreRefused() {
        Sequential model = model(0);
        assertThatThrownBy(() -> model.fit(Dataset.fromTensorSlices(X).batch(4), FitOptions.epochs(1)))
                .hasMessage(
                        "Sequential 'sequential': y must hold a target for each output, [dense]. Received: 0 tensors.");
        Dataset uneven = Dataset.fromIterable(List.of(Element.of(X, Y.rows(0, 3))));
        assertThatThrownBy(() -> model.fit(uneven, FitOptions.epochs(1)))
                .hasMessage("Sequential 'sequential': y must have as many samples as x, 10. Received: shape=(3, 1).");
        assertThatThrownBy(() -> Sequential.of(Input.of(1), Dense.of(1)).trainOnBatch(Y, Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Sequential 'sequential': the model must be compiled first. Call compile(optimizer, loss).");
        Sequential sequences = Sequential.of(
                Input.of(Shape.UNKNOWN, 2), GRU.builder(3).returnSequences(true).build());
        Dataset lengths =
                Dataset.fromIterable(List.of(Element.of(Tensor.zeros(1, 4, 2)), Element.of(Tensor.zeros(1, 5, 2))));
        assertThatThrownBy(() -> sequences.predict(lengths))
                .hasMessage("Dataset: outputs must differ in their number of samples only, from (1, 4, 3). Received:"
                        + " shape=(1, 5, 3). Predict batch by batch.");
    }

    @Test
    void valuesOfOptionsAreChecked() {
        FitOptions options = FitOptions.epochs(1);
        assertThatThrownBy(() -> options.initialEpoch(-1))
                .hasMessage("FitOptions: initialEpoch must be 0 or more. Received: initialEpoch=-1.");
        assertThatThrownBy(() -> options.batchSize(0))
                .hasMessage("FitOptions: batchSize must be a positive integer. Received: batchSize=0.");
        assertThatThrownBy(() -> options.stepsPerEpoch(0))
                .hasMessage("FitOptions: stepsPerEpoch must be a positive integer. Received: stepsPerEpoch=0.");
        assertThatThrownBy(() -> options.validationSteps(-2))
                .hasMessage("FitOptions: validationSteps must be a positive integer. Received: validationSteps=-2.");
        assertThatThrownBy(() -> options.validationBatchSize(0))
                .hasMessage("FitOptions: validationBatchSize must be a positive integer. Received:"
                        + " validationBatchSize=0.");
        assertThatThrownBy(() -> options.validationFreq(0))
                .hasMessage("FitOptions: validationFreq must be a positive integer. Received: validationFreq=0.");
        assertThatThrownBy(() -> options.validationFreq(List.of()))
                .hasMessage("FitOptions: validationFreq must hold at least one epoch. Received: none.");
        assertThat(options.batchSize()).isEqualTo(32);
        assertThat(options.initialEpoch()).isZero();
        assertThat(options.stepsPerEpoch()).isNull();
        assertThat(options.validationSteps()).isNull();
    }
}
