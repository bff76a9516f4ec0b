package io.github.gru4j.model;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the losses of a model say of one batch, and the way back from there. Belongs to one pass and one thread. */
final class Judgement {

    private final Pass pass;
    private final List<Term> terms = new ArrayList<>();

    /** One loss and what it looks at. */
    private record Term(
            Objective objective,
            Loss loss,
            Tensor predictions,
            boolean logits,
            Tensor y,
            @Nullable Tensor sampleWeight,
            @Nullable Mask mask) {
        double value() {
            return loss.value(y, predictions, sampleWeight, mask);
        }

        Tensor gradient() {
            Tensor gradient = loss.gradient(y, predictions, sampleWeight, mask);
            for (int i = 0; objective.weight() != 1 && i < gradient.size(); i++) {
                gradient.setAt(i, objective.weight() * gradient.getAt(i));
            }
            return gradient;
        }
    }

    Judgement(List<Objective> objectives, Pass pass, Data batch) {
        this.pass = pass;
        for (Objective objective : objectives) {
            Loss loss = objective.loss();
            Tensor y = batch.y().get(objective.output());
            if (loss != null && y != null) {
                terms.add(term(objective, loss, y, batch.sampleWeight().get(objective.output())));
            }
        }
    }

    /** The loss looks at the output or, for a cross-entropy behind a softmax or sigmoid, at the logits. */
    private Term term(Objective objective, Loss loss, Tensor y, @Nullable Tensor sampleWeight) {
        int output = objective.output();
        Mask mask = pass.masks().get(output);
        Pass.Logits logits = pass.logits(output);
        Loss onLogits = logits == null ? null : loss.onLogits(logits.activation());
        return logits == null || onLogits == null
                ? new Term(objective, loss, pass.outputs().get(output), false, y, sampleWeight, mask)
                : new Term(objective, onLogits, logits.values(), true, y, sampleWeight, mask);
    }

    /** The losses before they are weighed, in the order of the outputs that have one. */
    double[] values() {
        return terms.stream().mapToDouble(Term::value).toArray();
    }

    /** Walks back from the sum of the weighted losses to the weights; nobody asks for the gradients of the inputs. */
    void backward(Gradients gradients) {
        int outputs = pass.outputs().size();
        List<@Nullable Tensor> back = new ArrayList<@Nullable Tensor>(
                Collections.nCopies(outputs + pass.logits().size(), null));
        for (Term term : terms) {
            back.set((term.logits ? outputs : 0) + term.objective.output(), term.gradient());
        }
        pass.backward(back, gradients, input -> false);
    }
}
