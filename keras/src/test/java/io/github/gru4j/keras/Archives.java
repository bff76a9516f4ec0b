package io.github.gru4j.keras;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes archives as Keras lays them out, with any content. */
final class Archives {

    private Archives() {}

    static void write(Path file, byte[] metadata, byte[] config, byte[] weights) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            stored(zip, ArchiveReader.METADATA, metadata);
            stored(zip, ArchiveReader.CONFIG, config);
            stored(zip, ArchiveReader.WEIGHTS, weights);
        }
        Files.write(file, out.toByteArray());
    }

    private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
    }
}
