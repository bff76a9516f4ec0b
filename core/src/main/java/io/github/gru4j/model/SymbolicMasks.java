package io.github.gru4j.model;

import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Merge;
import io.github.gru4j.layer.Softmax;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.MergeMode;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The masks that the tensors of a graph will carry, as expressions: what {@code compute_mask} of Keras's layers gives for
 * tensors that are not there yet. Equal expressions are one object, so masks are compared with {@code ==}.
 *
 * <p>Keras knows two answers where a model stands inside a graph. When the graph is made, the masks of its outputs are
 * unknown and count as none; when it runs, they are what the layers inside make of them. The same holds here for a custom
 * layer that makes another mask of its input's.
 *
 * <p>Not thread-safe.
 */
public final class SymbolicMasks {

    /** Asked what a layer makes of it. */
    private static final Mask PROBE = Mask.of(Shape.of(1, 1), new boolean[] {true});

    private static final String CAST = "Cast";

    /** The parts that make an expression the one that it is. */
    private record Key(String operation, List<Object> operands) {}

    /** What a model inside is asked: which of its inputs have masks. */
    private record Question(Layer layer, List<Boolean> given) {}

    private final boolean running;
    private final Map<Key, SymbolicMask> expressions = new HashMap<>();
    private final Map<KerasTensor, SymbolicMask> masks = new HashMap<>();
    private final Map<Question, List<Boolean>> answers = new HashMap<>();

    private SymbolicMasks(boolean running) {
        this.running = running;
    }

    /** The masks that Keras sees while a graph is made. */
    public static SymbolicMasks whileMade() {
        return new SymbolicMasks(false);
    }

    /** The masks that arrive when the graph runs. */
    public static SymbolicMasks whileRunning() {
        return new SymbolicMasks(true);
    }

    /**
     * An expression.
     *
     * @param operation Keras's class of the operation
     * @param operands tensors, expressions, numbers and words
     * @param rank the number of axes of what it gives
     */
    public SymbolicMask expression(String operation, List<Object> operands, int rank) {
        Key key = new Key(operation, List.copyOf(operands));
        return expressions.computeIfAbsent(key, parts -> new SymbolicMask(operation, parts.operands, rank));
    }

    /** Where an element is not a value ({@code ops.not_equal}). */
    public SymbolicMask notEqual(Object tensor, double value) {
        return expression("NotEqual", List.of(tensor, value), rank(tensor));
    }

    /** Whether any element along the last axis is true ({@code ops.any}). */
    public SymbolicMask any(SymbolicMask mask) {
        return expression("Any", List.of(mask), mask.rank() - 1);
    }

    /** A mask with an axis of size 1 at its end ({@code ops.expand_dims}). */
    public SymbolicMask expandDims(SymbolicMask mask) {
        return expression("ExpandDims", List.of(mask), mask.rank() + 1);
    }

    /** Where either is true ({@code ops.logical_or}). */
    public SymbolicMask or(SymbolicMask a, SymbolicMask b) {
        return expression("LogicalOr", List.of(a, b), Math.max(a.rank(), b.rank()));
    }

    /** All false, in the shape of a tensor ({@code ops.zeros_like}). */
    public SymbolicMask zerosLike(Object tensor) {
        return expression("ZerosLike", List.of(tensor), rank(tensor));
    }

    /** All true, in the shape of a tensor ({@code ops.ones_like}). */
    public SymbolicMask onesLike(Object tensor) {
        return expression("OnesLike", List.of(tensor), rank(tensor));
    }

    /** One behind the other along an axis ({@code ops.concatenate}). */
    public SymbolicMask concatenate(List<SymbolicMask> parts, int axis) {
        List<Object> operands = new ArrayList<>(parts);
        operands.add(axis);
        return expression(
                "Concatenate", operands, parts.isEmpty() ? 0 : parts.get(0).rank());
    }

    /** A tensor in another element type ({@code ops.cast}). */
    public SymbolicMask cast(Object tensor, String dtype) {
        return expression(CAST, List.of(tensor, dtype), rank(tensor));
    }

    private static int rank(Object operand) {
        return operand instanceof KerasTensor tensor ? tensor.shape().rank() : ((SymbolicMask) operand).rank();
    }

    // ---- along the edges --------------------------------------------------------------------------------------------

