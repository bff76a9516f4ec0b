package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps gradients small, in one of Keras's three ways or in none.
 *
 * @param clipnorm bound on the Euclidean norm of each weight's gradient, or null
 * @param clipvalue bound on every element, or null
 * @param globalClipnorm bound on the Euclidean norm of all gradients together, or null
 */
record Clipping(
        @Nullable Double clipnorm,
        @Nullable Double clipvalue,
        @Nullable Double globalClipnorm) {

    /** Checks the bounds for the optimizer that is named in errors. */
    void check(String type) {
        int given = check(type, "clipnorm", clipnorm)
                + check(type, "clipvalue", clipvalue)
                + check(type, "globalClipnorm", globalClipnorm);
        if (given > 1) {
            throw new IllegalArgumentException(type
                    + ": only one of clipnorm, clipvalue and globalClipnorm may be set. Received: clipnorm=" + clipnorm
                    + ", clipvalue=" + clipvalue + ", globalClipnorm=" + globalClipnorm + ".");
        }
    }

    private static int check(String type, String name, @Nullable Double bound) {
        if (bound == null) {
            return 0;
        }
        if (!(bound > 0)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be positive. Received: " + name + "=" + bound + ".");
        }
        return 1;
    }

    /** Clips in place. */
    void apply(List<Parameter> parameters, Gradients gradients) {
        if (clipvalue != null) {
            for (Parameter parameter : parameters) {
                Tensor gradient = gradients.of(parameter);
                for (int i = 0; i < gradient.size(); i++) {
                    gradient.setAt(i, Math.max(-clipvalue, Math.min(clipvalue, gradient.getAt(i))));
                }
            }
        } else if (clipnorm != null) {
            for (Parameter parameter : parameters) {
                Tensor gradient = gradients.of(parameter);
                scaleDown(gradient, Math.sqrt(squares(gradient)), clipnorm);
            }
        } else if (globalClipnorm != null) {
            double squares = 0;
            for (Parameter parameter : parameters) {
                squares += squares(gradients.of(parameter));
            }
            for (Parameter parameter : parameters) {
                scaleDown(gradients.of(parameter), Math.sqrt(squares), globalClipnorm);
            }
        }
    }

    private static double squares(Tensor gradient) {
        double sum = 0;
        for (int i = 0; i < gradient.size(); i++) {
            sum += gradient.getAt(i) * gradient.getAt(i);
        }
        return sum;
    }

    private static void scaleDown(Tensor gradient, double norm, double bound) {
        if (norm > bound) {
            for (int i = 0; i < gradient.size(); i++) {
                gradient.setAt(i, gradient.getAt(i) * (bound / norm));
            }
        }
    }
}
