package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A GRU cell over a whole sequence, forward and backward: one object per pass, holding everything that the pass changes. */
sealed interface GRURun permits GRUColumns, GRUSequence {

    /**
     * A pass in the faster of two layouts, which give the same bits.
     *
     * @param input (batch, timesteps, features)
     * @param initialState (batch, units), or null for zeros
     * @param place where the outputs go, or null for a tensor of their own
     */
    static GRURun of(
            GRUCell cell,
            RNNOptions options,
            Tensor input,
            @Nullable Tensor initialState,
            Call call,
            @Nullable OutputPlace place) {
        return GRUColumns.fits(cell, options, input, call)
                ? new GRUColumns(cell, options, input, initialState, call, place)
                : new GRUSequence(cell, options, input, initialState, call, place);
    }

    /** Runs all steps; see {@link #output} and {@link #state}. */
    void forward();

    /** What holds the outputs: if no place was given, (batch, units) or (batch, timesteps, units) in processing order. */
    Tensor output();

    /** (batch, units): the state after the last step. */
    Tensor state();

    /**
     * Walks back through all steps, once.
     *
     * @param dOutput the gradient of {@link #output}, or null; of outputs in a place that others share, of all there
     * @param dState the gradient of {@link #state}, or null
     * @param gradients takes the gradients of the cell's weights that it wants
     * @param inputWanted whether the gradient of the input is asked for
     * @return the gradients of the input, (batch, timesteps, features), or null, and of the initial state, (batch, units)
     */
    List<@Nullable Tensor> backward(
            @Nullable Tensor dOutput, @Nullable Tensor dState, Gradients gradients, boolean inputWanted);
}
