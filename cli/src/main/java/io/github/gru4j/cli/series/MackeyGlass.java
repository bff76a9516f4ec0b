package io.github.gru4j.cli.series;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import java.util.Arrays;
import java.util.List;

/**
 * The Mackey–Glass series, the standard chaotic benchmark of time series forecasting.
 *
 * <pre>  dx/dt = β·x(t − τ) / (1 + x(t − τ)^10) − γ·x(t),   β = 0.2, γ = 0.1, τ = 17, x(t ≤ 0) = 1.2 </pre>
 *
 * <p>Integrated with the classical fourth-order Runge–Kutta method at a step of 0.1 and sampled once per unit of time;
 * between two steps the delayed value is interpolated linearly. Stateless.
 *
 * @see <a href="https://doi.org/10.1126/science.267326">Mackey and Glass, Oscillation and chaos in physiological control
 *     systems, Science 197 (1977) 287–289</a>
 */
public final class MackeyGlass {

    private static final double BETA = 0.2;
    private static final double GAMMA = 0.1;
    private static final double STEP = 0.1;
    private static final int STEPS_PER_UNIT = 10;
    private static final int DELAY = 17 * STEPS_PER_UNIT;
    private static final double START = 1.2;

    private MackeyGlass() {}

    /**
     * The series.
     *
     * @param length how many samples
     * @param skip how many units of time to leave out at the start, until the series has settled on its attractor
     */
    public static double[] series(int length, int skip) {
        int steps = (skip + length) * STEPS_PER_UNIT;
        double[] x = new double[DELAY + steps + 1]; // x[DELAY + n] is x(n * STEP)
        Arrays.fill(x, 0, DELAY + 1, START);
        for (int n = 0; n < steps; n++) {
            double now = x[DELAY + n];
            double delayed = x[n];
            double delayedNext = x[n + 1];
            double delayedMiddle = 0.5 * (delayed + delayedNext);
            double k1 = slope(now, delayed);
            double k2 = slope(now + 0.5 * STEP * k1, delayedMiddle);
            double k3 = slope(now + 0.5 * STEP * k2, delayedMiddle);
            double k4 = slope(now + STEP * k3, delayedNext);
            x[DELAY + n + 1] = now + STEP / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
        double[] samples = new double[length];
        for (int i = 0; i < length; i++) {
            samples[i] = x[DELAY + (skip + i) * STEPS_PER_UNIT];
        }
        return samples;
    }

    private static double slope(double x, double delayed) {
        return BETA * delayed / (1 + Math.pow(delayed, 10)) - GAMMA * x;
    }

    /** The series as rows with one column, {@code x}. */
    public static Frame frame(int length) {
        double[] y = series(length, 200);
        float[][] x = new float[length][1];
        boolean[] given = new boolean[length];
        long[] rowNumbers = new long[length];
        for (int i = 0; i < length; i++) {
            x[i][0] = (float) y[i];
            given[i] = true;
            rowNumbers[i] = i + 1L;
        }
        Target target = new Target("x", y, given);
        return new Frame("Mackey-Glass", List.of("x"), List.of(target), x, rowNumbers, null, List.of());
    }
}
