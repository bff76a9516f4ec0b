package io.github.gru4j.cli.conformance;

import static io.github.gru4j.cli.conformance.ErrorCases.rejects;
import static io.github.gru4j.cli.conformance.Serialized.json;
import static io.github.gru4j.cli.conformance.Serialized.layer;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.cli.conformance.ErrorCases.Counterpart;
import io.github.gru4j.cli.conformance.ErrorCases.Decision;
import io.github.gru4j.cli.conformance.ErrorCases.Expression;
import io.github.gru4j.constraint.Constraints;
import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.initializer.Identity;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Initializers;
import io.github.gru4j.initializer.Orthogonal;
import io.github.gru4j.initializer.VarianceScaling;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.CellOutput;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.regularizer.OrthogonalRegularizer;
import io.github.gru4j.regularizer.Regularizers;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Python expressions of {@code errors.json} in Java. Arguments that Java has not are given in a config. Stateless. */
final class ErrorExpressions {

    /** By expression. */
    static final Map<String, Counterpart> TABLE = table();

    private static final String STRICT_RATES = "0004";
    private static final String DIFFERENCES = "0009";

    private ErrorExpressions() {}

    private static Map<String, Counterpart> table() {
        Map<String, Counterpart> table = new LinkedHashMap<>();
        arguments(table);
        wrappers(table);
        calls(table);
        states(table);
        families(table);
        return Collections.unmodifiableMap(table);
    }

    private static void same(Map<String, Counterpart> table, String python, Expression java) {
        table.put(python, new Counterpart(java, null));
    }

    /** A layer of these arguments must be rejected, one of the legal arguments must not. */
    private static void unlike(
            Map<String, Counterpart> table, String python, String className, String legal, String arguments) {
        table.put(python, new Counterpart(() -> layer(className, legal), () -> layer(className, arguments), null));
    }

    private static void decided(
            Map<String, Counterpart> table,
            String decision,
            String python,
            String keras,
            String line,
            Expression holds) {
        table.put(python, new Counterpart(holds, new Decision(decision, keras, line)));
    }

