package io.github.gru4j.optimizer;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Adam's update of a weight, in double precision whatever the element type. Not thread-safe.
 *
 * <pre>
 *   m ← m + (1 − β₁)(g − m)     v ← v + (1 − β₂)(g² − v)     v̂ ← max(v̂, v), if there is one, else v
 *   value ← value − m · rate / (√v̂ + epsilon)
 * </pre>
 */
/*
 * Short loops over arrays, of which a compiler makes vectors: 0.6 ns a weight. Before JDK 21 it does so only where all types
 * are the same. There a part of the weights at a time is turned into doubles and back: 3 ns instead of 7, and of 22 for one
 * loop over it all, where each element waits for the one before. Vectors of doubles written by hand would take 0.6 ns there,
 * too, but then the kernels' vectors of floats become objects, as others have come by.
 */
final class AdamLoops {

    private static final boolean MIXES_TYPES = Runtime.version().feature() >= 21;
    private static final int PART = 256; // numbers that stay in the nearest cache

    // Parts of a weight and its moments; what a training uses again and again.
    private final double[] g = new double[MIXES_TYPES ? 0 : PART];
    private final double[] first = new double[g.length];
    private final double[] second = new double[g.length];
    private final double[] moved = new double[g.length];

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
    void update(
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
        if (value.dtype() == DType.FLOAT32 && !MIXES_TYPES) {
            inParts(gradient, m, v, largest, towardsM, towardsV, rate, epsilon, value);
        } else if (value.dtype() == DType.FLOAT32) {
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

    /** The same for float32, by the loops for float64, with the same bits: what is kept is rounded in between. */
    private void inParts(
            Tensor gradient,
            Tensor m,
            Tensor v,
            @Nullable Tensor largest,
            double towardsM,
            double towardsV,
            double rate,
            double epsilon,
            Tensor value) {
        for (int from = 0; from < value.size(); from += PART) {
            int count = Math.min(PART, value.size() - from);
            widen(gradient.floats(), from, count, g);
            widen(m.floats(), from, count, first);
            widen(v.floats(), from, count, second);
            widen(value.floats(), from, count, moved);
            moments(g, towardsM, first, towardsV, second);
            round(first, count, m.floats(), from);
            round(second, count, v.floats(), from);
            if (largest != null) {
                widen(largest.floats(), from, count, g);
                raise(second, g);
                round(g, count, largest.floats(), from);
            }
            move(first, largest == null ? second : g, rate, epsilon, moved);
            round(moved, count, value.floats(), from);
        }
    }

    private static void widen(float[] source, int from, int count, double[] target) {
        for (int i = 0; i < count; i++) {
            target[i] = source[from + i];
        }
    }

    /** Rounds, in the array of doubles, too. */
    private static void round(double[] source, int count, float[] target, int to) {
        for (int i = 0; i < count; i++) {
            float rounded = (float) source[i];
            target[to + i] = rounded;
            source[i] = rounded;
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
