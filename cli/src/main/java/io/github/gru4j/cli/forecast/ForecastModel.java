package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Scale;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * The model that {@code train} makes for forecasts: {@code Input → Normalization → GRU … → Dense}, with an output for each
 * horizon of each target. Normalization holds the mean and variance of the features' training part; the targets' scales go
 * into the weights of the last layer after training.
 */
final class ForecastModel {

    private ForecastModel() {}

    /**
     * A fresh model.
     *
     * @param settings window, layers and seed
     * @param training the training rows, {@code (rows, features)}
     * @param outputs how many numbers it forecasts
     */
    static Sequential build(ForecastSettings settings, Tensor training, int outputs) {
        int features = training.dim(1);
        Normalization normalization = Normalization.of();
        // Windows have three axes, and so must what the layer adapts to.
        normalization.adapt(training.reshape(1, training.dim(0), features));
        Sequential.Builder model = Sequential.builder()
                .seed(settings.training().seed())
                .add(Input.of(settings.window(), features))
                .add(normalization);
        settings.training().architecture().addTo(model, false);
        return model.add(Dense.of(outputs)).build();
    }

    /**
     * Makes a model that predicts standardised targets predict the targets: {@code y·d + m = x·(W·d) + (b·d + m)}.
     *
     * @param model ends in a linear {@code Dense}, whose outputs are the horizons of each target in turn
     * @param scales each target's mean m and deviation d
     */
    static void fold(Sequential model, List<Scale> scales) {
        Dense last = (Dense) model.layers().get(model.layers().size() - 1);
        int horizons = last.units() / scales.size();
        List<Tensor> weights = last.getWeights();
        Tensor kernel = weights.get(0);
        for (int i = 0; i < kernel.size(); i++) {
            Scale scale = scales.get(i % last.units() / horizons);
            kernel.setAt(i, kernel.getAt(i) * scale.deviation());
        }
        Tensor bias = weights.get(1);
        for (int i = 0; i < bias.size(); i++) {
            Scale scale = scales.get(i / horizons);
            bias.setAt(i, bias.getAt(i) * scale.deviation() + scale.mean());
        }
        last.setWeights(List.of(kernel, bias));
    }
}