    private static Tensor inputs(int... dimensions) {
        Tensor tensor = Tensor.zeros(dimensions);
        Generator generator = new Generator(1);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, generator.nextGaussian());
        }
        return tensor;
    }

    private static List<Object> shape(Tensor tensor) {
        return IntStream.range(0, tensor.shape().rank())
                .<Object>mapToObj(axis -> (double) tensor.dim(axis))
                .toList();
    }

    private static @Nullable Object run(Runnable action) {
        action.run();
        return null;
    }

    private static void arguments(Map<String, Counterpart> table) {
        same(table, "GRUCell(0)", () -> GRUCell.of(0));
        same(table, "GRUCell(-1)", () -> GRUCell.of(-1));
        same(table, "GRU(0)", () -> GRU.of(0));
        same(table, "GRUCell(3, activation='nope')", () -> GRUCell.builder(3).activation("nope"));
        same(table, "GRUCell(3, kernel_initializer='nope')", () -> Initializers.get("nope"));
        same(table, "GRUCell(3, kernel_regularizer='nope')", () -> Regularizers.get("nope"));
        same(table, "GRUCell(3, kernel_constraint='nope')", () -> Constraints.get("nope"));
        unlike(table, "GRUCell(3, nope=1)", "GRUCell", "'units': 3", "'units': 3, 'nope': 1");
        decided(
                table,
                STRICT_RATES,
                "GRUCell(3, dropout=1.5).dropout",
                "1.0",
                "a rate above 1 is rejected, not clamped",
                () -> rejects(() -> GRUCell.builder(3).dropout(1.5).build()));
        decided(
                table,
                STRICT_RATES,
                "GRUCell(3, dropout=-1).dropout",
                "0.0",
                "a rate below 0 is rejected, not clamped",
                () -> rejects(() -> GRUCell.builder(3).dropout(-1).build()));
        same(table, "GRUCell(3, recurrent_dropout=.1).implementation", () ->
                (double) GRUCell.builder(3).recurrentDropout(0.1).build().implementation());
        same(table, "GRUCell(3).implementation", () -> (double) GRUCell.of(3).implementation());
        same(
                table, "GRU(3, implementation=0).cell.implementation", () -> (double)
                        GRU.builder(GRUCell.builder(3).implementation(0).build())
                                .build()
                                .cell()
                                .implementation());
        unlike(table, "GRU(3, use_cudnn='x')", "GRU", "'units': 3", "'units': 3, 'use_cudnn': 'x'");
        unlike(table, "GRU(3, use_cudnn=True)(x)", "GRU", "'units': 3", "'units': 3, 'use_cudnn': true");
    }

    private static void wrappers(Map<String, Counterpart> table) {
        String gru = json("GRU", "'units': 3");
        String dense = json("Dense", "'units': 3");
        String stack = json("StackedRNNCells", "'cells': [" + json("GRUCell", "'units': 3") + "]");
        unlike(table, "RNN(object())", "RNN", "'cell': " + json("GRUCell", "'units': 3"), "'cell': " + dense);
        unlike(table, "RNN([])", "RNN", "'cell': " + stack, "'cell': " + json("StackedRNNCells", "'cells': []"));
        unlike(
                table,
                "StackedRNNCells([object()])",
                "StackedRNNCells",
                "'cells': [" + json("GRUCell", "'units': 3") + "]",
                "'cells': [" + dense + "]");
        String bidirectional = "Bidirectional";
        String layer = "'layer': " + gru;
        unlike(table, "Bidirectional(GRU(3), merge_mode='x')", bidirectional, layer, "'merge_mode': 'x', " + layer);
        unlike(table, "Bidirectional(object())", bidirectional, layer, "'layer': " + dense);
        String backward = ", 'backward_layer': ";
        String legal = layer + backward + json("GRU", "'units': 3, 'go_backwards': true");
        unlike(table, "Bidirectional(GRU(3), backward_layer=GRU(3))", bidirectional, legal, layer + backward + gru);
        unlike(
                table,
                "Bidirectional(return_sequences differs)",
                bidirectional,
                legal,
                layer + backward + json("GRU", "'units': 3, 'return_sequences': true, 'go_backwards': true"));
        table.put("Embedding out of range id", new Counterpart(() -> look(3), () -> look(9), null));
    }

    private static Tensor look(int id) {
        return layer("Embedding", "'input_dim': 4, 'output_dim': 3")
                .apply(List.of(Tensor.full(DType.FLOAT32, Shape.of(1, 1), id)), Call.inference())
                .output();
    }

    private static void calls(Map<String, Counterpart> table) {
        same(table, "GRU(3)(rank 2 input)", () -> GRU.of(3).call(inputs(3, 4)));
        same(table, "GRU(3)(rank 4 input)", () -> GRU.of(3).call(inputs(1, 2, 3, 4)));
        same(
                table,
                "GRU(3, stateful=True)(symbolic batch None)",
                () -> Sequential.of(
                        Input.of(3, 4), GRU.builder(3).stateful(true).build()));
        same(table, "GRU(3, unroll=True)(symbolic timesteps None)", () -> {
            GRU.builder(3).unroll(true).build().build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 4));
            return "(returns without error)";
        });
        same(table, "different feature size after build", () -> {
            GRU gru = GRU.of(3);
            gru.call(inputs(2, 3, 4));
            return gru.call(inputs(2, 3, 2));
        });
        same(
                table,
                "GRU(3)(x, mask of wrong length)",
                () -> GRU.of(3).call(inputs(2, 3, 4), Mask.of(inputs(2, 2)), List.of()));
        same(table, "GRU(3)(zero timesteps)", () -> GRU.of(3).call(inputs(2, 0, 4)));
        same(
                table,
                "GRU(3, return_sequences=True)(zero batch).shape",
                () -> shape(GRU.builder(3)
                        .returnSequences(true)
                        .build()
                        .call(inputs(0, 3, 4))
                        .output()));
        same(table, "set_weights with wrong count", () -> run(() -> built().setWeights(List.of(inputs(4, 9)))));
        same(
                table,
                "set_weights with wrong shape",
                () -> run(() -> built().setWeights(List.of(inputs(3, 4), inputs(3, 9), inputs(2, 9)))));
        same(table, "get_weights before build", () -> GRU.of(3).getWeights());
        decided(
                table,
                DIFFERENCES,
                "GRU(3, implementation=1, dropout=.3)(x, training=True)",
                Decision.REJECTED,
                "computes, where TensorFlow's kernels fail",
                () -> GRU.builder(GRUCell.builder(3)
                                .implementation(1)
                                .dropout(0.3)
                                .build())
                        .build()
                        .call(inputs(2, 3, 4), List.of(), Call.training(new Generator(1)))
                        .output()
                        .shape()
                        .equals(Shape.of(2, 3)));
        same(table, "GRU as glu", () -> GRUCell.builder(3).activation("glu").build());
        same(
                table,
                "GRU as threshold",
                () -> GRUCell.builder(3).activation("threshold").build());
    }

    private static GRU built() {
        GRU gru = GRU.of(3);
        gru.build(Shape.of(1, 3, 4));
        return gru;
    }

    private static void states(Map<String, Counterpart> table) {
        table.put(
                "Bidirectional(GRU(3)).reset_state()",
                new Counterpart(
                        () -> run(() ->
                                bidirectional("'units': 3, 'stateful': true").resetState()),
                        () -> run(() -> bidirectional("'units': 3").resetState()),
                        null));
        same(table, "GRU(3).reset_state()", () -> run(() -> GRU.of(3).resetState()));
        same(table, "stateful with another batch size", () -> {
            GRU gru = GRU.builder(3).stateful(true).build();
            gru.call(inputs(2, 3, 4));
            return gru.call(inputs(1, 3, 4));
        });
        same(
                table,
                "GRU(3)(x, initial_state of wrong width)",
                () -> GRU.of(3).call(inputs(2, 3, 4), null, List.of(inputs(2, 2))));
        same(table, "GRUCell(3)(x, [])", () -> GRUCell.of(3).call(inputs(2, 4), List.of()));
        decided(
                table,
                DIFFERENCES,
                "GRUCell(3)(x, bare state) returns bare state",
                "EagerTensor",
                "states are always a list",
                () -> oneStep().states().size() == 1);
        same(table, "GRUCell(3)(x, (state,)) returns list", () -> {
            List<Tensor> states = oneStep().states();
            return states.size() == 1 ? "list" : states;
        });
        decided(
                table,
                DIFFERENCES,
                "RNN([one cell])(x, mask)",
                Decision.REJECTED,
                "computes what the cell alone computes",
                ErrorExpressions::stackOfOneIsItsCell);
        decided(
                table,
                DIFFERENCES,
                "RNN([two cells], stateful).reset_state()",
                Decision.REJECTED,
                "forgets the states of both cells",
                ErrorExpressions::stackForgetsBothStates);
    }

    private static Bidirectional bidirectional(String arguments) {
        return (Bidirectional) layer("Bidirectional", "'layer': " + json("GRU", arguments));
    }

    private static CellOutput oneStep() {
        return GRUCell.of(3).call(inputs(2, 4), List.of(Tensor.zeros(2, 3)));
    }

    private static RNN stack(String layerArguments, int... units) {
        String cells = String.join(
                ", ",
                IntStream.of(units)
                        .mapToObj(u -> json("GRUCell", "'units': " + u))
                        .toList());
        return (RNN) layer("RNN", layerArguments + "'cell': " + json("StackedRNNCells", "'cells': [" + cells + "]"));
    }

    private static boolean stackOfOneIsItsCell() {
        RNN stack = stack("", 3);
        RNN alone = RNN.of(GRUCell.of(3));
        Tensor x = inputs(2, 3, 4);
        stack.build(x.shape());
        alone.build(x.shape());
        alone.setWeights(stack.getWeights());
        Mask mask = Mask.of(new boolean[][] {{true, true, false}, {false, true, true}});
        return equal(
                stack.call(x, mask, List.of()).output(),
                alone.call(x, mask, List.of()).output());
    }

    private static boolean stackForgetsBothStates() {
        RNN stack = stack("'stateful': true, ", 3, 2);
        Tensor x = inputs(2, 3, 4);
        Tensor first = stack.call(x).output();
        Tensor second = stack.call(x).output();
        stack.resetState();
        return !equal(first, second) && equal(first, stack.call(x).output());
    }

    private static boolean equal(Tensor a, Tensor b) {
        boolean equal = a.shape().equals(b.shape());
        for (int i = 0; equal && i < a.size(); i++) {
            equal = a.getAt(i) == b.getAt(i);
        }
        return equal;
    }

    private static void families(Map<String, Counterpart> table) {
        same(table, "activations.get(None)", () -> Activations.get(null).identifier());
        same(table, "activations.get('swish')", () -> Activations.get("swish").identifier());
        same(table, "activations.get('Tanh')", () -> Activations.get("Tanh"));
        same(
                table,
                "initializers.get('GlorotUniform')",
                () -> Initializers.get("GlorotUniform").getClass().getSimpleName());
        decided(
                table,
                DIFFERENCES,
                "initializers.get(None)",
                "null",
                "an initializer is never null; null in a config is what Keras makes of it, GlorotUniform",
                () -> {
                    GRUCell cell = (GRUCell)
                            layer("GRUCell", "'units': 3, 'recurrent_initializer': null, 'bias_initializer': null");
                    Initializer glorot = GlorotUniform.of();
                    return glorot.equals(cell.recurrentSpec().initializer())
                            && glorot.equals(cell.biasSpec().initializer());
                });
        same(table, "GlorotUniform()(()) shape", () -> shape(draw(GlorotUniform.of())));
        same(table, "Orthogonal()((5,))", () -> draw(Orthogonal.of(), 5));
        same(table, "Identity()((2,2,2))", () -> draw(Identity.of(), 2, 2, 2));
        same(table, "VarianceScaling(scale=0)", () -> VarianceScaling.of(0, "fan_in", "uniform"));
        same(table, "VarianceScaling(mode='x')", () -> VarianceScaling.of(1, "x", "uniform"));
        same(table, "L2(-1)", () -> L2.of(-1));
        same(table, "L2(nan)", () -> L2.of(Double.NaN));
        same(table, "OrthogonalRegularizer(mode='x')", () -> OrthogonalRegularizer.of(0.01, "x"));
        same(table, "SGD(momentum=2)", () -> SGD.builder(0.01).momentum(2).build());
        same(
                table,
                "SGD(clipnorm=1, clipvalue=1)",
                () -> SGD.builder(0.01).clipnorm(1.0).clipvalue(1.0).build());
    }

    private static Tensor draw(Initializer initializer, int... dimensions) {
        return initializer.initialize(Shape.of(dimensions), DType.FLOAT32, new Generator(1));
    }
}
