package io.github.gru4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** {@code .keras} files with another text in one of their entries. */
final class Archives {

    private Archives() {}

    /** A copy of an archive in which one entry, a text, is changed. */
    static Path changed(Path archive, Path copy, String entry, UnaryOperator<String> change) {
        try (ZipFile in = new ZipFile(archive.toFile());
                OutputStream file = Files.newOutputStream(copy);
                ZipOutputStream out = new ZipOutputStream(file)) {
            Enumeration<? extends ZipEntry> entries = in.entries();
            while (entries.hasMoreElements()) {
                ZipEntry found = entries.nextElement();
                byte[] bytes = in.getInputStream(found).readAllBytes();
                out.putNextEntry(new ZipEntry(found.getName()));
                out.write(
                        found.getName().equals(entry)
                                ? change.apply(new String(bytes, StandardCharsets.UTF_8))
                                        .getBytes(StandardCharsets.UTF_8)
                                : bytes);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
