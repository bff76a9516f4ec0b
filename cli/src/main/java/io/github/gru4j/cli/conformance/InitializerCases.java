package io.github.gru4j.cli.conformance;

import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Initializers;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code {"class_name", "args", "config", "serialized", "statistics"}}: draws as many numbers as were drawn from Keras and
 * compares what two samples of one distribution share. Seeds are fixed, so a run is the same every time.
 *
 * <p>The means of two samples of n numbers differ by a standard error of σ √(2/n), their standard deviations by at most
 * σ √(1/n); five standard errors are allowed. A bounded distribution of density d at its end leaves a gap there that is
 * exponential with mean 1 / (n d): 25 mean gaps are allowed.
 */
final class InitializerCases implements Cases {

    private static final String GRU_DEFAULTS = "GRU_default_initialisation";
    private static final List<String> STATISTIC = List.of(
            "shape",
            "error",
            "value",
            "mean",
            "std",
            "min",
            "max",
            "samples",
            "gram_diagonal_mean",
            "gram_max_abs_error");
    private static final List<String> GRU_STATISTIC =
            List.of("shape", "gram_rows", "kernel_abs_max", "kernel_limit", "bias_all_zero");
    private static final double STANDARD_ERRORS = 5;
    private static final double MEAN_GAPS = 25;

    /** The density at the end of the distribution, in units of its own deviation: 1/√12 and φ(2) / 0.954 · 0.880. */
    private static final double UNIFORM_DENSITY = 0.289;

    private static final double TRUNCATED_DENSITY = 0.0498;

    /** Mean and deviation of float32 numbers up to 5. */
    private static final double ROUNDING = 1e-6;

