package io.github.gru4j.cli.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.series.Scale;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastModelTest {

    private static final Tensor TRAINING = Tensor.of(new float[][] {{1, 10}, {3, 20}, {5, 60}});

    private static TrainingSettings settings(long seed) {
        return new TrainingSettings(4, 1, List.of(5, 3), null, 32, 1e-3, 0.2, 0.2, null, seed);
    }

    @Test
    void foldingTurnsStandardisedPredictionsIntoTheTargetsUnit() {
        Sequential model = ForecastModel.build(settings(7), TRAINING);
        Tensor x = Tensor.of(new float[] {1, 10, 2, 30, 5, 20, 4, 15, 9, 9, 1, 1, 0, 70, 3, 3}, 2, 4, 2);
        Tensor before = model.predict(x).copy();
        ForecastModel.fold(model, new Scale(100, 25));
        Tensor after = model.predict(x);
        for (int i = 0; i < 2; i++) {
            assertThat(after.getAt(i)).isCloseTo(100 + 25 * before.getAt(i), within(1e-4));
        }
        assertThat(before.getAt(0)).isNotCloseTo(before.getAt(1), within(1e-6));
    }

    @Test
    void normalizationKnowsTheTrainingRows() {
        Sequential model = ForecastModel.build(settings(7), TRAINING);
        Normalization normalization = (Normalization) model.layers().get(1);
        assertThat(normalization.getWeights().get(0).floats()).containsExactly(3, 30);
        assertThat(normalization.getWeights().get(1).getAt(0)).isCloseTo(8.0 / 3, within(1e-5));
    }

    @Test
    void seedDecidesTheWeights() {
        float[] first =
                ForecastModel.build(settings(1), TRAINING).getWeights().get(3).floats();
        assertThat(ForecastModel.build(settings(1), TRAINING)
                        .getWeights()
                        .get(3)
                        .floats())
                .isEqualTo(first);
        assertThat(ForecastModel.build(settings(2), TRAINING)
                        .getWeights()
                        .get(3)
                        .floats())
                .isNotEqualTo(first);
    }

    @Test
    void shortSeriesGetMoreEpochs() {
        assertThat(settings(0).epochs(20_000)).isEqualTo(60);
        assertThat(settings(0).epochs(1280)).isEqualTo(100);
        assertThat(settings(0).epochs(10)).isEqualTo(300);
        assertThat(settings(0).patience(20_000)).isEqualTo(8);
        assertThat(settings(0).patience(10)).isEqualTo(37);
    }
}
