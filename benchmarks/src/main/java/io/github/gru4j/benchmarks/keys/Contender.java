package io.github.gru4j.benchmarks.keys;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.streaming.KeyedStream;
import io.github.gru4j.streaming.StateTable;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** A way to give each of many keys, numbered from 0, its events. One thread. */
interface Contender {

    /** As the table names it. */
    String title();

    /** How many events a call takes. */
    default int batch() {
        return 1;
    }

    /** An event of each of {@link #batch} keys; the answers overwrite {@code outs}. */
    void step(int[] keys, float[] ins, float[] outs) throws Exception;

    /** This library: a key by its slot, one event a call, or many. */
    static Contender table(GruWeights weights, int keys, int batch) {
        StreamingModel model = model(weights);
        StateTable table = model.newTable(keys);
        for (int key = 0; key < keys; key++) {
            table.add(); // gives the slots in order
        }
        return new Contender() {
            @Override
            public String title() {
                return batch == 1 ? "gru4j, StateTable" : "gru4j, StateTable, " + batch + " keys a call";
            }

            @Override
            public int batch() {
                return batch;
            }

            @Override
            public void step(int[] slots, float[] ins, float[] outs) {
                model.step(table, slots, batch, ins, outs);
            }
        };
    }

    /** This library: a key by itself. */
    static Contender stream(GruWeights weights, int keys) {
        KeyedStream<Long> stream =
                KeyedStream.<Long>builder(model(weights)).capacity(keys).build();
        Long[] names = new Long[keys];
        float[] none = new float[weights.units];
        for (int key = 0; key < keys; key++) {
            names[key] = 7_919L * key;
        }
        for (int key = 0; key < keys; key++) {
            stream.on(names[key], new float[weights.features], none);
            stream.remove(names[key]);
        }
        return new Contender() {
            @Override
            public String title() {
                return "gru4j, KeyedStream";
            }

            @Override
            public void step(int[] key, float[] ins, float[] outs) {
                stream.on(names[key[0]], ins, outs);
            }
        };
    }

    /** A peer, with the state of each key in an array of its own. */
    static Contender peer(String title, Peer peer, GruWeights weights, int keys) throws Exception {
        Peer.Keyed steps = peer.openKeyed(weights);
        float[][] states = new float[keys][weights.units];
        return new Contender() {
            @Override
            public String title() {
                return title + ", states in and out";
            }

            @Override
            public void step(int[] key, float[] ins, float[] outs) throws Exception {
                float[] state = states[key[0]];
                steps.step(ins, state);
                System.arraycopy(state, 0, outs, 0, state.length);
            }
        };
    }

    private static StreamingModel model(GruWeights w) {
        GRU gru = GRU.of(w.units);
        gru.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, w.features));
        gru.setWeights(List.of(
                Tensor.of(w.kernel, w.features, 3 * w.units),
                Tensor.of(w.recurrent, w.units, 3 * w.units),
                Tensor.of(w.bias, 2, 3 * w.units)));
        StreamingModel model = StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, w.features), gru));
        model.warmUp();
        return model;
    }
}
