package io.github.gru4j.keras;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/*
 * The checks are those of the format's own reader (safetensors/src/tensor.rs, Metadata::validate). On top of them a name may
 * occur only once, as the format's description says, a tensor has no keys but its three, and there are bounds on the axes.
 */
/**
 * Reads the header of a safetensors file, the JSON that says which tensors stand where, and checks that they cover the data
 * without gaps and overlaps. It is read token by token: a long header makes no tree.
 */
final class SafeTensorsHeader {

    /** More axes than array libraries have. */
    private static final int MAX_RANK = 64;

    private static final String METADATA = "__metadata__";

    private final JsonParser json;
    private final long dataLength;
    private final Place file;

    private SafeTensorsHeader(JsonParser json, long dataLength, Place file) {
        this.json = json;
        this.dataLength = dataLength;
        this.file = file;
    }

    /**
     * A tensor.
     *
     * @param name its name
     * @param type the type of its elements
     * @param shape its axes, outermost first
     * @param begin where its bytes begin, counted from the end of the header
     * @param end where they end
     */
    record Entry(String name, SafeTensorsType type, List<Long> shape, long begin, long end) {

        /** The number of elements. */
        long size() {
            return (end - begin) * Byte.SIZE / type.bits();
        }
    }

    /**
     * Reads a header.
     *
     * @param bytes the header
     * @param dataLength the number of bytes behind it
     * @param file where it comes from, for errors
     * @return the tensors by name, as the header lists them
     * @throws KerasFormatException if it breaks a rule of the format
     */
    static Map<String, Entry> read(byte[] bytes, long dataLength, Place file) {
        Place header = file.entry("header");
        if (bytes.length == 0 || bytes[0] != '{') {
            throw header.error("must begin with '{'. Received: "
                    + (bytes.length == 0 ? "nothing" : "byte " + (bytes[0] & 0xff)) + ".");
        }
        var text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser json = Json.parser(text)) {
            Map<String, Entry> tensors = new SafeTensorsHeader(json, dataLength, file).tensors();
            if (json.nextToken() != null) {
                throw header.error("must be one JSON object. Received: more behind it.");
            }
            checkCoverage(tensors, dataLength, file, header);
            return tensors;
        } catch (JacksonException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw header.error("must be UTF-8. Received: other bytes.", e);
            }
            throw Json.notJson(e, header);
        }
    }

    private Map<String, Entry> tensors() {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        json.nextToken(); // the brace that the header begins with
        String name;
        while ((name = json.nextName()) != null) {
            if (name.equals(METADATA)) {
                skipMetadata(file.entry(METADATA));
            } else {
                tensors.put(name, tensor(name, place(file, name)));
            }
        }
        return tensors;
    }

    /** Metadata says nothing about the numbers; its texts are checked, not kept. */
    private void skipMetadata(Place place) {
        expect(JsonToken.START_OBJECT, "must be an object of texts", place);
        while (json.nextName() != null) {
            expect(JsonToken.VALUE_STRING, "must be an object of texts", place);
        }
    }

    private Entry tensor(String name, Place place) {
        expect(JsonToken.START_OBJECT, "must be an object of dtype, shape and data_offsets", place);
        SafeTensorsType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        String key;
        while ((key = json.nextName()) != null) {
            switch (key) {
                case "dtype" -> {
                    expect(JsonToken.VALUE_STRING, "dtype must be a text", place);
                    type = SafeTensorsType.of(json.getString(), place);
                }
                case "shape" -> shape = numbers("shape", MAX_RANK, place);
                case "data_offsets" -> offsets = numbers("data_offsets", 2, place);
                default ->
                    throw place.error("must have dtype, shape and data_offsets and nothing else. Received: '"
                            + Place.printable(key) + "'.");
            }
        }
        if (type == null || shape == null || offsets == null) {
            String missing = type == null ? "dtype" : shape == null ? "shape" : "data_offsets";
            throw place.error("must have dtype, shape and data_offsets. Received: no " + missing + ".");
        }
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > dataLength) {
            throw place.error("data_offsets must be a begin and an end in ascending order within the data, "
                    + dataLength + " bytes. Received: data_offsets=" + offsets + ".");
        }
        Entry entry = new Entry(name, type, shape, offsets.get(0), offsets.get(1));
        checkSize(entry, place);
        return entry;
    }

    private static void checkSize(Entry entry, Place place) {
        long bytes = entry.end() - entry.begin();
        long bits;
        try {
            long count = 1;
            for (long axis : entry.shape()) {
                count = Math.multiplyExact(count, axis);
            }
            bits = Math.multiplyExact(count, entry.type().bits());
        } catch (ArithmeticException e) {
            bits = -1; // more than any file has
        }
        if (bits < 0 || bits % Byte.SIZE != 0 || bits / Byte.SIZE != bytes) {
            throw place.error("data_offsets must be as far apart as shape and dtype say. Received: data_offsets=["
                    + entry.begin() + ", " + entry.end() + "], shape=" + entry.shape() + ", dtype=" + entry.type()
                    + ".");
        }
    }

    /** An array of whole numbers from 0 on. */
    private List<Long> numbers(String key, int most, Place place) {
        String rule = key + " must be an array of at most " + most + " whole numbers from 0 to 9223372036854775807";
        expect(JsonToken.START_ARRAY, rule, place);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            check(JsonToken.VALUE_NUMBER_INT, rule, place);
            if (numbers.size() == most
                    || json.getNumberType() == NumberType.BIG_INTEGER
                    || json.getString().startsWith("-")) {
                throw place.error(rule + ". Received: " + Place.printable(json.getString())
                        + (numbers.size() == most ? " behind " + most + " others" : "") + ".");
            }
            numbers.add(json.getLongValue());
        }
        return List.copyOf(numbers);
    }

    private void expect(JsonToken token, String rule, Place place) {
        json.nextToken();
        check(token, rule, place);
    }

    private void check(JsonToken token, String rule, Place place) {
        if (json.currentToken() != token) {
            throw place.error(rule + ". Received: " + Place.printable(shown(json.currentToken())) + ".");
        }
    }

    private String shown(@Nullable JsonToken token) {
        return token == null ? "the end" : token.isScalarValue() ? json.getString() : token.asString();
    }

    private static void checkCoverage(Map<String, Entry> tensors, long dataLength, Place file, Place header) {
        List<Entry> ordered = tensors.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long next = 0;
        for (Entry entry : ordered) {
            if (entry.begin() != next) {
                throw place(file, entry.name())
                        .error("data_offsets must begin at " + next + ", where the tensors before it end: the data has"
                                + " neither gaps nor overlaps. Received: data_offsets=[" + entry.begin() + ", "
                                + entry.end() + "].");
            }
            next = entry.end();
        }
        if (next != dataLength) {
            throw header.error(
                    "the tensors must cover the data, " + dataLength + " bytes. Received: " + next + " bytes.");
        }
    }

    /** Where a tensor stands, for errors. */
    static Place place(Place file, String tensor) {
        return file.entry(Place.printable(tensor));
    }
}
