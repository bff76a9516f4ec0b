package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of half the squared error up to {@code delta}, and of a straight line beyond it
 * ({@code keras.losses.Huber}).
 *
 * <pre>  e²/2 where |e| ≤ delta, else delta · |e| − delta²/2,  e = yPred − yTrue </pre>
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class Huber extends ElementwiseLoss {

    private final double delta;

    private Huber(double delta, Reduction reduction) {
        super(reduction);
        if (Double.isNaN(delta) || delta < 0) {
            throw new IllegalArgumentException("Huber: delta must be 0 or more. Received: delta=" + delta + ".");
        }
        this.delta = delta;
    }

    /** The mean over the samples, with {@code delta} 1. */
    public static Huber of() {
        return of(1);
    }

    /** The mean over the samples. */
    public static Huber of(double delta) {
        return of(delta, Reduction.SUM_OVER_BATCH_SIZE);
    }

    /**
     * The loss.
     *
     * @param delta the error at which the line begins; 0 or more
     * @param reduction how the values of the samples become one number
     */
    public static Huber of(double delta, Reduction reduction) {
        return new Huber(delta, reduction);
    }

    /** The error at which the line begins. */
    public double delta() {
        return delta;
    }

    @Override
    public String name() {
        return "huber_loss";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double error = Math.abs(yPred - yTrue);
        return error <= delta ? error * error / 2 : delta * error - delta * delta / 2;
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        double error = yPred - yTrue;
        return Math.abs(error) <= delta ? error : delta * Math.signum(error);
    }
}
