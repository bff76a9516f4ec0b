package io.github.gru4j.keras;

import io.github.gru4j.layer.Padding;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The kinds of plain values in configs, each read and written in one place. */
final class Kinds {

    /**
     * How a value stands in JSON.
     *
     * @param <T> its Java type
     */
    interface Kind<T> {
        /** Reads a value that is there and not null, or says what it must be. */
        T read(JsonNode node, Place place);

        /** The JSON of a value. */
        JsonNode write(T value);
    }

    static final Kind<Boolean> BOOLEAN = kind(
            (node, place) -> {
                check(node.isBoolean(), "true or false", node, place);
                return node.booleanValue();
            },
            BooleanNode::valueOf);

    static final Kind<Integer> INTEGER = kind(
            (node, place) -> {
                check(node.isIntegralNumber() && node.canConvertToInt(), "an integer of 32 bits", node, place);
                return node.intValue();
            },
            IntNode::valueOf);

    static final Kind<Double> NUMBER = kind(
            (node, place) -> {
                check(node.isNumber() && Double.isFinite(node.asDouble()), "a finite number", node, place);
                return node.asDouble();
            },
            DoubleNode::valueOf);

    static final Kind<String> STRING = kind(
            (node, place) -> {
                check(node.isString(), "a string", node, place);
                return node.stringValue();
            },
            StringNode::valueOf);

    static final Kind<Long> SEED = kind(
            (node, place) -> {
                // Keras also writes generators here, whose state it does not save: nothing could be continued.
                check(node.isIntegralNumber() && node.canConvertToLong(), "an integer or null", node, place);
                return node.longValue();
            },
            LongNode::valueOf);

    /** A shape with null for an unknown axis. */
    static final Kind<Shape> SHAPE = kind(Kinds::readShape, Kinds::writeShape);

    /** A dtype policy: its object, or its name; mixed and quantized policies are refused by name. */
    static final Kind<DType> DTYPE = kind(Kinds::readDType, Kinds::writeDType);

    /** A list of integers, each about one axis or one end of it; no tensor has more axes. */
    static final Kind<List<Integer>> INTEGERS = kind(Kinds::readIntegers, Kinds::writeIntegers);

    /** An integer for the one axis of time: Keras writes a list of it. */
    static final Kind<Integer> ONE_STEP = kind(
            (node, place) -> INTEGER.read(node instanceof ArrayNode && node.size() == 1 ? node.get(0) : node, place),
            value -> writeIntegers(List.of(value)));

    /** What a window does at the ends of a sequence. */
    static final Kind<Padding> PADDING = kind(Kinds::readPadding, padding -> StringNode.valueOf(name(padding)));

    /** The only layout of axes that is supported. */
    static final JsonNode CHANNELS_LAST = StringNode.valueOf("channels_last");

    /** A number, or a list of numbers. */
    static final Kind<double[]> ONE_OR_MORE = kind(Kinds::readNumbers, Kinds::writeNumbers);

    /** As many as NumPy allows. What layers do with shapes takes time that grows with the square of this. */
    private static final int MOST_AXES = 32;

    private Kinds() {}

    /** Reads half of a {@link Kind}. */
    interface Reader<T> {
        /** See {@link Kind#read}. */
        T read(JsonNode node, Place place);
    }

    /** A kind from its two halves. */
    static <T> Kind<T> kind(Reader<T> reader, Function<T, ? extends JsonNode> writer) {
        return new Kind<>() {
            @Override
            public T read(JsonNode node, Place place) {
                return reader.read(node, place);
            }

            @Override
            public JsonNode write(T value) {
                return writer.apply(value);
            }
        };
    }

    private static void check(boolean holds, String rule, JsonNode node, Place place) {
        if (!holds) {
            throw place.error("must be " + rule + ". Received: " + Json.shown(node) + ".");
        }
    }

