package io.github.gru4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every step of every recorded SGD and Adam, weights and memory. */
class OptimizerParityTest {

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode c : Golden.cases("optimizers.json")) {
            String type = c.get("serialized").get("class_name").stringValue();
            JsonNode config = c.get("serialized").get("config");
            boolean ours = (type.equals("SGD") || type.equals("Adam"))
                    && config.get("learning_rate").isNumber()
                    && !config.get("use_ema").booleanValue()
                    && config.get("gradient_accumulation_steps").isNull();
            if (ours) {
                cases.add(Arguments.of(c.get("label").stringValue(), c));
            }
        }
        assertThat(cases).hasSize(11);
        return cases.stream();
    }

    private static @Nullable Double optional(JsonNode config, String name) {
        return config.get(name).isNull() ? null : config.get(name).doubleValue();
    }

    private static <B extends Optimizer.Builder<B>> B common(B builder, JsonNode config) {
        return builder.weightDecay(optional(config, "weight_decay"))
                .clipnorm(optional(config, "clipnorm"))
                .clipvalue(optional(config, "clipvalue"))
                .globalClipnorm(optional(config, "global_clipnorm"));
    }

    private static Optimizer optimizer(JsonNode serialized) {
        JsonNode config = serialized.get("config");
        double rate = config.get("learning_rate").doubleValue();
        if (serialized.get("class_name").stringValue().equals("SGD")) {
            return common(SGD.builder(rate), config)
                    .momentum(config.get("momentum").doubleValue())
                    .nesterov(config.get("nesterov").booleanValue())
                    .build();
        }
        return common(Adam.builder(rate), config)
                .beta1(config.get("beta_1").doubleValue())
                .beta2(config.get("beta_2").doubleValue())
                .epsilon(config.get("epsilon").doubleValue())
                .amsgrad(config.get("amsgrad").booleanValue())
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void weightsAfterEveryStepMatchKeras(String label, JsonNode c) {
        Optimizer optimizer = optimizer(c.get("serialized"));
        List<Tensor> initial = new ArrayList<>();
        c.get("initial_weights").forEach(weight -> initial.add(Golden.tensor(weight, DType.FLOAT32)));
        Weights holder = new Weights(initial);
        List<Parameter> parameters = holder.weights();
        for (JsonNode step : c.get("steps")) {
            Gradients gradients = new Gradients();
            for (int i = 0; i < parameters.size(); i++) {
                gradients
                        .of(parameters.get(i))
                        .copyFrom(Golden.tensor(step.get("gradients").get(i), DType.FLOAT32));
            }
            optimizer.apply(parameters, gradients);
            for (int i = 0; i < parameters.size(); i++) {
                Golden.assertClose(
                        label + " weight " + i,
                        parameters.get(i).value(),
                        Golden.tensor(step.get("weights").get(i), DType.FLOAT32));
            }
        }
        JsonNode variables = c.get("variables");
        assertThat(optimizer.iterations())
                .isEqualTo(variables.get(0).get("value").longValue());
        List<Slot> slots = optimizer.slots();
        assertThat(slots).hasSize(variables.size() - 2);
        for (int i = 0; i < slots.size(); i++) {
            assertThat(variables.get(2 + i).get("path").stringValue())
                    .endsWith("_" + slots.get(i).name());
            Golden.assertClose(
                    label + " slot " + i,
                    slots.get(i).value(),
                    Golden.tensor(variables.get(2 + i).get("value"), DType.FLOAT32));
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> SGD.of(-1))
                .hasMessage("SGD: learningRate must be a number of 0 or more. Received: learningRate=-1.0.");
        assertThatThrownBy(() -> SGD.builder(0.1).momentum(2).build())
                .hasMessage("SGD: momentum must be in the range [0, 1]. Received: momentum=2.0.");
        assertThatThrownBy(() -> Adam.builder(0.1).clipnorm(1.0).clipvalue(2.0).build())
                .hasMessage("Adam: only one of clipnorm, clipvalue and globalClipnorm may be set."
                        + " Received: clipnorm=1.0, clipvalue=2.0, globalClipnorm=null.");
        Adam adam = Adam.of(0.1);
        adam.build(new Weights(List.of(Tensor.zeros(2))).weights());
        assertThatThrownBy(() -> adam.build(new Weights(List.of(Tensor.zeros(2))).weights()))
                .hasMessage("Adam: an optimizer serves the weights that it first saw. Received: another weight, w0."
                        + " Make a new optimizer for another model, or for other trainable layers.");
    }

    /** A layer that is nothing but weights. */
    private static final class Weights extends Layer {
        private final List<Tensor> initial;

        Weights(List<Tensor> initial) {
            super(null, DType.FLOAT32);
            this.initial = initial;
            build(Shape.of(1));
        }

        @Override
        protected void create(Shape shape, Generator generator) {
            for (int i = 0; i < initial.size(); i++) {
                addWeight("w" + i, initial.get(i).shape(), WeightSpec.of(Zeros.of()), true, generator)
                        .assign(initial.get(i));
            }
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            return Pass.of(inputs.get(0));
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }
    }
}
