package io.github.gru4j.cli.forecast;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model file remembers about the table that it was trained on: an object {@code gru4j_columns} in
 * the {@code metadata.json} of the {@code .keras} file, which Keras does not look at. A file without it works, too.
 *
 * @param features the columns that the model reads, in order
 * @param target the column that it predicts
 * @param horizon how many rows after its window
 */
public record ModelNotes(List<String> features, String target, int horizon) {

    private static final String ENTRY = "metadata.json";
    private static final String KEY = "gru4j_columns";
    private static final int METADATA_LIMIT = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The notes of a model file; none if it has none, or they do not make sense.
     *
     * @param model a file that may be no zip at all
     */
    public static Optional<ModelNotes> read(Path model) {
        try (ZipFile zip = new ZipFile(model.toFile())) {
            ZipEntry entry = zip.getEntry(ENTRY);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                JsonNode notes = JSON.readTree(in.readNBytes(METADATA_LIMIT)).path(KEY);
                List<String> features = new ArrayList<>();
                notes.path("features").forEach(name -> features.add(name.asString("")));
                String target = notes.path("target").asString("");
                int horizon = notes.path("horizon").asInt(0);
                return features.isEmpty() || target.isEmpty() || horizon < 1
                        ? Optional.empty()
                        : Optional.of(new ModelNotes(List.copyOf(features), target, horizon));
            }
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the notes into a {@code .keras} file.
     *
     * @param model the file as saved
     * @param noted a file to write: the same entries, stored without compression as Keras does, with the notes
     */
    public void write(Path model, Path noted) throws IOException {
        try (ZipFile zip = new ZipFile(model.toFile());
                OutputStream file = Files.newOutputStream(noted);
                ZipOutputStream out = new ZipOutputStream(file)) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                byte[] bytes;
                try (InputStream in = zip.getInputStream(entry)) {
                    bytes = in.readAllBytes();
                }
                store(out, entry, entry.getName().equals(ENTRY) ? withNotes(bytes) : bytes);
            }
        }
    }

    private byte[] withNotes(byte[] metadata) {
        ObjectNode root = (ObjectNode) JSON.readTree(metadata);
        ObjectNode notes = root.putObject(KEY);
        ArrayNode names = notes.putArray("features");
        features.forEach(names::add);
        notes.put("target", target);
        notes.put("horizon", horizon);
        return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    }

    private static void store(ZipOutputStream out, ZipEntry original, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(original.getName());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(original.getTimeLocal());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
