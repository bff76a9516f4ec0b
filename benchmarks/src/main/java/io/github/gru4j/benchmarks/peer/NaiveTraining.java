package io.github.gru4j.benchmarks.peer;

import java.util.Arrays;

/** Forward and backward pass in plain loops, sequence by sequence. */
final class NaiveTraining implements Peer.Training {

    private final NaiveCell cell;
    private final SequenceShape shape;
    private final float[] recurrentTransposed; // (3 * units, units)
    private final float[] h; // (timesteps + 1, units)
    private final float[] z; // (timesteps, units), as the three that follow
    private final float[] r;
    private final float[] hh;
    private final float[] rh; // the recurrent sum of the candidate
    private final float[] dKernel;
    private final float[] dRecurrent;
    private final float[] dBias;
    private final float[] dh; // (units)
    private final float[] dgx; // (3 * units)
    private final float[] dgh; // (3 * units)
    private float[] x = {}; // (batch, timesteps, features)
    private float[] dOutput = {}; // (batch, timesteps, units)

    NaiveTraining(GruWeights w, SequenceShape shape) {
        this.cell = new NaiveCell(w);
        this.shape = shape;
        this.recurrentTransposed = w.transposed(w.recurrent, w.units);
        int steps = shape.timesteps() * w.units;
        this.h = new float[steps + w.units];
        this.z = new float[steps];
        this.r = new float[steps];
        this.hh = new float[steps];
        this.rh = new float[steps];
        this.dKernel = new float[w.kernel.length];
        this.dRecurrent = new float[w.recurrent.length];
        this.dBias = new float[w.bias.length];
        this.dh = new float[w.units];
        this.dgx = new float[3 * w.units];
        this.dgh = new float[3 * w.units];
    }

    @Override
    public void setInput(float[] input, float[] dOutputs) {
        x = input;
        dOutput = dOutputs;
    }

    @Override
    public void run() {
        Arrays.fill(dKernel, 0);
        Arrays.fill(dRecurrent, 0);
        Arrays.fill(dBias, 0);
        for (int b = 0; b < shape.batch(); b++) {
            int first = b * shape.timesteps();
            for (int t = 0; t < shape.timesteps(); t++) {
                forward(t, first + t);
            }
            Arrays.fill(dh, 0);
            for (int t = shape.timesteps() - 1; t >= 0; t--) {
                backward(t, first + t);
            }
        }
    }

    private void forward(int t, int row) {
        int units = cell.units;
        cell.project(x, row * cell.features, h, t * units);
        for (int j = 0; j < units; j++) {
            int at = t * units + j;
            z[at] = NaiveCell.sigmoid(cell.gx[j] + cell.gh[j]);
            r[at] = NaiveCell.sigmoid(cell.gx[units + j] + cell.gh[units + j]);
            rh[at] = cell.gh[2 * units + j];
            hh[at] = (float) Math.tanh(cell.gx[2 * units + j] + r[at] * rh[at]);
            h[at + units] = z[at] * h[at] + (1 - z[at]) * hh[at];
        }
    }

    private void backward(int t, int row) {
        int units = cell.units;
        for (int j = 0; j < units; j++) {
            int at = t * units + j;
            float d = dh[j] + dOutput[row * units + j];
            float dCandidate = d * (1 - z[at]) * (1 - hh[at] * hh[at]);
            dgx[j] = d * (h[at] - hh[at]) * z[at] * (1 - z[at]);
            dgx[units + j] = dCandidate * rh[at] * r[at] * (1 - r[at]);
            dgx[2 * units + j] = dCandidate;
            dgh[j] = dgx[j];
            dgh[units + j] = dgx[units + j];
            dgh[2 * units + j] = dCandidate * r[at];
            dh[j] = d * z[at];
        }
        for (int j = 0; j < cell.columns; j++) {
            dBias[j] += dgx[j];
            dBias[cell.columns + j] += dgh[j];
        }
        addOuter(x, row * cell.features, cell.features, dgx, dKernel);
        addOuter(h, t * units, units, dgh, dRecurrent);
        for (int j = 0; j < cell.columns; j++) {
            float a = dgh[j];
            int from = j * units;
            for (int k = 0; k < units; k++) {
                dh[k] += a * recurrentTransposed[from + k];
            }
        }
    }

    private void addOuter(float[] v, int offset, int length, float[] d, float[] target) {
        for (int k = 0; k < length; k++) {
            float a = v[offset + k];
            int row = k * cell.columns;
            for (int j = 0; j < cell.columns; j++) {
                target[row + j] += a * d[j];
            }
        }
    }

    @Override
    public float[][] gradients() {
        return new float[][] {dKernel.clone(), dRecurrent.clone(), dBias.clone()};
    }
}
