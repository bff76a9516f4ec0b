package io.github.gru4j.keras;

import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What can still be read of a file that cannot be opened, each part by itself: an archive with a damaged entry, HDF5 that
 * is no model, a version that is not known. Words have the meaning of Keras 3 unless the file says Keras 2.
 *
 * <p>Not thread-safe.
 */
final class DamagedFile {

    private final Place file;
    private final KerasConfigs configs;
    private String format = "";
    private String version = "";
    private @Nullable JsonNode metadata;
    private @Nullable JsonNode model;
    private List<ArrayInfo> arrays = List.of();

    private DamagedFile(Place file, KerasConfigs configs) {
        this.file = file;
        this.configs = configs;
    }

    /**
     * Describes a file.
     *
     * @param problem why it could not be opened; thrown again if nothing of the file can be read either
     */
    static KerasFileInfo describe(Path path, KerasConfigs configs, KerasFormatException problem) {
        try {
            Place file = Place.of(path.toString()).withMemory(configs.memory(Files.size(path)));
            DamagedFile damaged = new DamagedFile(file, configs);
            byte[] head = KerasFile.head(path);
            if (KerasFile.isArchive(head)) {
                damaged.readArchive(path);
            } else if (KerasFile.isHdf5(head)) {
                damaged.readHdf5(path);
            } else {
                throw problem;
            }
            return damaged.info(Files.size(path), problem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readArchive(Path path) throws IOException {
        format = "keras";
        ArchiveReader archive;
        try {
            archive = ArchiveReader.read(path, file);
        } catch (KerasFormatException e) {
            return;
        }
        metadata = tried(() -> Json.parse(archive.metadata(), file.entry(ArchiveReader.METADATA)));
        version = text(metadata, "keras_version");
        model = tried(() -> Json.parse(archive.config(), file.entry(ArchiveReader.CONFIG)));
        arrays = Objects.requireNonNullElse(
                tried(() -> {
                    try (HdfReader hdf = HdfReader.open(archive.weights(), file)) {
                        return hdf.arrays();
                    }
                }),
                List.of());
    }

    private void readHdf5(Path path) throws IOException {
        format = "h5";
        byte[] bytes;
        try {
            bytes = KerasFile.bytes(path, file);
        } catch (KerasFormatException e) {
            return;
        }
        tried(() -> {
            try (HdfReader hdf = HdfReader.open(bytes, file)) {
                readHdf5(hdf);
                return true;
            }
        });
    }

    private void readHdf5(HdfReader hdf) {
        arrays = Objects.requireNonNullElse(tried(hdf::arrays), List.of());
        version = Objects.requireNonNullElse(tried(() -> hdf.attribute("", LegacyFile.VERSION)), "");
        String config = tried(() -> hdf.attribute("", LegacyFile.CONFIG));
        if (config != null) {
            model = tried(() -> Json.parse(config.getBytes(StandardCharsets.UTF_8), file.entry(LegacyFile.CONFIG)));
        }
    }

    /** A part of the file, or null if it cannot be read: another one is what stopped the reading, or this one. */
    private static <T> @Nullable T tried(Supplier<@Nullable T> part) {
        try {
            return part.get();
        } catch (KerasFormatException e) {
            return null;
        }
    }

    private KerasFileInfo info(long size, KerasFormatException problem) {
        Generation generation = version.startsWith("2.") ? Generation.KERAS_2 : Generation.KERAS_3;
        Place place = file.withGeneration(generation);
        List<LayerInfo> layers =
                LayerListing.of(model, format.equals("h5") ? place.withBareForms() : place, configs.codecs(generation));
        return new KerasFileInfo(
                format,
                version,
                text(metadata, "date_saved"),
                text(metadata, "written_by"),
                text(model, "class_name"),
                model == null ? "" : text(model.path("config"), "name"),
                "",
                "",
                arrays.size(),
                size,
                Map.of(),
                layers,
                arrays,
                String.valueOf(problem.getMessage()));
    }

    private static String text(@Nullable JsonNode node, String key) {
        return node == null ? "" : node.path(key).stringValue("");
    }
}
