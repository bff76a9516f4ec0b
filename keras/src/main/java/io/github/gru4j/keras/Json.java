package io.github.gru4j.keras;

import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as Python's {@code json} module reads and writes it, within limits. Thread-safe. */
final class Json {

    /** Deeper than any Keras config; a reader that recurses over what it read stays far from the end of its stack. */
    private static final int DEPTH = 200;

    /**
     * How many bytes reading takes for a byte of text: measured, at most 55 for the tree (lists of one list inside one
     * another); what is made of the tree is paid for besides.
     */
    private static final long MEMORY_PER_BYTE = 64;

    /** How many characters of a value errors show. */
    private static final int SHOWN = 120;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(400)
                            .maxNameLength(1000)
                            .maxStringLength(1 << 20)
                            .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN and Infinity bare
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Parses a document whose root is an object.
     *
     * @throws KerasFormatException if the bytes are no such document
     */
    static ObjectNode parse(byte[] bytes, Place place) {
        JsonNode node;
        place.memory().spend(bytes.length, MEMORY_PER_BYTE, "JSON", place);
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw notJson(e, place);
        }
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be a JSON object. Received: " + shown(node) + ".");
        }
        return object;
    }

    /**
     * Parses a text of any one value.
     *
     * @throws KerasFormatException if the text is no such value
     */
    static JsonNode parseAny(String text, Place place) {
        place.memory().spend(text.length(), MEMORY_PER_BYTE, "JSON", place);
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw place.error("must be JSON. Received: nothing.");
            }
            return node;
        } catch (JacksonException e) {
            throw notJson(e, place);
        }
    }

    /** A document token by token, within the same limits: for one that is too long to be held as a tree. */
    static JsonParser parser(Reader text) {
        return MAPPER.createParser(text);
    }

    /** What the bytes are not, by the exception that reading them ended in. */
    static KerasFormatException notJson(JacksonException e, Place place) {
        return place.error("must be JSON. Received: " + e.getOriginalMessage() + ".", e);
    }

    /** A new, empty object. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new, empty array. */
    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The text that Python's {@code json.dumps} gives. */
    static String write(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out, Integer.MAX_VALUE);
        return out.toString();
    }

    /** A value as an error message shows it: the beginning of its text. */
    static String shown(JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "nothing";
        }
        StringBuilder out = new StringBuilder();
        write(node, out, SHOWN);
        return out.length() > SHOWN ? out.substring(0, SHOWN) + "…" : out.toString();
    }

    /** Writes a value, but not much more of it than {@code most} characters. */
    private static void write(JsonNode node, StringBuilder out, int most) {
        if (node instanceof ObjectNode object) {
            String separator = "{";
            for (var property : object.properties()) {
                if (out.length() > most) {
                    return;
                }
                out.append(separator);
                string(property.getKey(), out, most);
                out.append(": ");
                write(property.getValue(), out, most);
                separator = ", ";
            }
            out.append(object.isEmpty() ? "{}" : "}");
        } else if (node instanceof ArrayNode array) {
            String separator = "[";
            for (JsonNode item : array) {
                if (out.length() > most) {
                    return;
                }
                out.append(separator);
                write(item, out, most);
                separator = ", ";
            }
            out.append(array.isEmpty() ? "[]" : "]");
        } else if (node.isString()) {
            string(node.stringValue(), out, most);
        } else if (node.isFloatingPointNumber()) {
            out.append(number(node.doubleValue()));
        } else {
            out.append(node); // integers, true, false, null: the same in both languages
        }
    }

    private static void string(String text, StringBuilder out, int most) {
        out.append('"');
        for (int i = 0; i < text.length() && out.length() <= most; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append("\\u");
                        String digits = Integer.toHexString(c);
                        out.append("0".repeat(4 - digits.length())).append(digits);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Python's {@code repr} of a float: the fewest digits that read back, an exponent below 1e-4 and from 1e16. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0.0";
        }
        BigDecimal exact = new BigDecimal(Math.abs(value));
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shortest.doubleValue() == Math.abs(value)) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            String power = Integer.toString(Math.abs(exponent));
            return sign
                    + digits.charAt(0)
                    + fraction
                    + (exponent < 0 ? "e-" : "e+")
                    + (power.length() == 1 ? "0" : "")
                    + power;
        }
        String plain = shortest.toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }
}
