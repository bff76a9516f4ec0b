package io.github.gru4j.benchmarks.natives;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.gru4j.benchmarks.peer.GruWeights;
import java.util.List;
import java.util.Locale;

/** DJL's GRU block with our weights. PyTorch has the gates in the order r, z, h and each weight transposed. */
final class DjlNet implements AutoCloseable {

    private static final int[] KERAS_GATES = {1, 0, 2};
    private static final String INPUT = "i2h"; // in the names of parameters, input to hidden

    final NDManager manager;

    private final GruWeights weights;
    private final GRU block;
    private final ParameterStore store;

    DjlNet(Engine engine, GruWeights weights, boolean returnState) {
        this.manager = engine.newBaseManager(Device.cpu());
        this.weights = weights;
        this.store = new ParameterStore(manager, false);
        this.block = GRU.builder()
                .setNumLayers(1)
                .setStateSize(weights.units)
                .optBatchFirst(true)
                .optReturnState(returnState)
                .build();
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, weights.features));
        array("weight", true).set(toPyTorch(weights.kernel, weights.features));
        array("weight", false).set(toPyTorch(weights.recurrent, weights.units));
        array("bias", true).set(swapGates(biasRow(0), weights.units));
        array("bias", false).set(swapGates(biasRow(1), weights.units));
    }

    NDList forward(NDList inputs, boolean training) {
        return block.forward(store, inputs, training);
    }

    List<NDArray> arrays() {
        return block.getParameters().values().stream().map(Parameter::getArray).toList();
    }

    /** The weight or the bias that belongs to the input, or to the state. */
    NDArray array(String kind, boolean ofInput) {
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            String name = parameter.getKey().toLowerCase(Locale.ROOT);
            if (name.contains(kind) && name.contains(INPUT) == ofInput) {
                return parameter.getValue().getArray();
            }
        }
        throw new IllegalStateException("DjlNet: the block must have a " + kind + " of its own for input and state."
                + " Received: " + block.getParameters().keys() + ".");
    }

    private float[] biasRow(int row) {
        float[] values = new float[3 * weights.units];
        System.arraycopy(weights.bias, row * values.length, values, 0, values.length);
        return values;
    }

    /** (rows, 3 * units) to (3 * units, rows). */
    private float[] toPyTorch(float[] matrix, int rows) {
        return swapGates(weights.transposed(matrix, rows), weights.units * rows);
    }

    /** Back to Keras's layout. */
    float[] toKeras(float[] matrix, int rows) {
        return GruWeights.transpose(swapGates(matrix, weights.units * rows), 3 * weights.units, rows);
    }

    /** Exchanges the blocks of z and r; the same way back. */
    static float[] swapGates(float[] values, int block) {
        float[] result = new float[values.length];
        for (int gate = 0; gate < KERAS_GATES.length; gate++) {
            System.arraycopy(values, KERAS_GATES[gate] * block, result, gate * block, block);
        }
        return result;
    }

    @Override
    public void close() {
        manager.close();
    }
}
