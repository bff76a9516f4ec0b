package io.github.gru4j.internal.kernel.vector;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;

import io.github.gru4j.internal.kernel.AdamLoops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Adam's update, one vector of doubles at a time: the operations of {@link AdamLoops} on each element, none of them fused,
 * so with the same bits.
 */
final class VectorAdam {

    private static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, Species.FLOATS.vectorShape());
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
    private static final int LANES = DOUBLES.length();

    private VectorAdam() {}

    static void update(
            float[] gradient,
            float[] m,
            float[] v,
            float @Nullable [] largest,
            double towardsM,
            double towardsV,
            double rate,
            double epsilon,
            float[] value) {
        int end = DOUBLES.loopBound(value.length);
        moments(end, gradient, towardsM, m, towardsV, v);
        AdamLoops.moments(end, value.length, gradient, towardsM, m, towardsV, v);
        if (largest != null) {
            AdamLoops.raise(0, value.length, v, largest);
        }
        float[] squares = largest == null ? v : largest;
        move(end, m, squares, rate, epsilon, value);
        AdamLoops.move(end, value.length, m, squares, rate, epsilon, value);
    }

    private static void moments(int end, float[] gradient, double towardsM, float[] m, double towardsV, float[] v) {
        for (int i = 0; i < end; i += LANES) {
            DoubleVector g = load(gradient, i);
            DoubleVector first = load(m, i);
            DoubleVector second = load(v, i);
            store(first.add(g.sub(first).mul(towardsM)), m, i);
            store(second.add(g.mul(g).sub(second).mul(towardsV)), v, i);
        }
    }

    private static void move(int end, float[] m, float[] squares, double rate, double epsilon, float[] value) {
        for (int i = 0; i < end; i += LANES) {
            DoubleVector step = load(m, i).mul(rate).div(load(squares, i).sqrt().add(epsilon));
            store(load(value, i).sub(step), value, i);
        }
    }

    private static DoubleVector load(float[] array, int i) {
        return (DoubleVector) FloatVector.fromArray(FLOATS, array, i).convertShape(F2D, DOUBLES, 0);
    }

    private static void store(DoubleVector vector, float[] array, int i) {
        ((FloatVector) vector.convertShape(D2F, FLOATS, 0)).intoArray(array, i);
    }
}
