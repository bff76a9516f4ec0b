package io.github.gru4j.keras;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** The bytes of a zip archive as a test lays them down, with whatever its headers claim. */
final class ZipBytes {

    /** One entry; what the headers say of it can be changed before the archive is written. */
    static final class Entry {
        String name;
        final byte[] content;
        final byte[] stored;
        int flags;
        int method;
        long crc;
        long size;
        long packed;
        byte[] extra = new byte[0];
        long offset = -1;

        private Entry(String name, byte[] content, boolean deflated) {
            this.name = name;
            this.content = content;
            this.stored = deflated ? deflate(content) : content;
            this.method = deflated ? 8 : 0;
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = sum.getValue();
            this.size = content.length;
            this.packed = stored.length;
        }
    }

    final List<Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ZipBytes stored(String name, byte[] content) {
        entries.add(new Entry(name, content, false));
        return this;
    }

    ZipBytes deflated(String name, byte[] content) {
        entries.add(new Entry(name, content, true));
        return this;
    }

    Entry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The archive. */
    byte[] bytes() {
        out.reset();
        for (Entry entry : entries) {
            long here = out.size();
            u32(0x04034b50).u16(20);
            header(entry);
            u16(0).text(entry.name).raw(entry.stored);
            if (entry.offset < 0) {
                entry.offset = here;
            }
        }
        int directory = out.size();
        for (Entry entry : entries) {
            u32(0x02014b50).u16(20).u16(20);
            header(entry);
            u16(entry.extra.length).u16(0).u16(0).u16(0).u32(0).u32(entry.offset);
            text(entry.name).raw(entry.extra);
        }
        int end = out.size();
        u32(0x06054b50)
                .u16(0)
                .u16(0)
                .u16(entries.size())
                .u16(entries.size())
                .u32(end - directory)
                .u32(directory);
        u16(0);
        return out.toByteArray();
    }

    private void header(Entry entry) {
        u16(entry.flags)
                .u16(entry.method)
                .u32(0)
                .u32(entry.crc)
                .u32(entry.packed)
                .u32(entry.size);
        u16(entry.name.length());
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private ZipBytes u16(int value) {
        out.write(value);
        out.write(value >> 8);
        return this;
    }

    private ZipBytes u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    private ZipBytes text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    private ZipBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