    /** The mask of a tensor; null if it has none. Its use must have been added. */
    public @Nullable SymbolicMask of(KerasTensor tensor) {
        return masks.get(tensor);
    }

    /** The masks of several tensors; see {@link #of}. */
    public List<@Nullable SymbolicMask> of(List<KerasTensor> tensors) {
        List<@Nullable SymbolicMask> all = new ArrayList<>(tensors.size());
        tensors.forEach(tensor -> all.add(masks.get(tensor)));
        return all;
    }

    /** Finds the masks of what a use gives; those that it takes from come before it. */
    public void add(Use use) {
        Layer layer = use.layer();
        if (layer instanceof Model || layer instanceof TimeDistributed) {
            inside(use);
            return;
        }
        SymbolicMask mask = made(use);
        if (mask != null) {
            for (int i = 0; i < Math.min(masked(layer), use.outputs().size()); i++) {
                masks.put(use.outputs().get(i), mask);
            }
        }
    }

    /** How many outputs of a layer carry its mask; the states that follow do not. */
    static int masked(Layer layer) {
        return layer instanceof Bidirectional both && both.mergeMode() == MergeMode.NONE ? 2 : 1;
    }

    private @Nullable SymbolicMask made(Use use) {
        Layer layer = use.layer();
        List<KerasTensor> inputs = use.inputs();
        if (inputs.isEmpty()) {
            return null;
        }
        if (layer instanceof Embedding embedding) {
            return embedding.maskZero() ? notEqual(inputs.get(0), 0) : null;
        }
        if (layer instanceof Masking masking) {
            return any(notEqual(converted(inputs.get(0), layer), masking.maskValue()));
        }
        if (layer instanceof Merge) {
            return either(of(inputs));
        }
        if (layer instanceof Concatenate concatenate) {
            return joined(concatenate, inputs);
        }
        SymbolicMask mask = masks.get(inputs.get(0));
        Mask answer = mask == null ? null : layer.computeMask(PROBE);
        if (answer == null || answer == PROBE) {
            return answer == null ? null : mask;
        }
        return running ? unknown(use.outputs().get(0)) : null; // a custom layer that makes another mask of it
    }

    /** The mask of a tensor that the layer behind it makes, in a way that only this layer knows. */
    private SymbolicMask unknown(KerasTensor tensor) {
        return expression("mask of", List.of(tensor), tensor.shape().rank() - 1);
    }

    /** A tensor as a layer gets it: floating-point numbers in the layer's element type. */
    private Object converted(KerasTensor tensor, Layer layer) {
        String wanted = layer.dtype().kerasName();
        return tensor.dtype().startsWith("float") && !tensor.dtype().equals(wanted) ? cast(tensor, wanted) : tensor;
    }

    private @Nullable SymbolicMask either(List<@Nullable SymbolicMask> given) {
        SymbolicMask all = given.get(0);
        for (int i = 1; i < given.size() && all != null; i++) {
            SymbolicMask next = given.get(i);
            all = next == null ? null : or(all, next);
        }
        return all;
    }

    private @Nullable SymbolicMask joined(Concatenate layer, List<KerasTensor> inputs) {
        if (inputs.stream().noneMatch(masks::containsKey)) {
            return null;
        }
        List<SymbolicMask> parts = new ArrayList<>();
        for (KerasTensor input : inputs) {
            SymbolicMask mask = masks.get(input);
            if (mask == null) {
                parts.add(onesLike(converted(input, layer)));
            } else if (mask.rank() < input.shape().rank()) {
                parts.add(or(expandDims(mask), zerosLike(converted(input, layer))));
            } else {
                parts.add(mask);
            }
        }
        return any(concatenate(parts, layer.axis()));
    }

    // ---- models inside ----------------------------------------------------------------------------------------------

    private void inside(Use use) {
        List<@Nullable SymbolicMask> given = of(use.inputs());
        SymbolicMask first = given.get(0);
        if (use.layer() instanceof TimeDistributed steps
                && keeps(steps, use.inputs().get(0), first)) {
            if (first != null) {
                masks.put(use.outputs().get(0), first);
            }
        } else if (running) {
            List<Boolean> presence = present(
                    use.layer(),
                    given.stream().map(mask -> mask != null).toList(),
                    use.outputs().size());
            for (int i = 0; i < presence.size(); i++) {
                if (presence.get(i)) {
                    masks.put(use.outputs().get(i), unknown(use.outputs().get(i)));
                }
            }
        }
    }

