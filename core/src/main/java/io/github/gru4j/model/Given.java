package io.github.gru4j.model;

import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples as the caller gave them, before they are brought into the order of a model's outputs.
 *
 * @param x inputs
 * @param y targets, for each output or for each that has a loss
 * @param sampleWeight what the samples weigh in each target's loss; null for ones
 */
record Given(List<Tensor> x, List<Tensor> y, @Nullable PerOutput<Tensor> sampleWeight) {

    Given {
        x = List.copyOf(x);
        y = List.copyOf(y);
    }

    /** A batch of a dataset. */
    static Given of(Element element) {
        List<@Nullable Tensor> weights = element.sampleWeights();
        Tensor first = weights.isEmpty() ? null : weights.get(0);
        PerOutput<Tensor> given =
                weights.size() == 1 && first != null ? PerOutput.same(first) : PerOutput.listed(weights);
        return new Given(element.inputs(), element.targets(), weights.isEmpty() ? null : given);
    }

    /**
     * These samples for a model.
     *
     * @throws IllegalArgumentException if they do not fit it
     */
    Data to(Model model, List<Objective> objectives) {
        String who = model.className() + " '" + model.name() + "'";
        checkSamples(who);
        List<Objective> targets = targets(who, model.outputNames(), objectives);
        List<@Nullable Tensor> weights = weights(who, model.outputNames(), targets);
        List<@Nullable Tensor> allY = new ArrayList<@Nullable Tensor>(Collections.nCopies(objectives.size(), null));
        List<@Nullable Tensor> allWeights = new ArrayList<@Nullable Tensor>(allY);
        for (int i = 0; i < targets.size(); i++) {
            allY.set(targets.get(i).output(), y.get(i));
            allWeights.set(targets.get(i).output(), weights.get(i));
        }
        return new Data(x, allY, allWeights);
    }

    /** The outputs that the targets belong to. */
    private List<Objective> targets(String who, List<String> outputs, List<Objective> objectives) {
        if (y.size() == objectives.size()) {
            return objectives;
        }
        List<Objective> trained = objectives.stream()
                .filter(objective -> objective.loss() != null)
                .toList();
        if (y.size() != trained.size()) {
            String orTrained =
                    trained.size() == outputs.size() ? "" : ", or for each that has a loss, " + names(outputs, trained);
            throw new IllegalArgumentException(who + ": y must hold a target for each output, " + outputs + orTrained
                    + ". Received: " + y.size() + " tensors.");
        }
        for (Objective objective : objectives) {
            if (objective.loss() == null && !objective.allMetrics().isEmpty()) {
                throw new IllegalArgumentException(who + ": y must hold a target for each output, " + outputs
                        + ", as one without a loss has metrics. Received: " + y.size() + " tensors.");
            }
        }
        return trained;
    }

    private static List<String> names(List<String> outputs, List<Objective> objectives) {
        return objectives.stream()
                .map(objective -> outputs.get(objective.output()))
                .toList();
    }

    private List<@Nullable Tensor> weights(String who, List<String> outputs, List<Objective> targets) {
        if (sampleWeight == null) {
            return Collections.nCopies(targets.size(), null);
        }
        List<@Nullable Tensor> weights =
                OutputValues.of(who + ": sampleWeight", sampleWeight, names(outputs, targets), false);
        for (int i = 0; i < weights.size(); i++) {
            Tensor weight = weights.get(i);
            if (weight != null) {
                check(who, name("sampleWeight", i, weights.size()), weight);
            }
        }
        if (sampleWeight instanceof PerOutput.Same<Tensor> same && targets.size() > 1) {
            Tensor weight = same.value();
            if (weight.size() != weight.dim(0)) {
                throw new IllegalArgumentException(who + ": sampleWeight for several outputs must have one number per"
                        + " sample. Received: shape=" + weight.shape() + ". Use sampleWeights, with one for each.");
            }
        }
        return weights;
    }

    private void checkSamples(String who) {
        Tensor first = x.isEmpty() ? Tensor.zeros(0) : x.get(0);
        if (first.shape().rank() == 0 || first.dim(0) == 0) {
            throw new IllegalArgumentException(
                    who + ": x must hold at least one sample. Received: shape=" + first.shape() + ".");
        }
        for (int i = 0; i < x.size(); i++) {
            check(who, name("x", i, x.size()), x.get(i));
        }
        for (int i = 0; i < y.size(); i++) {
            check(who, name("y", i, y.size()), y.get(i));
        }
    }

    private void check(String who, String name, Tensor tensor) {
        int samples = x.get(0).dim(0);
        if (tensor.shape().rank() == 0 || tensor.dim(0) != samples) {
            throw new IllegalArgumentException(who + ": " + name + " must have as many samples as "
                    + name("x", 0, x.size()) + ", " + samples + ". Received: shape=" + tensor.shape() + ".");
        }
    }

    /** As the caller sees it: {@code y} alone, or {@code y[1]} among several. */
    private static String name(String list, int index, int size) {
        return size == 1 ? list : list + "[" + index + "]";
    }
}
