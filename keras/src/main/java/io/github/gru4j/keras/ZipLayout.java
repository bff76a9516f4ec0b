package io.github.gru4j.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/*
 * The library of Java finds an archive by its directory at the end and believes what stands there. Files that hold two
 * archives, or whose entries share bytes, look different to every program that reads them otherwise.
 */
/**
 * Checks where the parts of a zip archive stand: the first entry at the beginning of the file, the entries one behind the
 * other, then the directory, and nothing behind it. Names that entries bear themselves must be those of the directory.
 * (APPNOTE.TXT of PKWARE, 4.3 and 4.5.3.)
 */
final class ZipLayout {

    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_SIZE = 46;
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_SIZE = 56;

    /** Says that the number stands among the numbers of 64 bits. */
    private static final long IS_64 = 0xffffffffL;

    private final FileChannel file;
    private final long length;
    private final Place place;

    private ZipLayout(FileChannel file, Place place) throws IOException {
        this.file = file;
        this.length = file.size();
        this.place = place;
    }

    /** Where an entry begins, and where its data ends. */
    private record Extent(long begin, long end) {}

    /**
     * Checks an archive.
     *
     * @param entries how many entries it has
     * @throws KerasFormatException if its parts overlap or something stands around them
     */
    static void check(Path path, int entries, Place place) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            new ZipLayout(file, place).check(entries);
        }
    }

    private void check(int entries) throws IOException {
        long end = end();
        ByteBuffer record = read(end, END_SIZE);
        long size = u32(record, 12);
        long directory = u32(record, 16);
        if (end >= LOCATOR_SIZE && read(end - LOCATOR_SIZE, 4).getInt(0) == LOCATOR) {
            long end64 = read(end - LOCATOR_SIZE, LOCATOR_SIZE).getLong(8);
            ByteBuffer record64 = read(end64, END_64_SIZE);
            checkThat(
                    record64.getInt(0) == END_64 && end64 + 12 + record64.getLong(4) == end - LOCATOR_SIZE,
                    "the end in 64 bits");
            size = record64.getLong(40);
            directory = record64.getLong(48);
            end = end64;
        }
        checkThat(size >= 0 && directory >= 0 && directory == end - size, "the directory");
        List<Extent> extents = new ArrayList<>();
        long at = directory;
        for (int i = 0; i < entries; i++) {
            ByteBuffer header = read(at, CENTRAL_SIZE);
            checkThat(header.getInt(0) == CENTRAL, "the directory");
            int nameLength = u16(header, 28);
            int extraLength = u16(header, 30);
            extents.add(extent(
                    header, read(at + CENTRAL_SIZE, nameLength), read(at + CENTRAL_SIZE + nameLength, extraLength)));
            at += CENTRAL_SIZE + nameLength + extraLength + u16(header, 32);
        }
        checkThat(at == end, "the directory");
        extents.sort(Comparator.comparingLong(Extent::begin));
        long next = 0;
        for (Extent extent : extents) {
            boolean first = next == 0;
            checkThat(first ? extent.begin() == 0 : extent.begin() >= next, "an entry");
            next = extent.end();
        }
        checkThat(next <= directory, "the directory");
    }

    /** Where the record at the end of the directory begins, behind which only its comment stands. */
    private long end() throws IOException {
        long from = Math.max(0, length - END_SIZE - 0xffff);
        ByteBuffer tail = read(from, (int) (length - from));
        for (int at = tail.limit() - END_SIZE; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_SIZE + u16(tail, at + 20) == tail.limit()) {
                return from + at;
            }
        }
        throw error("the end");
    }

    private Extent extent(ByteBuffer header, ByteBuffer name, ByteBuffer extra) throws IOException {
        long packed = u32(header, 20);
        long begin = u32(header, 42);
        if (packed == IS_64 || begin == IS_64) {
            int at = numbers64(extra) + (u32(header, 24) == IS_64 ? Long.BYTES : 0);
            if (packed == IS_64) {
                packed = number64(extra, at);
                at += Long.BYTES;
            }
            begin = begin == IS_64 ? number64(extra, at) : begin;
        }
        ByteBuffer local = read(begin, LOCAL_SIZE);
        checkThat(local.getInt(0) == LOCAL, "an entry");
        checkThat(read(begin + LOCAL_SIZE, u16(local, 26)).equals(name), "the name of an entry");
        long data = begin + LOCAL_SIZE + u16(local, 26) + u16(local, 28);
        checkThat(packed >= 0 && packed <= length - data, "an entry");
        return new Extent(begin, data + packed);
    }

    /** Where in the further fields of a header the numbers of 64 bits begin. */
    private int numbers64(ByteBuffer extra) {
        for (int at = 0; at + 4 <= extra.limit(); at += 4 + u16(extra, at + 2)) {
            if (u16(extra, at) == 1) {
                return at + 4;
            }
        }
        throw error("a number of 64 bits");
    }

    private long number64(ByteBuffer extra, int at) {
        checkThat(at + Long.BYTES <= extra.limit(), "a number of 64 bits");
        return extra.getLong(at);
    }

    private void checkThat(boolean stands, String what) {
        if (!stands) {
            throw error(what);
        }
    }

    private KerasFormatException error(String what) {
        return place.error(
                "must be a .keras file, a sound zip archive. Received: " + what + " at a wrong place; entries"
                        + " stand one behind the other from the beginning of the file, then the directory, then nothing.");
    }

    private static long u32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xffffffffL;
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private ByteBuffer read(long at, int count) throws IOException {
        checkThat(at >= 0 && at <= length - count, "a header");
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw error("a header");
            }
        }
        return bytes.flip();
    }
}