    /** Rows of length 1 in float32: each element is off by at most 2^-24 of itself. */
    private static final Tolerance ORTHOGONAL = new Tolerance(1e-6, 0);

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "class_name", "args", "statistics");
    }

    @Override
    public Set<String> keys() {
        return Set.of("class_name", "args", "config", "serialized", "statistics");
    }

    @Override
    public String tolerance() {
        return "1e-6 for orthogonal rows, exact for other values; statistics of draws within 5 standard errors";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.EXACT;
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        String className = GoldenArrays.text(item, "class_name");
        JsonNode args = GoldenArrays.required(item, "args");
        if (className.equals(GRU_DEFAULTS)) {
            gruDefaults(args, item, check);
            return;
        }
        check.same(
                "config",
                GoldenArrays.required(item, "config"),
                GoldenArrays.required(item, "serialized").path("config"));
        Initializer initializer =
                file.configs().initializer(withArguments(item, args).toString());
        if (args.isEmpty()) {
            stringNames(file, className, initializer, check);
        }
        for (JsonNode statistic : GoldenArrays.some(item, "statistics")) {
            GoldenArrays.only(statistic, STATISTIC);
            Shape shape = GoldenArrays.shape(GoldenArrays.required(statistic, "shape"));
            check.in("shape " + shape);
            if (statistic.has("error")) {
                refused(initializer, shape, check);
            } else {
                statistic(initializer, statistic, shape, check);
            }
        }
    }

    /** Keras forgets the gain of an Identity when it serialises it; the arguments have it. */
    private static ObjectNode withArguments(ObjectNode item, JsonNode args) {
        ObjectNode serialized = (ObjectNode) item.get("serialized").deepCopy();
        args.properties()
                .forEach(argument ->
                        ((ObjectNode) serialized.get("config")).set(argument.getKey(), argument.getValue()));
        return serialized;
    }

    /** Every string identifier that the header maps to this class. */
    private static void stringNames(GoldenFile file, String className, Initializer expected, Check check) {
        file.root().path("string_names").properties().forEach(name -> {
            if (name.getValue().asString("").equals(className)) {
                check.same("initializer '" + name.getKey() + "'", Initializers.get(name.getKey()), expected);
            }
        });
        check.same("initializer '" + className + "'", Initializers.get(className), expected);
    }

    private static void refused(Initializer initializer, Shape shape, Check check) {
        try {
            initializer.initialize(shape, DType.FLOAT32, new Generator(0));
            check.fail("expected to be rejected, received numbers");
        } catch (IllegalArgumentException e) {
            check.that("has a message", e.getMessage() != null);
        }
    }

    private static void statistic(Initializer initializer, JsonNode statistic, Shape shape, Check check) {
        if (statistic.has("value")) {
            Tensor expected = GoldenArrays.tensor(statistic.get("value"), DType.FLOAT32);
            check.close("value", initializer.initialize(shape, DType.FLOAT32, new Generator(0)), expected);
        }
        double sigma = GoldenArrays.number(statistic, "std");
        double n = GoldenArrays.number(statistic, "samples");
        Sample sample = Sample.of(initializer, shape, new Generator(20));
        check.same("samples", (double) sample.count(), n);
        check.statistic(
                "mean",
                sample.mean(),
                GoldenArrays.number(statistic, "mean"),
                STANDARD_ERRORS * sigma * Math.sqrt(2 / n) + ROUNDING);
        check.statistic("std", sample.deviation(), sigma, STANDARD_ERRORS * sigma * Math.sqrt(1 / n) + ROUNDING);
        Distribution distribution = Distribution.of(initializer);
        if (distribution == Distribution.UNBOUNDED) {
            if (n > 100_000) {
                // Beyond what the bounded ones reach.
                check.that("max beyond 3.5 standard deviations", sample.max() - sample.mean() > 3.5 * sigma);
                check.that("min beyond 3.5 standard deviations", sample.min() - sample.mean() < -3.5 * sigma);
            }
        } else {
            double gap = distribution == Distribution.CONSTANT
                    ? 0
                    : MEAN_GAPS
                            * sigma
                            / (n * (distribution == Distribution.UNIFORM ? UNIFORM_DENSITY : TRUNCATED_DENSITY));
            check.statistic("min", sample.min(), GoldenArrays.number(statistic, "min"), gap + ROUNDING);
            check.statistic("max", sample.max(), GoldenArrays.number(statistic, "max"), gap + ROUNDING);
        }
        if (statistic.has("gram_diagonal_mean")) {
            gram(initializer, shape, statistic, check);
        }
    }

    /** W Wᵀ or Wᵀ W, the smaller one, of a matrix whose last axis is kept and whose others are one. */
    private static void gram(Initializer initializer, Shape shape, JsonNode statistic, Check check) {
        Tensor w = initializer.initialize(shape, DType.FLOAT32, new Generator(22));
        int columns = shape.dim(-1);
        Tensor gram = gram(w.reshape(w.size() / columns, columns));
        double diagonal = GoldenArrays.number(statistic, "gram_diagonal_mean");
        Tensor expected = Tensor.zeros(DType.FLOAT64, gram.shape());
        for (int i = 0; i < gram.dim(0); i++) {
            expected.set(diagonal, i, i);
        }
        check.close("gram matrix", gram, expected, ORTHOGONAL);
    }

    private static Tensor gram(Tensor w) {
        boolean wide = w.dim(0) <= w.dim(1);
        int size = wide ? w.dim(0) : w.dim(1);
        int length = wide ? w.dim(1) : w.dim(0);
        Tensor gram = Tensor.zeros(DType.FLOAT64, Shape.of(size, size));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += wide ? w.get(i, k) * w.get(j, k) : w.get(k, i) * w.get(k, j);
                }
                gram.set(sum, i, j);
            }
        }
        return gram;
    }

    private static boolean allZero(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (tensor.getAt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The kernel of a default GRU is bounded by its fans, the recurrent kernel orthogonal, the bias zero. */
    private static void gruDefaults(JsonNode args, JsonNode item, Check check) {
        int units = (int) GoldenArrays.number(args, "units");
        List<JsonNode> statistics = GoldenArrays.some(item, "statistics");
        JsonNode statistic = statistics.get(0);
        check.same("layers described", statistics.size(), 1);
        GoldenArrays.only(statistic, GRU_STATISTIC);
        double limit = GoldenArrays.number(statistic, "kernel_limit");
        int features = (int) Math.round(6 / (limit * limit)) - 3 * units;
        GRUCell cell = GRUCell.of(units);
        cell.build(Shape.of(1, features));
        Tensor recurrent = cell.recurrentKernel().value();
        check.same(
                "shape of the recurrent kernel",
                recurrent.shape(),
                GoldenArrays.shape(GoldenArrays.required(statistic, "shape")));
        check.close(
                "gram rows",
                gram(recurrent),
                GoldenArrays.tensor(GoldenArrays.required(statistic, "gram_rows"), DType.FLOAT64),
                ORTHOGONAL);
        Tensor kernel = cell.kernel().value();
        double largest = 0;
        for (int i = 0; i < kernel.size(); i++) {
            largest = Math.max(largest, Math.abs(kernel.getAt(i)));
        }
        check.that("kernel within its limit", largest <= limit);
        check.that("kernel fills its limit", largest > 0.9 * limit);
        Tensor bias = Objects.requireNonNull(cell.bias()).value();
        check.same("bias all zero", allZero(bias), GoldenArrays.flag(statistic, "bias_all_zero"));
    }
}
