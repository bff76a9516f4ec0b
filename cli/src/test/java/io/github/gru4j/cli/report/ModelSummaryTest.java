package io.github.gru4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.ExponentialDecay;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ModelSummaryTest {

    private static String summary(Adam optimizer) {
        Sequential model = Sequential.of(Input.of(1), Dense.of(1));
        model.compile(optimizer, Losses.meanSquaredError());
        model.fit(Tensor.zeros(2, 1), Tensor.zeros(2, 1), FitOptions.epochs(1));
        return ModelSummary.of(model, Shape.of(Shape.UNKNOWN, 1));
    }

    @Test
    void aLearningRateIsAParameterUnlessAScheduleGivesIt() {
        assertThat(summary(Adam.of(0.1))).contains("Total params: 8 (36.00 B)", "Optimizer params: 6 (28.00 B)");
        Adam scheduled = Adam.builder(new ExponentialDecay(0.1, 3, 0.5, false)).build();
        assertThat(summary(scheduled)).contains("Total params: 7 (32.00 B)", "Optimizer params: 5 (24.00 B)");
    }
}