    /** Whether the mask that comes in goes on as it is. */
    private boolean keeps(TimeDistributed steps, KerasTensor input, @Nullable SymbolicMask mask) {
        if (!running) {
            return true;
        }
        if (present(steps.layer(), List.of(false), 1).get(0)) {
            return false; // made inside
        }
        return mask == null
                || mask.rank() == 2
                || (mask.rank() == input.shape().rank() - 1
                        && !(steps.layer() instanceof Model)
                        && !(steps.layer() instanceof TimeDistributed)
                        && steps.layer().computeMask(PROBE) != null);
    }

    /** Which outputs of a layer have masks when some of its inputs have. */
    private List<Boolean> present(Layer layer, List<Boolean> given, int outputs) {
        if (layer instanceof Functional || layer instanceof Sequential) {
            Question question = new Question(layer, given);
            List<Boolean> known = answers.get(question);
            if (known == null) {
                known = layer instanceof Functional graph
                        ? present(graph, given)
                        : present((Sequential) layer, given, outputs);
                answers.put(question, known);
            }
            return known;
        }
        boolean first = !given.isEmpty() && given.get(0);
        boolean made;
        if (layer instanceof Embedding embedding) {
            made = embedding.maskZero();
        } else if (layer instanceof Masking) {
            made = true;
        } else if (layer instanceof Merge) {
            made = !given.contains(false);
        } else if (layer instanceof Concatenate) {
            made = given.contains(true);
        } else if (layer instanceof TimeDistributed steps) {
            made = first || present(steps.layer(), List.of(false), 1).get(0);
        } else {
            made = first && layer.computeMask(PROBE) != null;
        }
        List<Boolean> all = new ArrayList<>(Collections.nCopies(outputs, false));
        for (int i = 0; i < Math.min(masked(layer), outputs); i++) {
            all.set(i, made);
        }
        return all;
    }

    private List<Boolean> present(Functional graph, List<Boolean> given) {
        Map<KerasTensor, Boolean> known = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            known.put(graph.inputs().get(i), given.get(i));
        }
        for (Use use : graph.uses()) {
            if (!use.inputs().isEmpty()) {
                List<Boolean> in = use.inputs().stream()
                        .map(tensor -> known.getOrDefault(tensor, false))
                        .toList();
                List<Boolean> out = present(use.layer(), in, use.outputs().size());
                for (int i = 0; i < out.size(); i++) {
                    known.put(use.outputs().get(i), out.get(i));
                }
            }
        }
        return graph.outputs().stream()
                .map(tensor -> known.getOrDefault(tensor, false))
                .toList();
    }

    private List<Boolean> present(Sequential chain, List<Boolean> given, int outputs) {
        List<Boolean> current = given;
        for (Layer layer : chain.layers()) {
            if (!(layer instanceof Input)) {
                current = present(layer, current, outputs);
            }
        }
        return current;
    }

    // ---- in calls ---------------------------------------------------------------------------------------------------

    /** Whether Keras's {@code call} of a layer has an argument {@code mask}. */
    public static boolean takesMask(Layer layer) {
        return layer instanceof Model
                || layer instanceof RNN
                || layer instanceof Bidirectional
                || layer instanceof TimeDistributed
                || layer instanceof BatchNormalization
                || layer instanceof Softmax
                || layer instanceof GlobalAveragePooling1D;
    }

    /**
     * The masks that Keras writes into the graph at a use, because its {@code call} has an argument {@code mask} and takes
     * one tensor that needs no conversion ({@code keras/src/layers/layer.py}, {@code __call__}), or because the call names
     * its mask: those of the inputs. None where it leaves them to the time when the graph runs.
     */
    public List<SymbolicMask> recorded(Use use) {
        Layer layer = use.layer();
        boolean records = layer instanceof Functional
                || (use.inputs().size() == 1
                        && takesMask(layer)
                        && use.inputs().get(0).dtype().equals(layer.dtype().kerasName()));
        List<SymbolicMask> all = new ArrayList<>();
        if (records || use.namesMask()) {
            for (KerasTensor input :
                    use.inputs().subList(0, use.namesMask() ? 1 : use.inputs().size())) {
                SymbolicMask mask = masks.get(input);
                if (mask != null) {
                    all.add(mask);
                }
            }
        }
        return all;
    }
}
