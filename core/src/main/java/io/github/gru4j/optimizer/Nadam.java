package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@link Adam} with Nesterov momentum ({@code keras.optimizers.Nadam}).
 *
 * <pre>
 *   uₜ = β₁ (1 − 0.96ᵗ / 2)     U ← U uₜ
 *   m ← m + (1 − β₁)(g − m)     v ← v + (1 − β₂)(g² − v)
 *   w ← w − η (uₜ₊₁ m / (1 − U uₜ₊₁) + (1 − uₜ) g / (1 − U)) / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://cs229.stanford.edu/proj2015/054_report.pdf">Dozat, 2015</a>
 */
public final class Nadam extends AdaptiveMoments {

    private static final double SCHEDULE_DECAY = 0.96;

    private List<Slot> product = List.of(); // U, one number for all weights

    /** The arguments of {@link Nadam}, under Keras's names. */
    public static final class Builder extends AdaptiveMoments.Builder<Builder> {
        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** The optimizer. */
        public Nadam build() {
            return new Nadam(this);
        }
    }

    private Nadam(Builder builder) {
        super(builder, "nadam");
    }

    /**
     * Nadam with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Nadam of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Nadam with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Nadam whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    @Override
    protected void create(List<Parameter> parameters) {
        create(parameters, "momentum", "velocity");
        DType dtype =
                parameters.isEmpty() ? DType.FLOAT32 : parameters.get(0).value().dtype();
        product = List.of(new Slot(null, "u_product", Tensor.full(dtype, Shape.of(), 1)));
    }

    private double share(long step) {
        return beta1() * (1 - 0.5 * Math.pow(SCHEDULE_DECAY, (double) step));
    }

    @Override
    protected void beginUpdates() {
        Tensor u = product.get(0).value();
        u.setAt(0, u.getAt(0) * share(updates() + 1));
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor m = first(index);
        Tensor v = second(index);
        double now = share(updates() + 1);
        double next = share(updates() + 2);
        double u = product.get(0).value().getAt(0);
        double ofMomentum = next / (1 - u * next);
        double ofGradient = (1 - now) / (1 - u);
        double ofSquares = 1 - Math.pow(beta2(), (double) updates() + 1);
        double rate = learningRate();
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            move(m, i, g, beta1());
            move(v, i, g * g, beta2());
            double ahead = ofMomentum * m.getAt(i) + ofGradient * g;
            value.setAt(i, value.getAt(i) - ahead * rate / (Math.sqrt(v.getAt(i) / ofSquares) + epsilon()));
        }
    }

    @Override
    protected List<Slot> memory() {
        return Stream.of(super.memory(), product).flatMap(List::stream).toList();
    }
}
