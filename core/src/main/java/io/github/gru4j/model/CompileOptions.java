package io.github.gru4j.model;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to train a model for: the arguments of Keras's {@code compile}. Each method returns a changed copy.
 *
 * <pre>{@code
 * CompileOptions.of(Adam.of(1e-3), PerOutput.of(Losses.meanSquaredError(), Losses.binaryCrossentropy()))
 *         .lossWeights(PerOutput.of(1.0, 0.2))
 *         .metrics(PerOutput.of(List.of(Metrics.meanAbsoluteError()), List.of()))
 * }</pre>
 *
 * <p>The loss of a model is the sum over its outputs, each times its weight. Optimizer and metrics hold numbers of their
 * training, so they serve one model alone. Immutable otherwise, and as safe to share between threads as they are.
 *
 * @see <a href="https://keras.io/api/models/model_training_apis/">Keras: compile</a>
 */
public final class CompileOptions {

    private final Arguments arguments;

    /** The values; one object of them belongs to one {@link CompileOptions} and is not written to any more. */
    private static final class Arguments {
        private final Optimizer optimizer;
        private final PerOutput<Loss> losses;
        private @Nullable PerOutput<Double> lossWeights;
        private PerOutput<List<Metric>> metrics = PerOutput.same(List.of());
        private PerOutput<List<Metric>> weightedMetrics = PerOutput.same(List.of());

        Arguments(Optimizer optimizer, PerOutput<Loss> losses) {
            this.optimizer = optimizer;
            this.losses = losses;
        }

        Arguments copy() {
            Arguments copy = new Arguments(optimizer, losses);
            copy.lossWeights = lossWeights;
            copy.metrics = metrics;
            copy.weightedMetrics = weightedMetrics;
            return copy;
        }
    }

    private CompileOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    private CompileOptions with(Consumer<Arguments> change) {
        Arguments changed = arguments.copy();
        change.accept(changed);
        return new CompileOptions(changed);
    }

    /** One loss, for every output that the model has. */
    public static CompileOptions of(Optimizer optimizer, Loss loss) {
        return of(optimizer, PerOutput.same(loss));
    }

    /**
     * A loss for each output.
     *
     * @param optimizer changes the weights; serves one model alone
     * @param losses what to minimise, null for an output that is not trained; by name, all outputs have an entry
     */
    public static CompileOptions of(Optimizer optimizer, PerOutput<Loss> losses) {
        return new CompileOptions(new Arguments(optimizer, losses));
    }

