package io.github.gru4j.benchmarks.natives;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;

/** A forward pass and the way back of sum(output * dOutput); no gradient of the input. */
final class DjlTraining implements Peer.Training {

    private final Engine engine;
    private final DjlNet net;
    private final SequenceShape shape;
    private NDArray x;
    private NDArray dOutput;

    DjlTraining(Engine engine, DjlNet net, SequenceShape shape) {
        this.engine = engine;
        this.net = net;
        this.shape = shape;
        this.x = net.manager.zeros(new Shape(shape.batch(), shape.timesteps(), shape.features()));
        this.dOutput = net.manager.zeros(new Shape(shape.batch(), shape.timesteps(), shape.units()));
        net.arrays().forEach(array -> array.setRequiresGradient(true));
    }

    @Override
    public void setInput(float[] values, float[] dValues) {
        x = net.manager.create(values, x.getShape());
        dOutput = net.manager.create(dValues, dOutput.getShape());
    }

    @Override
    public void run() {
        try (NDManager ofRun = net.manager.newSubManager();
                GradientCollector collector = engine.newGradientCollector()) {
            x.tempAttach(ofRun); // what is computed from it is freed with the run
            for (NDArray array : net.arrays()) {
                if (array.hasGradient()) {
                    JniUtils.zeroGrad((PtNDArray) array);
                }
            }
            NDArray y = net.forward(new NDList(x), true).get(0);
            collector.backward(y.mul(dOutput).sum());
        }
    }

    @Override
    public float[][] gradients() {
        float[] bias = new float[6 * shape.units()];
        for (int row = 0; row < 2; row++) {
            float[] values = DjlNet.swapGates(gradient("bias", row == 0), shape.units());
            System.arraycopy(values, 0, bias, row * values.length, values.length);
        }
        return new float[][] {
            net.toKeras(gradient("weight", true), shape.features()),
            net.toKeras(gradient("weight", false), shape.units()),
            bias
        };
    }

    private float[] gradient(String kind, boolean ofInput) {
        return net.array(kind, ofInput).getGradient().toFloatArray();
    }

    @Override
    public void close() {
        net.close();
    }
}
