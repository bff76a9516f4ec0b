package io.github.gru4j.benchmarks.accuracy;

import java.util.Arrays;

/**
 * The series of Mackey and Glass (1977), which is chaotic.
 *
 * <pre>  dx/dt = β·x(t − τ) / (1 + x(t − τ)^10) − γ·x(t),   β = 0.2, γ = 0.1, τ = 17, x(t ≤ 0) = 1.2 </pre>
 *
 * <p>Integrated in double precision by the classical Runge–Kutta method in steps of 0.1, with the delayed value in the
 * middle of a step interpolated by a cubic, and sampled at whole units of time. Stateless.
 *
 * @see <a href="https://doi.org/10.1126/science.267326">Oscillation and chaos in physiological control systems</a>
 */
final class MackeyGlass {

    private static final double BETA = 0.2;
    private static final double GAMMA = 0.1;
    private static final double START = 1.2;
    private static final int PER_UNIT = 10;
    private static final double STEP = 1.0 / PER_UNIT;
    private static final int DELAY = 17 * PER_UNIT;

    private MackeyGlass() {}

    /**
     * The series from a point of time on.
     *
     * @param skip when it begins
     * @param length how many units of time
     */
    static double[] series(int skip, int length) {
        int steps = (skip + length) * PER_UNIT;
        double[] x = new double[DELAY + steps + 1]; // x[DELAY + n] is x(n · STEP)
        Arrays.fill(x, 0, DELAY + 1, START);
        for (int n = 0; n < steps; n++) {
            double now = x[DELAY + n];
            double before = x[n];
            double after = x[n + 1];
            double between = middle(x, n);
            double k1 = slope(now, before);
            double k2 = slope(now + STEP / 2 * k1, between);
            double k3 = slope(now + STEP / 2 * k2, between);
            double k4 = slope(now + STEP * k3, after);
            x[DELAY + n + 1] = now + STEP / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
        double[] samples = new double[length];
        for (int i = 0; i < length; i++) {
            samples[i] = x[DELAY + (skip + i) * PER_UNIT];
        }
        return samples;
    }

    private static double slope(double x, double delayed) {
        return BETA * delayed / (1 + Math.pow(delayed, 10)) - GAMMA * x;
    }

    /** Half a step behind x[n]; the slope jumps at time 0, so nothing before it says anything about what follows. */
    private static double middle(double[] x, int n) {
        if (n < DELAY) {
            return START;
        }
        return n == DELAY
                ? (3 * x[n] + 6 * x[n + 1] - x[n + 2]) / 8
                : (9 * (x[n] + x[n + 1]) - x[n - 1] - x[n + 2]) / 16;
    }
}
