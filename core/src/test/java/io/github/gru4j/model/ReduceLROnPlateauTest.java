package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.optimizer.SGD;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the callback does in epochs that say nothing of what it watches; the rest is compared with Keras. */
class ReduceLROnPlateauTest {

    @Test
    void epochsWithoutValidationCountForNothing() {
        Sequential model = Sequential.of(Input.of(2), Dense.of(1));
        model.compile(SGD.of(1), Losses.meanSquaredError());
        ReduceLROnPlateau reduce =
                ReduceLROnPlateau.builder().factor(0.5).patience(2).cooldown(1).build();
        reduce.onTrainBegin(TrainingRun.of(model, FitOptions.epochs(12).validationFreq(2), OptionalInt.empty()));
        List<Double> rates = new ArrayList<>();
        for (int epoch = 0; epoch < 12; epoch++) {
            Map<String, Double> logs = new HashMap<>(Map.of(epoch % 2 == 0 ? "loss" : "val_loss", 3.0));
            reduce.onEpochEnd(epoch, logs);
            rates.add(logs.get("learning_rate")); // told in every epoch, as it was in it
        }
        // The best is that of epoch 1; two later ones wait, one cools down while it waits, another waits.
        assertThat(rates).containsExactly(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25);
        assertThat(model.optimizer())
                .satisfies(optimizer -> assertThat(optimizer.learningRate()).isEqualTo(0.25));
    }
}