    private static Shape readShape(JsonNode node, Place place) {
        check(node instanceof ArrayNode && node.size() <= MOST_AXES, "a list of at most 32 sizes", node, place);
        int[] dimensions = new int[node.size()];
        for (int i = 0; i < dimensions.length; i++) {
            JsonNode size = node.get(i);
            boolean known = size.isIntegralNumber() && size.canConvertToInt() && size.intValue() >= 0;
            check(known || size.isNull(), "a list of sizes, each 0 or more, or null", node, place);
            dimensions[i] = known ? size.intValue() : Shape.UNKNOWN;
        }
        return Shape.of(dimensions);
    }

    private static JsonNode writeShape(Shape shape) {
        ArrayNode node = Json.array();
        for (int dimension : shape.toArray()) {
            node.add(dimension == Shape.UNKNOWN ? NullNode.instance : IntNode.valueOf(dimension));
        }
        return node;
    }

    private static DType readDType(JsonNode node, Place place) {
        String name;
        if (node instanceof ObjectNode) {
            Serialized policy = Serialized.ofKeras(node, place);
            boolean keras2 = place.generation() == Generation.KERAS_2;
            if (!policy.className().endsWith(keras2 ? "Policy" : "DTypePolicy")) {
                throw place.error("must be a DTypePolicy of float32 or float64. Received: " + policy.className() + ".");
            }
            name = policy.config().string("name", policy.className());
        } else {
            check(node.isString(), "a dtype policy", node, place);
            name = node.stringValue();
        }
        for (DType dtype : DType.values()) {
            if (dtype.kerasName().equals(name)) {
                return dtype;
            }
        }
        throw place.error("must be a dtype policy of float32 or float64; mixed precision and quantized models are not"
                + " supported. Received: '" + name + "'.");
    }

    private static JsonNode writeDType(DType dtype) {
        return Serialized.write("keras", "DTypePolicy", Json.object().put("name", dtype.kerasName()));
    }

    private static List<Integer> readIntegers(JsonNode node, Place place) {
        check(node instanceof ArrayNode && node.size() <= MOST_AXES, "a list of at most 32 integers", node, place);
        List<Integer> all = new ArrayList<>();
        for (JsonNode item : node) {
            all.add(INTEGER.read(item, place.down("[" + all.size() + "]")));
        }
        return List.copyOf(all);
    }

    private static JsonNode writeIntegers(List<Integer> values) {
        ArrayNode list = Json.array();
        values.forEach(list::add);
        return list;
    }

    /** Two integers, or one that stands for both. */
    static List<Integer> pair(Config config, String key, int absent) {
        JsonNode node = config.value(key);
        if (node instanceof ArrayNode && node.size() == 2) {
            return INTEGERS.read(node, config.place().down(key));
        }
        int both = node == null ? absent : ONE_STEP.read(node, config.place().down(key));
        return List.of(both, both);
    }

    private static Padding readPadding(JsonNode node, Place place) {
        for (Padding padding : Padding.values()) {
            if (StringNode.valueOf(name(padding)).equals(node)) {
                return padding;
            }
        }
        throw place.error("must be one of [valid, same, causal]. Received: " + Json.shown(node) + ".");
    }

    private static String name(Padding padding) {
        return padding.name().toLowerCase(Locale.ROOT);
    }

    private static double[] readNumbers(JsonNode node, Place place) {
        if (!(node instanceof ArrayNode)) {
            return new double[] {NUMBER.read(node, place)};
        }
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = NUMBER.read(node.get(i), place.down("[" + i + "]"));
        }
        return numbers;
    }

    /** One number stays a number: it then fits any number of features. */
    private static JsonNode writeNumbers(double[] numbers) {
        if (numbers.length == 1) {
            return DoubleNode.valueOf(numbers[0]);
        }
        ArrayNode list = Json.array();
        for (double number : numbers) {
            list.add(number);
        }
        return list;
    }
}
