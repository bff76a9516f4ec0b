package io.github.gru4j.benchmarks.peer;

/** A GRU over one sequence in the plainest loops, to check by; both orders of reset gate and product. Never timed. */
public final class PlainSteps {

    private PlainSteps() {}

    /**
     * The outputs of all steps, (timesteps, units), from a zero state.
     *
     * @param resetAfter whether the reset gate is applied after the product; if not, only the first row of the bias counts
     * @param x (timesteps, features)
     */
    public static float[] of(GruWeights w, boolean resetAfter, int timesteps, float[] x) {
        int units = w.units;
        float[] y = new float[timesteps * units];
        double[] h = new double[units];
        for (int t = 0; t < timesteps; t++) {
            double[] next = new double[units];
            double[] reset = new double[units];
            for (int j = 0; j < units; j++) {
                reset[j] = sigmoid(input(w, x, t, units + j) + state(w, resetAfter, h, units + j));
            }
            double[] resetState = new double[units];
            for (int j = 0; j < units; j++) {
                resetState[j] = reset[j] * h[j];
            }
            for (int j = 0; j < units; j++) {
                double z = sigmoid(input(w, x, t, j) + state(w, resetAfter, h, j));
                double recurrent = resetAfter
                        ? reset[j] * state(w, true, h, 2 * units + j)
                        : state(w, false, resetState, 2 * units + j);
                next[j] = z * h[j] + (1 - z) * Math.tanh(input(w, x, t, 2 * units + j) + recurrent);
                y[t * units + j] = (float) next[j];
            }
            h = next;
        }
        return y;
    }

    private static double input(GruWeights w, float[] x, int t, int column) {
        double sum = w.bias[column];
        for (int k = 0; k < w.features; k++) {
            sum += x[t * w.features + k] * (double) w.kernel[k * 3 * w.units + column];
        }
        return sum;
    }

    private static double state(GruWeights w, boolean bias, double[] h, int column) {
        double sum = bias ? w.bias[3 * w.units + column] : 0;
        for (int k = 0; k < w.units; k++) {
            sum += h[k] * w.recurrent[k * 3 * w.units + column];
        }
        return sum;
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }
}
