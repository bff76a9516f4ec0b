package io.github.gru4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What optimizers do that no recording shows, and what they refuse. */
class OptimizerTest {

    private static final Map<String, Class<?>> BY_IDENTIFIER = Map.of(
            "adadelta", Adadelta.class,
            "adagrad", Adagrad.class,
            "adam", Adam.class,
            "adamax", Adamax.class,
            "adamw", AdamW.class,
            "ftrl", Ftrl.class,
            "lion", Lion.class,
            "nadam", Nadam.class,
            "rmsprop", RMSprop.class,
            "sgd", SGD.class);

    private static List<Parameter> weights(double... values) {
        return new Weights(List.of(Tensor.of(values, values.length))).weights();
    }

    private static void step(Optimizer optimizer, List<Parameter> weights, double gradient) {
        Gradients gradients = new Gradients();
        weights.forEach(weight -> gradients.of(weight).fill(gradient));
        optimizer.apply(weights, gradients);
    }

    @Test
    void everyIdentifierGivesItsOptimizerWithTheDefaultsOfKeras() {
        BY_IDENTIFIER.forEach((identifier, type) -> {
            Optimizer optimizer = Optimizers.get(identifier);
            assertThat(optimizer).isExactlyInstanceOf(type);
            assertThat(Optimizers.get(type.getSimpleName())).isExactlyInstanceOf(type);
            assertThat(optimizer.learningRate()).isEqualTo(type == SGD.class ? 0.01 : 0.001);
            assertThat(optimizer.weightDecay()).isEqualTo(type == AdamW.class ? 0.004 : null);
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.get("adams"))
                .withMessage(
                        "Optimizers: identifier must be one of [adadelta, adagrad, adam, adamax, adamw, ftrl, lion,"
                                + " nadam, rmsprop, sgd]. Received: identifier='adams'.");
    }

    @Test
    void namesAreThoseOfKerasUnlessGiven() {
        assertThat(RMSprop.of(0.1).name()).isEqualTo("rm_sprop");
        assertThat(AdamW.of(0.1).name()).isEqualTo("adam_w");
        assertThat(SGD.builder(0.1).name("mine").build().name()).isEqualTo("mine");
    }

    @Test
    void aScheduleSeesEveryStepAndAnUpdateIsOneOfAGroup() {
        SGD sgd = SGD.builder(step -> 1.0 + step).gradientAccumulationSteps(2).build();
        List<Parameter> weights = weights(0);
        step(sgd, weights, 3);
        assertThat(weights.get(0).value().getAt(0)).isZero();
        assertThat(sgd.updates()).isZero();
        step(sgd, weights, 5);
        assertThat(weights.get(0).value().getAt(0)).isEqualTo(-2.0 * 4);
        assertThat(sgd.iterations()).isEqualTo(2);
        assertThat(sgd.updates()).isEqualTo(1);
        assertThat(sgd.learningRate()).isEqualTo(3);
        assertThat(sgd.initialLearningRate()).isEqualTo(1);
        assertThatThrownBy(() -> sgd.setLearningRate(0.5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SGD: learningRate must not be set where a schedule gives it. Received: learningRate=0.5."
                        + " Make the optimizer with a number as its learning rate.");
    }

    @Test
    void aWeightWithoutAGradientIsNeitherUpdatedNorDecayedButAveraged() {
        SGD sgd = SGD.builder(1).weightDecay(0.5).useEma(true).emaMomentum(0.5).build();
        List<Parameter> weights =
                new Weights(List.of(Tensor.of(new double[] {8}, 1), Tensor.of(new double[] {8}, 1))).weights();
        Gradients gradients = new Gradients();
        gradients.of(weights.get(0)).fill(1);
        sgd.apply(weights, gradients);
        assertThat(weights.get(0).value().getAt(0)).isEqualTo(3);
        assertThat(weights.get(1).value().getAt(0)).isEqualTo(8);
        assertThat(sgd.slots().get(1).value().getAt(0)).isEqualTo(8);
    }

    @Test
    void averagesReplaceTheWeightsAtTheEndAndSayThatTheyChanged() {
        SGD sgd = SGD.builder(1).useEma(true).emaMomentum(0.75).build();
        List<Parameter> weights = weights(0);
        sgd.finalizeVariableValues(weights);
        assertThat(weights.get(0).value().getAt(0)).isZero(); // nothing was averaged so far
        step(sgd, weights, -4);
        step(sgd, weights, -4);
        assertThat(weights.get(0).value().getAt(0)).isEqualTo(8);
        long version = weights.get(0).version();
        sgd.finalizeVariableValues(weights);
        assertThat(weights.get(0).value().getAt(0)).isEqualTo(0.75 * 4 + 0.25 * 8);
        assertThat(weights.get(0).version()).isGreaterThan(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adadelta", "adagrad", "adam", "adamax", "adamw", "ftrl", "lion", "nadam", "rmsprop", "sgd"})
    void everyOptimizerFindsTheLeastOfAParabola(String identifier) {
        Optimizer optimizer = Optimizers.get(identifier);
        optimizer.setLearningRate(identifier.equals("adadelta") ? 20 : identifier.matches("a.*|ftrl") ? 0.2 : 0.05);
        List<Parameter> weights = weights(1, -2);
        for (int step = 0; step < 600; step++) {
            Gradients gradients = new Gradients();
            Tensor value = weights.get(0).value();
            for (int i = 0; i < 2; i++) {
                gradients.of(weights.get(0)).setAt(i, 2 * value.getAt(i));
            }
            optimizer.apply(weights, gradients);
        }
        assertThat(Math.abs(weights.get(0).value().getAt(0))).isLessThan(0.1);
        assertThat(Math.abs(weights.get(0).value().getAt(1))).isLessThan(0.1);
    }

    @Test
    void memoryHasTheElementTypeOfItsWeight() {
        Nadam nadam = Nadam.of(0.1);
        nadam.build(weights(1));
        assertThat(nadam.slots()).allMatch(slot -> slot.value().dtype() == DType.FLOAT64);
        Nadam single = Nadam.of(0.1);
        single.build(new Weights(List.of(Tensor.zeros(2))).weights());
        assertThat(single.slots()).allMatch(slot -> slot.value().dtype() == DType.FLOAT32);
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        refused(() -> SGD.of(-1), "SGD: learningRate must be a number of 0 or more. Received: learningRate=-1.0.");
        refused(
                () -> SGD.builder(0.1).momentum(2).build(),
                "SGD: momentum must be in the range [0, 1]. Received: momentum=2.0.");
        refused(
                () -> Adam.builder(0.1).clipnorm(1.0).clipvalue(2.0).build(),
                "Adam: only one of clipnorm, clipvalue and globalClipnorm may be set."
                        + " Received: clipnorm=1.0, clipvalue=2.0, globalClipnorm=null.");
        refused(
                () -> Adam.builder(0.1).globalClipnorm(0.0).build(),
                "Adam: globalClipnorm must be positive. Received: globalClipnorm=0.0.");
        refused(
                () -> Adam.builder(0.1).useEma(true).emaMomentum(1.5).build(),
                "Adam: emaMomentum must be in the range [0, 1]. Received: emaMomentum=1.5.");
        refused(
                () -> Adam.builder(0.1).useEma(true).emaOverwriteFrequency(0).build(),
                "Adam: emaOverwriteFrequency must be a positive integer, or null for never."
                        + " Received: emaOverwriteFrequency=0.");
        refused(
                () -> Adam.builder(0.1).gradientAccumulationSteps(1).build(),
                "Adam: gradientAccumulationSteps must be an integer of 2 or more, or null for none."
                        + " Received: gradientAccumulationSteps=1.");
        refused(
                () -> Adam.builder(0.1).name("a/b").build(),
                "Adam: name must not be empty nor contain '/'. Received: name=a/b.");
        Adam adam = Adam.of(0.1);
        adam.build(weights(1));
        refused(
                () -> adam.build(weights(1)),
                "Adam: an optimizer serves the weights that it first saw. Received: another weight, w0."
                        + " Make a new optimizer for another model, or for other trainable layers.");
    }

    @Test
    void errorsOfOneOptimizerNameItsArgument() {
        refused(
                () -> Adamax.builder(0.1).beta1(1).build(),
                "Adamax: beta1 and beta2 must be in the range [0, 1). Received: beta1=1.0, beta2=0.999.");
        refused(
                () -> Nadam.builder(0.1).epsilon(-1).build(),
                "Nadam: epsilon must be a number of 0 or more. Received: epsilon=-1.0.");
        refused(
                () -> AdamW.builder(0.1).weightDecay(null).build(),
                "AdamW: weightDecay must be a number. Received: weightDecay=null. Use Adam for no decay.");
        refused(
                () -> RMSprop.builder(0.1).rho(1.1).build(),
                "RMSprop: rho must be in the range [0, 1]. Received: rho=1.1.");
        refused(
                () -> RMSprop.builder(0.1).momentum(-0.1).build(),
                "RMSprop: momentum must be in the range [0, 1]. Received: momentum=-0.1.");
        refused(
                () -> RMSprop.builder(0.1).epsilon(Double.NaN).build(),
                "RMSprop: epsilon must be a number of 0 or more. Received: epsilon=NaN.");
        refused(
                () -> Adagrad.builder(0.1).initialAccumulatorValue(-1).build(),
                "Adagrad: initialAccumulatorValue must be a number of 0 or more."
                        + " Received: initialAccumulatorValue=-1.0.");
        refused(
                () -> Adadelta.builder(0.1).rho(-1).build(),
                "Adadelta: rho must be in the range [0, 1]. Received: rho=-1.0.");
        refused(
                () -> Lion.builder(0.1).beta1(0).build(),
                "Lion: beta1 must be in the range (0, 1]. Received: beta1=0.0.");
        refused(
                () -> Lion.builder(0.1).beta2(2).build(),
                "Lion: beta2 must be in the range [0, 1]. Received: beta2=2.0.");
        refused(
                () -> Ftrl.builder(0.1).learningRatePower(0.5).build(),
                "Ftrl: learningRatePower must be a number of 0 or less. Received: learningRatePower=0.5.");
        Map<String, Supplier<Ftrl.Builder>> strengths = Map.of(
                "l1RegularizationStrength",
                () -> Ftrl.builder(0.1).l1RegularizationStrength(-1),
                "l2RegularizationStrength",
                () -> Ftrl.builder(0.1).l2RegularizationStrength(-1),
                "l2ShrinkageRegularizationStrength",
                () -> Ftrl.builder(0.1).l2ShrinkageRegularizationStrength(-1),
                "initialAccumulatorValue",
                () -> Ftrl.builder(0.1).initialAccumulatorValue(-1));
        strengths.forEach((name, builder) -> refused(
                () -> builder.get().build(),
                "Ftrl: " + name + " must be a number of 0 or more. Received: " + name + "=-1.0."));
        refused(
                () -> Ftrl.builder(0.1).beta(Double.NaN).build(),
                "Ftrl: beta must be a finite number. Received: beta=NaN.");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
