package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Any cell in a stream: its forward pass for one time step, on a copy of it with the weights as they are now. It allocates
 * what that pass allocates. The state of a key is the cell's states in their order, and then, where these do not begin with
 * zeros, a number that says whether an event has come.
 */
final class CellStepper implements Stepper {

    private final RNNCell cell;
    private final List<Shape> inputs; // without the batch axis, as the other shapes
    private final List<Shape> states;
    private final List<Shape> outputs;
    private final int statesSize;
    private final boolean beginsWithZeros;

    CellStepper(RNNCell original) {
        List<Shape> builtFor = original.inputShapes();
        if (builtFor == null) {
            throw new IllegalStateException(original + ": the cell must be built before it can step.");
        }
        this.cell = (RNNCell) original.toBuilder().build();
        cell.buildToBeFilled(builtFor.toArray(new Shape[0]));
        cell.setWeights(original.weights().stream().map(Parameter::value).toList());
        this.inputs = builtFor.subList(0, cell.inputCount()).stream()
                .map(CellStepper::withoutBatch)
                .toList();
        this.states = cell.stateShapes();
        this.outputs = cell.outputShapes();
        this.statesSize = size(states);
        this.beginsWithZeros = cell.getInitialState(1).stream().allMatch(CellStepper::isZero);
    }

    private static Shape withoutBatch(Shape shape) {
        int[] dimensions = new int[shape.rank() - 1];
        for (int axis = 1; axis < shape.rank(); axis++) {
            dimensions[axis - 1] = shape.dim(axis);
        }
        return Shape.of(dimensions);
    }

    private static boolean isZero(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (Double.doubleToRawLongBits(tensor.getAt(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int size(List<Shape> shapes) {
        return shapes.stream().mapToInt(shape -> Math.toIntExact(shape.size())).sum();
    }

    @Override
    public int inputSize() {
        return size(inputs);
    }

    @Override
    public int outputSize() {
        return size(outputs);
    }

    @Override
    public int stateSize() {
        return beginsWithZeros ? statesSize : statesSize + 1;
    }

    @Override
    public String signature() {
        return Stepper.signature("cell", cell.getClass().getName(), inputs, states, outputs, beginsWithZeros);
    }

    @Override
    public void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset) {
        List<Tensor> given = new ArrayList<>();
        int from = xOffset;
        for (Shape shape : inputs) {
            Tensor input = Tensor.zeros(cell.dtype(), RNNCell.withBatch(rows, shape));
            Tensor.copyRange(x, from, input, 0, input.size());
            given.add(input);
            from += input.size();
        }
        given.addAll(before(rows, state, stateOffset, stateStride));
        List<Tensor> made = cell.apply(given, Call.inference()).outputs();
        check(rows, made);
        int to = yOffset;
        for (Tensor output : made.subList(0, outputs.size())) {
            Tensor.copyRange(output, 0, y, to, output.size());
            to += output.size();
        }
        int at = stateOffset;
        for (Tensor after : made.subList(outputs.size(), made.size())) {
            int size = after.size() / rows;
            Elementwise.copyRows(rows, size, after, 0, size, state, at, stateStride);
            at += size;
        }
        for (int row = 0; !beginsWithZeros && row < rows; row++) {
            state.setAt(stateOffset + row * stateStride + statesSize, 1);
        }
    }

    private List<Tensor> before(int rows, Tensor state, int stateOffset, int stateStride) {
        List<Tensor> before = beginsWithZeros ? List.of() : cell.getInitialState(rows);
        List<Tensor> all = new ArrayList<>();
        int at = stateOffset;
        for (int i = 0; i < states.size(); i++) {
            int size = Math.toIntExact(states.get(i).size());
            Tensor values = Tensor.zeros(cell.dtype(), RNNCell.withBatch(rows, states.get(i)));
            for (int row = 0; row < rows; row++) {
                boolean begun = beginsWithZeros || state.getAt(stateOffset + row * stateStride + statesSize) != 0;
                if (begun) {
                    Tensor.copyRange(state, at + row * stateStride, values, row * size, size);
                } else {
                    Tensor.copyRange(before.get(i), row * size, values, row * size, size);
                }
            }
            all.add(values);
            at += size;
        }
        return all;
    }

    /** A cell is a user's code: what it returns is checked where it can still be named. */
    private void check(int rows, List<Tensor> made) {
        List<Shape> expected = new ArrayList<>();
        outputs.forEach(shape -> expected.add(RNNCell.withBatch(rows, shape)));
        states.forEach(shape -> expected.add(RNNCell.withBatch(rows, shape)));
        List<Shape> shapes = made.stream().map(Tensor::shape).toList();
        if (!shapes.equals(expected)) {
            throw new IllegalStateException(cell + ": forward must return the output and the new states, of shapes "
                    + expected + ". Received: shapes=" + shapes + ".");
        }
    }
}
