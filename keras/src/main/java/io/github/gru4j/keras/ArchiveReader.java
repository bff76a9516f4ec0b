package io.github.gru4j.keras;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the entries of a {@code .keras} archive into memory, within a byte budget. Nothing is extracted to disk; names
 * are compared, never resolved.
 *
 * @param metadata the bytes of {@code metadata.json}
 * @param config the bytes of {@code config.json}
 * @param weights the bytes of {@code model.weights.h5}
 * @param size of the file in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the reader to the parsers once, never compared
record ArchiveReader(byte[] metadata, byte[] config, byte[] weights, long size) {

    static final String METADATA = "metadata.json";
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.weights.h5";

    private static final List<String> NAMES = List.of(METADATA, CONFIG, WEIGHTS);

    /** More than any Keras version writes into the two JSON entries. */
    private static final long METADATA_LIMIT = 1 << 20;

    private static final long CONFIG_LIMIT = 1 << 24;

    /** An entry may inflate to this many times the whole file: weights do not compress well, bombs do. */
    private static final long RATIO_LIMIT = 100;

    private static final long SMALLEST_LIMIT = 1 << 20;

    /** Reads an archive with the memory that files may take by default; see {@link #read(Path, Place)}. */
    static ArchiveReader read(Path path) throws IOException {
        return read(path, Place.of(path.toString()));
    }

    /**
     * Reads the archive.
     *
     * @param path the file
     * @param place the file as a whole
     * @throws KerasFormatException if it is not an archive of the three entries, or they exceed the budget
     * @throws IOException if there is no such file or it cannot be read
     */
    static ArchiveReader read(Path path, Place place) throws IOException {
        File file = path.toFile();
        long length = file.length();
        try (ZipFile zip = new ZipFile(file)) {
            checkNames(zip, place);
            ZipLayout.check(path, zip.size(), place);
            byte[] metadata = entry(zip, METADATA, METADATA_LIMIT, length, place);
            byte[] config = entry(zip, CONFIG, CONFIG_LIMIT, length, place);
            byte[] weights = entry(zip, WEIGHTS, Integer.MAX_VALUE - 8, length, place);
            return new ArchiveReader(metadata, config, weights, length);
        } catch (IOException | IllegalArgumentException e) {
            // ZipException for a broken directory, EOFException for a truncated entry, IllegalArgumentException for
            // names that are not text: all mean that this is not a sound archive.
            if (!Files.isReadable(path)) {
                throw e;
            }
            String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw place.error("must be a .keras file, a sound zip archive. Received: " + found + ".", e);
        }
    }

    private static void checkNames(ZipFile zip, Place place) {
        Set<String> seen = new HashSet<>();
        var entries = zip.entries();
        while (entries.hasMoreElements()) {
            String name = entries.nextElement().getName();
            if (!NAMES.contains(name)) {
                throw place.error("must hold the entries " + NAMES + " and no other. Received: entry '"
                        + Place.printable(name) + "'."
                        + (name.endsWith("/data.pkl")
                                ? " What torch.save writes is another format; save_file of safetensors.torch writes the one"
                                        + " that PyTorchFiles reads."
                                : ""));
            }
            if (!seen.add(name)) {
                throw place.entry(name).error("must occur once in the archive. Received: two entries of this name.");
            }
        }
        for (String name : NAMES) {
            if (!seen.contains(name)) {
                throw place.error("must hold the entries " + NAMES + ". Received: no entry '" + name + "'.");
            }
        }
    }

    private static byte[] entry(ZipFile zip, String name, long limit, long fileLength, Place place) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        Place here = place.entry(name);
        if (entry == null) {
            throw here.error("must be readable. Received: an entry that cannot be found again.");
        }
        long size = entry.getSize();
        long budget = Math.min(limit, Math.max(SMALLEST_LIMIT, RATIO_LIMIT * fileLength));
        if (size < 0 || size > budget) {
            throw here.error("must have at most " + budget + " bytes when unpacked. Received: size=" + size + "."
                    + (budget < limit ? " If the file is to be trusted, pack it again without compression." : ""));
        }
        if (entry.getMethod() == ZipEntry.STORED && size > fileLength) {
            throw here.error(
                    "must not be larger than its file, " + fileLength + " bytes. Received: size=" + size + ".");
        }
        place.memory().spend(size, "an entry", here);
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = readExactly(in, (int) size, entry.getMethod() == ZipEntry.STORED, here);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (crc.getValue() != entry.getCrc()) {
            throw here.error("must match its checksum " + Long.toHexString(entry.getCrc()) + ". Received: checksum="
                    + Long.toHexString(crc.getValue()) + "; the file is damaged.");
        }
        return bytes;
    }

    /**
     * Reads {@code size} bytes and asserts the end, growing as bytes arrive: a declared size alone allocates little.
     *
     * @param sure whether the file has as many bytes, so that there is no need to grow
     */
    private static byte[] readExactly(InputStream in, int size, boolean sure, Place place) throws IOException {
        byte[] bytes = new byte[sure ? size : Math.min(size, 1 << 20)];
        int filled = 0;
        while (filled < size) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * bytes.length));
            }
            int count = in.read(bytes, filled, bytes.length - filled);
            if (count < 0) {
                throw place.error("must have its declared size of " + size + " bytes. Received: " + filled + " bytes.");
            }
            filled += count;
        }
        if (in.read() >= 0) {
            throw place.error("must have its declared size of " + size + " bytes. Received: more.");
        }
        return bytes;
    }
}
