package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** A cell around another, whose inputs, states, constants and outputs are those of the cell inside. */
public abstract sealed class CellWrapper extends RNNCell permits DropoutWrapper, ResidualWrapper {

    private final RNNCell cell;

    CellWrapper(Builder<?> builder, RNNCell cell) {
        super(builder);
        this.cell = cell;
        if (cell.dtype() != dtype()) {
            throw new IllegalArgumentException(className() + ": dtype must be that of its cell, " + cell.dtype()
                    + ". Received: dtype=" + dtype() + ".");
        }
    }

    /** The cell inside. */
    public final RNNCell cell() {
        return cell;
    }

    @Override
    protected final List<Layer> sublayers() {
        return List.of(cell);
    }

    @Override
    public final int inputCount() {
        return cell.inputCount();
    }

    @Override
    public final int constantCount() {
        return cell.constantCount();
    }

    @Override
    public final List<Shape> stateShapes() {
        return cell.stateShapes();
    }

    @Override
    public final Shape outputShape() {
        return cell.outputShape();
    }

    @Override
    public final List<Shape> outputShapes() {
        return cell.outputShapes();
    }

    @Override
    public final List<Tensor> getInitialState(int batchSize) {
        return cell.getInitialState(batchSize);
    }

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        cell.build(shapes, generator);
    }
}
