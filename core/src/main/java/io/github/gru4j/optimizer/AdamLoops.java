package io.github.gru4j.optimizer;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Adam's update of a weight, in double precision whatever the element type.
 *
 * <pre>
 *   m ← m + (1 − β₁)(g − m)     v ← v + (1 − β₂)(g² − v)     v̂ ← max(v̂, v), if there is one, else v
 *   value ← value − m · rate / (√v̂ + epsilon)
 * </pre>
 */
/*
 * Short loops over arrays, of which a compiler makes vectors. Before JDK 21 it does not, as the types differ, but it keeps
 * apart what in one long loop waits for the element before: 4 ns a weight there instead of 22. Vectors of doubles written
 * by hand would take 0.6 ns, but on JDK 17 the kernels' vectors of floats, once others have come by, are objects.
 */
final class AdamLoops {

    private AdamLoops() {}

    /**
     * Updates a weight and its moments.
     *
     * @param gradient g
     * @param m first moments, in and out
     * @param v second moments, in and out
     * @param largest v̂, in and out; null for none
     * @param towardsM 1 − β₁
     * @param towardsV 1 − β₂
     * @param rate of the learning, with the corrections of both moments
     * @param value the weight, in and out
     */
    static void update(
            Tensor gradient,
            Tensor m,
            Tensor v,
            @Nullable Tensor largest,
            double towardsM,
            double towardsV,
            double rate,
            double epsilon,
            Tensor value) {
        Tensor squares = largest == null ? v : largest;
        if (value.dtype() == DType.FLOAT32) {
            moments(gradient.floats(), towardsM, m.floats(), towardsV, v.floats());
            if (largest != null) {
                raise(v.floats(), largest.floats());
            }
            move(m.floats(), squares.floats(), rate, epsilon, value.floats());
        } else {
            moments(gradient.doubles(), towardsM, m.doubles(), towardsV, v.doubles());
            if (largest != null) {
                raise(v.doubles(), largest.doubles());
            }
            move(m.doubles(), squares.doubles(), rate, epsilon, value.doubles());
        }
    }

    private static void moments(float[] gradient, double towardsM, float[] m, double towardsV, float[] v) {
        for (int i = 0; i < m.length; i++) {
            double g = gradient[i];
            m[i] = (float) (m[i] + (g - m[i]) * towardsM);
            v[i] = (float) (v[i] + (g * g - v[i]) * towardsV);
        }
    }

    private static void moments(double[] gradient, double towardsM, double[] m, double towardsV, double[] v) {
        for (int i = 0; i < m.length; i++) {
            double g = gradient[i];
            m[i] = m[i] + (g - m[i]) * towardsM;
            v[i] = v[i] + (g * g - v[i]) * towardsV;
        }
    }

    private static void raise(float[] v, float[] largest) {
        for (int i = 0; i < v.length; i++) {
            largest[i] = Math.max(largest[i], v[i]);
        }
    }

    private static void raise(double[] v, double[] largest) {
        for (int i = 0; i < v.length; i++) {
            largest[i] = Math.max(largest[i], v[i]);
        }
    }

    private static void move(float[] m, float[] squares, double rate, double epsilon, float[] value) {
        for (int i = 0; i < value.length; i++) {
            value[i] = (float) (value[i] - m[i] * rate / (Math.sqrt(squares[i]) + epsilon));
        }
    }

    private static void move(double[] m, double[] squares, double rate, double epsilon, double[] value) {
        for (int i = 0; i < value.length; i++) {
            value[i] = value[i] - m[i] * rate / (Math.sqrt(squares[i]) + epsilon);
        }
    }
}
