package io.github.gru4j.keras;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ways to spoil the bytes of a file, each decided by a random generator alone and told in words. */
final class Mutations {

    /** Numbers that code tends to trip over. */
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        -2,
        2,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0x7fffffffL,
        0x80000000L,
        0xfffffffeL,
        0xffffffffL,
        0x100000000L,
        0x1fffffffffffffffL,
        0x2000000000000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "3",
            "0.5",
            "-0.0",
            "1e308",
            "1e999",
            "-Infinity",
            "NaN",
            "65536",
            "2147483647",
            "-2147483648",
            "2147483648",
            "9223372036854775807",
            "123456789012345678901234567890",
            "\"\"",
            "\"x\"",
            "\"NaN\"",
            "\"\\u0000/..\"",
            "\"\\ud800\"",
            "\"file:///etc/passwd\"",
            "\"http://127.0.0.1:1/x\"",
            "\"java.lang.Runtime\"",
            "[]",
            "[null]",
            "[1, 2]",
            "[null, 5, 3]",
            "[null, 2147483647, 2147483647]",
            "[\"x\"]",
            "[[[]]]",
            "{}",
            "{\"class_name\": \"x\"}");

    private final Random random;
    private final StringBuilder story = new StringBuilder();

    Mutations(Random random) {
        this.random = random;
    }

    /** What was done. */
    String story() {
        return story.toString();
    }

    /** Spoils a file: its bytes, or in an archive mostly those of an entry, under a checksum that is right. */
    byte[] mutate(byte[] file, byte[] other) throws IOException {
        boolean archive = file.length > 1 && file[0] == 'P' && file[1] == 'K';
        if (!archive) {
            byte[] mutant = random.nextInt(3) == 0 ? config(file) : file;
            return mutant == file ? several(file, other) : mutant;
        }
        if (random.nextInt(5) == 0) {
            return several(file, other);
        }
        Map<String, byte[]> entries;
        try {
            entries = entries(file);
        } catch (ZipException e) { // the stream of Java does not know every archive that its ZipFile does
            return several(file, other);
        }
        List<String> names = new ArrayList<>(entries.keySet());
        Collections.shuffle(names, random);
        for (String name : names.subList(0, 1 + random.nextInt(5) / 4)) {
            byte[] content = entries.getOrDefault(name, new byte[0]);
            story.append(name).append(": ");
            boolean json = name.endsWith(".json") && random.nextInt(4) != 0;
            entries.put(name, json ? json(content) : several(content, other));
        }
        return archive(entries);
    }

    /** Changes the config in a legacy file, in its place: it may become shorter there, but not longer. */
    private byte[] config(byte[] file) {
        int begin = new String(file, StandardCharsets.ISO_8859_1).indexOf("{\"class_name\": ");
        int end = begin < 0 ? begin : endOfObject(file, begin);
        if (end < 0) {
            return file;
        }
        byte[] mutant = file.clone();
        byte[] text = json(Arrays.copyOfRange(file, begin, end));
        if (text.length > end - begin) {
            story.append("too long for its place; ");
            return file;
        }
        Arrays.fill(mutant, begin, end, (byte) ' ');
        System.arraycopy(text, 0, mutant, begin, text.length);
        return mutant;
    }

    /** The end of a JSON object, by its braces; -1 if it has none. */
    private static int endOfObject(byte[] bytes, int begin) {
        boolean text = false;
        int open = 0;
        for (int i = begin; i < bytes.length; i++) {
            if (text) {
                i += bytes[i] == '\\' ? 1 : 0;
                text = bytes[i] != '"';
            } else {
                text = bytes[i] == '"';
                open += bytes[i] == '{' ? 1 : bytes[i] == '}' ? -1 : 0;
                if (open == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** One or a few changes of bytes. */
    private byte[] several(byte[] bytes, byte[] other) {
        byte[] mutant = bytes;
        for (int i = 1 + random.nextInt(3) * random.nextInt(3); i > 0; i--) {
            mutant = one(mutant, other);
        }
        return mutant;
    }

    private byte[] one(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                byte[] mutant = bytes.clone();
                mutant[at] ^= (byte) (1 << random.nextInt(8));
                return told(mutant, "flip a bit at " + at);
            }
            case 2 -> {
                byte[] mutant = bytes.clone();
                mutant[at] = (byte) random.nextInt(256);
                return told(mutant, "set the byte at " + at + " to " + mutant[at]);
            }
            case 3, 4, 5 -> {
                int width = 1 << random.nextInt(4);
                long number = random.nextInt(4) == 0 ? bytes.length : NUMBERS[random.nextInt(NUMBERS.length)];
                at -= at % width;
                byte[] mutant = bytes.clone();
                for (int i = 0; i < width && at + i < mutant.length; i++) {
                    mutant[at + i] = (byte) (number >> (8 * i));
                }
                return told(mutant, "set " + width + " bytes at " + at + " to " + number);
            }
            case 6 -> {
                int count = Math.min(1 + random.nextInt(1 << random.nextInt(10)), bytes.length - at);
                return told(splice(bytes, at, new byte[0], at + count), "delete " + count + " bytes at " + at);
            }
            case 7 -> {
                byte[] added = new byte[1 + random.nextInt(1 << random.nextInt(10))];
                random.nextBytes(added);
                return told(splice(bytes, at, added, at), "insert " + added.length + " bytes at " + at);
            }
            case 8 -> {
                int count = Math.min(1 + random.nextInt(1 << random.nextInt(10)), bytes.length - at);
                int to = random.nextInt(bytes.length);
                byte[] copied = Arrays.copyOfRange(bytes, at, at + count);
                boolean over = random.nextBoolean() && to + count <= bytes.length;
                return told(
                        splice(bytes, to, copied, over ? to + count : to),
                        "copy " + count + " bytes from " + at + (over ? " over those at " : " to ") + to);
            }
            default -> {
                if (random.nextBoolean()) {
                    return told(Arrays.copyOf(bytes, at), "cut off at " + at);
                }
                int from = Math.min(at, other.length);
                return told(
                        splice(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length),
                        "go on at " + at + " as another file does");
            }
        }
    }

    private static byte[] splice(byte[] bytes, int at, byte[] middle, int end) {
        byte[] spliced = new byte[at + middle.length + bytes.length - end];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(middle, 0, spliced, at, middle.length);
        System.arraycopy(bytes, end, spliced, at + middle.length, bytes.length - end);
        return spliced;
    }

    /** Changes a document that stays JSON. */
    private byte[] json(byte[] text) {
        ObjectNode root = Golden.parse(text, "text");
        String replacement = null;
        for (int i = 1 + random.nextInt(5) / 3; i > 0; i--) {
            List<JsonNode> owners = new ArrayList<>();
            collect(root, owners);
            JsonNode owner = owners.get(random.nextInt(owners.size()));
            JsonNode other = owners.get(random.nextInt(owners.size()));
            if (owner instanceof ObjectNode object) {
                List<String> keys = new ArrayList<>(object.propertyNames());
                String key = keys.get(random.nextInt(keys.size()));
                switch (random.nextInt(6)) {
                    case 0 -> object.remove(key);
                    case 1 -> object.set("another_" + key, object.get(key));
                    case 2 -> object.set(key, any(other).deepCopy());
                    case 3 ->
                        object.set(
                                keys.get(random.nextInt(keys.size())),
                                object.get(key).deepCopy());
                    default -> {
                        object.put(key, "HERE");
                        replacement = VALUES.get(random.nextInt(VALUES.size()));
                    }
                }
                told(text, "change '" + key + "'" + (replacement == null ? "" : " to " + replacement));
            } else if (owner instanceof ArrayNode array) {
                int index = random.nextInt(array.size());
                switch (random.nextInt(5)) {
                    case 0 -> array.remove(index);
                    case 1 -> array.add(array.get(index).deepCopy());
                    case 2 -> array.set(index, any(other).deepCopy());
                    case 3 ->
                        array.set(random.nextInt(array.size()), array.get(index).deepCopy());
                    default -> {
                        array.set(index, Json.array().add("HERE").get(0));
                        replacement = VALUES.get(random.nextInt(VALUES.size()));
                    }
                }
                told(text, "change item " + index + (replacement == null ? "" : " to " + replacement));
            }
        }
        String written = Json.write(root);
        return (replacement == null ? written : written.replace("\"HERE\"", replacement))
                .getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode any(JsonNode owner) {
        List<JsonNode> values = new ArrayList<>();
        owner.forEach(values::add);
        return values.get(random.nextInt(values.size()));
    }

    /** All objects and lists that hold something. */
    private static void collect(JsonNode node, List<JsonNode> owners) {
        if (node.isContainer() && !node.isEmpty()) {
            owners.add(node);
            node.forEach(child -> collect(child, owners));
        }
    }

    private byte[] told(byte[] mutant, String what) {
        story.append(what).append("; ");
        return mutant;
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] archive(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                CRC32 crc = new CRC32();
                crc.update(each.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(each.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        }
        return out.toByteArray();
    }
}
