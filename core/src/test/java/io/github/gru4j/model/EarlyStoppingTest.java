package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.SparseCategoricalAccuracy;
import io.github.gru4j.optimizer.SGD;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** When a training stops, told from the logs alone. */
class EarlyStoppingTest {

    private static final Sequential MODEL = Sequential.of(Input.of(1), Dense.of(1));

    static {
        MODEL.compile(SGD.of(0.1), Losses.meanSquaredError(), SparseCategoricalAccuracy.of());
    }

    /** The epoch after which training stops, or -1. */
    private static int stopsAfter(EarlyStopping stopping, String name, double... values) {
        stopping.onTrainBegin(TrainingRun.of(MODEL, FitOptions.epochs(values.length), OptionalInt.empty()));
        for (int epoch = 0; epoch < values.length; epoch++) {
            stopping.onEpochEnd(epoch, Map.of(name, values[epoch]));
            if (stopping.stopped()) {
                return epoch;
            }
        }
        return -1;
    }

    @Test
    void aChangeWithinMinDeltaIsNoImprovement() {
        EarlyStopping strict = EarlyStopping.builder().patience(2).minDelta(0.1).build();
        assertThat(stopsAfter(strict, "val_loss", 1, 0.95, 0.91, 0.5)).isEqualTo(2);
        assertThat(strict.bestEpoch()).isZero();
        assertThat(stopsAfter(EarlyStopping.of(2), "val_loss", 1, 0.95, 0.91, 0.5))
                .isEqualTo(-1);
    }

    @Test
    void aLargerAccuracyIsBetter() {
        EarlyStopping stopping = EarlyStopping.builder()
                .monitor("val_sparse_categorical_accuracy")
                .patience(1)
                .build();
        assertThat(stopsAfter(stopping, "val_sparse_categorical_accuracy", 0.5, 0.6, 0.7, 0.65, 0.9))
                .isEqualTo(3);
        assertThat(stopping.best()).isEqualTo(0.7);
        assertThat(stopping.bestEpoch()).isEqualTo(2);
    }

    @Test
    void theNextTrainingStartsAfresh() {
        EarlyStopping stopping = EarlyStopping.of(2);
        assertThat(stopsAfter(stopping, "val_loss", 1, 2, 3)).isEqualTo(2);
        assertThat(stopsAfter(stopping, "val_loss", 5, 6, 4, 7)).isEqualTo(-1);
        assertThat(stopping.best()).isEqualTo(4);
        assertThat(stopping.stopped()).isFalse();
    }

    @Test
    void earlyEpochsMayBeIgnored() {
        EarlyStopping stopping = EarlyStopping.builder().startFromEpoch(2).build();
        assertThat(stopsAfter(stopping, "val_loss", 1, 2, 3, 2.5, 2.6)).isEqualTo(4);
        assertThat(stopping.bestEpoch()).isEqualTo(3);
    }

    @Test
    void epochsWithoutValidationCountForNothing() {
        FitOptions everyOther = FitOptions.epochs(8).validationFreq(2);
        EarlyStopping stopping = EarlyStopping.of(2);
        stopping.onTrainBegin(TrainingRun.of(MODEL, everyOther, OptionalInt.empty()));
        for (int epoch = 0; epoch < 6; epoch++) {
            assertThat(stopping.stopped()).isFalse();
            stopping.onEpochEnd(epoch, epoch % 2 == 0 ? Map.of("loss", 1.0) : Map.of("val_loss", 1.0 + epoch));
        }
        assertThat(stopping.stopped()).isTrue(); // two after the first
        assertThat(stopping.bestEpoch()).isEqualTo(1);
    }

    @Test
    void nothingIsBetterThanAFirstLossThatIsNotANumber() {
        EarlyStopping stopping = EarlyStopping.of(2);
        assertThat(stopsAfter(stopping, "val_loss", Double.NaN, 1, 0.5, 0.25)).isEqualTo(2);
        assertThat(stopping.bestEpoch()).isZero();
        assertThat(stopping.best()).isNaN();
        assertThat(stopsAfter(stopping, "val_loss", 1, Double.NaN, Double.NaN)).isEqualTo(2);
        assertThat(stopping.best()).isEqualTo(1);
    }
}