    /**
     * What the loss of each output is multiplied by; 1 by default. Logs report the losses of the outputs without it.
     *
     * @param newLossWeights finite numbers in the form in which the losses were given, null for 1; a list fits losses by
     *     name, too
     */
    public CompileOptions lossWeights(PerOutput<Double> newLossWeights) {
        newLossWeights.present().forEach(weight -> {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException(
                        "CompileOptions: lossWeights must be finite numbers. Received: " + weight + ".");
            }
        });
        return with(changed -> changed.lossWeights = newLossWeights);
    }

    /**
     * What to report beside the loss, where samples all weigh 1; nothing by default.
     *
     * @param newMetrics for a model with several outputs a list for each of them, as a metric holds the sums of one
     */
    public CompileOptions metrics(PerOutput<List<Metric>> newMetrics) {
        PerOutput<List<Metric>> kept = newMetrics.map(List::copyOf);
        return with(changed -> changed.metrics = kept);
    }

    /** What to report with the weights that the samples have in the loss; otherwise as {@link #metrics(PerOutput)}. */
    public CompileOptions weightedMetrics(PerOutput<List<Metric>> newMetrics) {
        PerOutput<List<Metric>> kept = newMetrics.map(List::copyOf);
        return with(changed -> changed.weightedMetrics = kept);
    }

    /** Changes the weights. */
    public Optimizer optimizer() {
        return arguments.optimizer;
    }

    /** What to minimise, as it was given. */
    public PerOutput<Loss> losses() {
        return arguments.losses;
    }

    /** What the losses are multiplied by, as it was given; null for ones. */
    public @Nullable PerOutput<Double> lossWeights() {
        return arguments.lossWeights;
    }

    /** The metrics that do not see sample weights, as they were given. */
    public PerOutput<List<Metric>> metrics() {
        return arguments.metrics;
    }

    /** The metrics that see sample weights, as they were given. */
    public PerOutput<List<Metric>> weightedMetrics() {
        return arguments.weightedMetrics;
    }

    // ---- for the outputs of a model ---------------------------------------------------------------------------------

    /**
     * Checks that these options are for a model with these outputs.
     *
     * @param outputs their names
     * @throws IllegalArgumentException if they are not
     */
    public void checkFor(List<String> outputs) {
        objectives(outputs);
    }

    /**
     * What all this means for a model with these outputs.
     *
     * @throws IllegalArgumentException if it does not fit them
     */
    List<Objective> objectives(List<String> outputs) {
        List<@Nullable Loss> losses = each("losses", arguments.losses, outputs, true);
        if (losses.stream().allMatch(loss -> loss == null)) {
            throw new IllegalArgumentException("CompileOptions: losses must hold one at least. Received: none.");
        }
        List<@Nullable Double> weights = lossWeights(outputs);
        List<@Nullable List<Metric>> metrics = metrics("metrics", arguments.metrics, outputs);
        List<@Nullable List<Metric>> weightedMetrics = metrics("weightedMetrics", arguments.weightedMetrics, outputs);
        List<Objective> objectives = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Double weight = weights.get(i);
            objectives.add(new Objective(
                    i,
                    outputs.size() == 1 ? "" : outputs.get(i) + "_",
                    losses.get(i),
                    weight == null ? 1 : weight,
                    orEmpty(metrics.get(i)),
                    orEmpty(weightedMetrics.get(i))));
        }
        rejectRepeats(objectives);
        return List.copyOf(objectives);
    }

    private static List<Metric> orEmpty(@Nullable List<Metric> metrics) {
        return metrics == null ? List.of() : metrics;
    }

    /**
     * A list goes by the order of the outputs even where the losses have names, and one that goes with a single loss has a
     * single weight: so does Keras. It takes weights by name with a list of losses in alphabetical order; that is refused.
     */
    private List<@Nullable Double> lossWeights(List<String> outputs) {
        PerOutput<Double> weights = arguments.lossWeights;
        PerOutput<Loss> losses = arguments.losses;
        if (weights == null) {
            return Collections.nCopies(outputs.size(), null);
        }
        boolean oneLoss = losses instanceof PerOutput.Same;
        if (oneLoss
                && weights instanceof PerOutput.Listed<Double> list
                && list.values().size() == 1) {
            return Collections.nCopies(outputs.size(), list.values().get(0));
        }
        boolean fits = losses.getClass() == weights.getClass()
                || (losses instanceof PerOutput.Named && weights instanceof PerOutput.Listed);
        if (!fits) {
            throw new IllegalArgumentException(
                    "CompileOptions: lossWeights must be given in the form of losses. Received: losses " + form(losses)
                            + ", lossWeights " + form(weights) + ".");
        }
        return each("lossWeights", weights, outputs, true);
    }

    private static String form(PerOutput<?> given) {
        return given instanceof PerOutput.Same ? "as one" : given instanceof PerOutput.Listed ? "as a list" : "by name";
    }

    private static List<@Nullable List<Metric>> metrics(
            String what, PerOutput<List<Metric>> given, List<String> outputs) {
        if (outputs.size() > 1
                && given instanceof PerOutput.Same<List<Metric>> same
                && !same.value().isEmpty()) {
            throw new IllegalArgumentException(
                    "CompileOptions: " + what + " must be given for each output, as each holds"
                            + " the sums of one. Received: one list for the outputs " + outputs
                            + ". Use PerOutput.of or PerOutput.byName.");
        }
        return each(what, given, outputs, false);
    }

    private static <T> List<@Nullable T> each(String what, PerOutput<T> given, List<String> outputs, boolean all) {
        return OutputValues.of("CompileOptions: " + what, given, outputs, all);
    }

    private static void rejectRepeats(List<Objective> objectives) {
        Set<Metric> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Objective objective : objectives) {
            for (Metric metric : objective.allMetrics()) {
                if (!seen.add(metric)) {
                    throw new IllegalArgumentException("CompileOptions: every metric may be given once, as it holds the"
                            + " sums of one output. Received: '" + metric.name() + "' twice.");
                }
            }
        }
    }
}
