package io.github.gru4j.cli.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scale;
import io.github.gru4j.cli.training.Architecture;
import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastModelTest {

    private static final Tensor TRAINING = Tensor.of(new float[][] {{1, 10}, {3, 20}, {5, 60}});

    private static TrainingSettings training(Architecture architecture, long seed) {
        return new TrainingSettings(architecture, null, 32, 1e-3, 0.2, 0.2, seed);
    }

    private static ForecastSettings settings(long seed) {
        return new ForecastSettings(4, Horizons.of(1), null, training(Architecture.of(List.of(5, 3)), seed));
    }

    @Test
    void foldingTurnsStandardisedPredictionsIntoTheTargetsUnit() {
        Sequential model = ForecastModel.build(settings(7), TRAINING, 1);
        Tensor x = Tensor.of(new float[] {1, 10, 2, 30, 5, 20, 4, 15, 9, 9, 1, 1, 0, 70, 3, 3}, 2, 4, 2);
        Tensor before = model.predict(x).copy();
        ForecastModel.fold(model, List.of(new Scale(100, 25)));
        Tensor after = model.predict(x);
        for (int i = 0; i < 2; i++) {
            assertThat(after.getAt(i)).isCloseTo(100 + 25 * before.getAt(i), within(1e-4));
        }
        assertThat(before.getAt(0)).isNotCloseTo(before.getAt(1), within(1e-6));
    }

    @Test
    void everyOutputIsInTheUnitOfItsTarget() {
        Sequential model = ForecastModel.build(settings(7), TRAINING, 4);
        Tensor x = Tensor.of(new float[] {1, 10, 2, 30, 5, 20, 4, 15}, 1, 4, 2);
        float[] before = model.predict(x).copy().floats();
        ForecastModel.fold(model, List.of(new Scale(100, 25), new Scale(-3, 0.5)));
        Tensor after = model.predict(x);
        double[] expected = {100 + 25 * before[0], 100 + 25 * before[1], -3 + 0.5 * before[2], -3 + 0.5 * before[3]};
        for (int i = 0; i < 4; i++) {
            assertThat(after.getAt(i)).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void layersAreThoseAskedFor() {
        Architecture architecture = new Architecture(List.of(5, 3), true, 0.25, 0.5);
        Sequential model = ForecastModel.build(
                new ForecastSettings(4, Horizons.of(1), null, training(architecture, 7)), TRAINING, 1);
        Bidirectional first = (Bidirectional) model.layers().get(2);
        Bidirectional second = (Bidirectional) model.layers().get(3);
        GRU forward = (GRU) first.forwardLayer();
        assertThat(forward.cell().units()).isEqualTo(5);
        assertThat(forward.cell().dropout()).isEqualTo(0.25);
        assertThat(forward.cell().recurrentDropout()).isEqualTo(0.5);
        assertThat(first.returnSequences()).isTrue();
        assertThat(second.returnSequences()).isFalse();
        assertThat(architecture.words())
                .isEqualTo("Bidirectional(GRU 5), Bidirectional(GRU 3), dropout 0.25, recurrent dropout 0.5");
    }

    @Test
    void normalizationKnowsTheTrainingRows() {
        Sequential model = ForecastModel.build(settings(7), TRAINING, 1);
        Normalization normalization = (Normalization) model.layers().get(1);
        assertThat(normalization.getWeights().get(0).floats()).containsExactly(3, 30);
        assertThat(normalization.getWeights().get(1).getAt(0)).isCloseTo(8.0 / 3, within(1e-5));
    }

    @Test
    void seedDecidesTheWeights() {
        float[] first = ForecastModel.build(settings(1), TRAINING, 1)
                .getWeights()
                .get(3)
                .floats();
        assertThat(ForecastModel.build(settings(1), TRAINING, 1)
                        .getWeights()
                        .get(3)
                        .floats())
                .isEqualTo(first);
        assertThat(ForecastModel.build(settings(2), TRAINING, 1)
                        .getWeights()
                        .get(3)
                        .floats())
                .isNotEqualTo(first);
    }

    @Test
    void shortSeriesGetMoreEpochs() {
        assertThat(settings(0).training().epochs(20_000)).isEqualTo(60);
        assertThat(settings(0).training().epochs(1280)).isEqualTo(100);
        assertThat(settings(0).training().epochs(10)).isEqualTo(300);
        assertThat(settings(0).training().patience(20_000)).isEqualTo(8);
        assertThat(settings(0).training().patience(10)).isEqualTo(37);
    }
}
