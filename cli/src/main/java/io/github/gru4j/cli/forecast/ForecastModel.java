package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Scale;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * The model that {@code train} makes: {@code Input → Normalization → GRU … → Dense(1)}. Normalization holds the mean and
 * variance of the features' training part; the target's scale goes into the weights of the last layer after training.
 */
final class ForecastModel {

    private ForecastModel() {}

    /**
     * A fresh model.
     *
     * @param settings window, units and seed
     * @param training the training rows, {@code (rows, features)}
     */
    static Sequential build(TrainingSettings settings, Tensor training) {
        int features = training.dim(1);
        Normalization normalization = Normalization.of();
        // Windows have three axes, and so must what the layer adapts to.
        normalization.adapt(training.reshape(1, training.dim(0), features));
        Sequential.Builder model = Sequential.builder()
                .seed(settings.seed())
                .add(Input.of(settings.window(), features))
                .add(normalization);
        List<Integer> units = settings.units();
        for (int i = 0; i < units.size(); i++) {
            model.add(GRU.builder(units.get(i))
                    .returnSequences(i < units.size() - 1)
                    .build());
        }
        return model.add(Dense.of(1)).build();
    }

    /**
     * Makes a model that predicts standardised targets predict the targets: {@code y·d + m = x·(W·d) + (b·d + m)}.
     *
     * @param model ends in a linear {@code Dense}
     * @param scale the target's mean m and deviation d
     */
    static void fold(Sequential model, Scale scale) {
        Dense last = (Dense) model.layers().get(model.layers().size() - 1);
        List<Tensor> weights = last.getWeights();
        Tensor kernel = weights.get(0);
        for (int i = 0; i < kernel.size(); i++) {
            kernel.setAt(i, kernel.getAt(i) * scale.deviation());
        }
        Tensor bias = weights.get(1);
        bias.setAt(0, bias.getAt(0) * scale.deviation() + scale.mean());
        last.setWeights(List.of(kernel, bias));
    }
}
