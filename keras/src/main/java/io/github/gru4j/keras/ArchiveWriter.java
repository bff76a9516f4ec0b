package io.github.gru4j.keras;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the three entries of a {@code .keras} archive, uncompressed and in Keras's order. */
final class ArchiveWriter {

    /** What Keras stamps on entries that it writes without a file behind them; it keeps the bytes reproducible. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private ArchiveWriter() {}

    /**
     * Writes the archive.
     *
     * @param metadata the text of {@code metadata.json}
     * @param config the text of {@code config.json}
     * @param weights the HDF5 file; it is laid out twice, once for the checksum that precedes it and once for the bytes,
     *     so that it is never held in memory as a whole
     * @param out receives the bytes; not closed
     */
    static void write(String metadata, String config, HdfWriter weights, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        text(zip, ArchiveReader.METADATA, metadata);
        text(zip, ArchiveReader.CONFIG, config);
        CheckedOutputStream checksum = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        long size = weights.writeTo(checksum);
        stored(zip, ArchiveReader.WEIGHTS, size, checksum.getChecksum().getValue());
        weights.writeTo(zip);
        zip.closeEntry();
        zip.finish();
    }

    private static void text(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        stored(zip, name, bytes.length, crc.getValue());
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void stored(ZipOutputStream zip, String name, long size, long crc) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc);
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
    }
}
