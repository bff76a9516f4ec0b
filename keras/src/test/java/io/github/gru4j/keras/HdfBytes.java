package io.github.gru4j.keras;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of an HDF5 file as a test lays them down, one structure after the other, however wrong. */
final class HdfBytes {

    static final long UNDEFINED = -1;

    /** Where the root group's header is: behind a superblock of version 0. */
    static final int ROOT = 96;

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 21).order(ByteOrder.LITTLE_ENDIAN);

    /** A file of which nothing but the superblock is written; the root group's header comes first. */
    HdfBytes() {
        u8(0x89).text("HDF").u8('\r').u8('\n').u8(0x1a).u8('\n');
        u8(0).u8(0).u8(0).u8(0).u8(0).u8(8).u8(8).u8(0); // versions, sizes of offsets and lengths
        u16(4).u16(16).u32(0); // entries of the nodes of trees, flags
        u64(0).u64(UNDEFINED).u64(1 << 20).u64(UNDEFINED); // base, free space, end, driver
        u64(0).u64(ROOT).u32(0).u32(0).u64(0).u64(0); // the root group's entry
    }

    /** The file, as long as what was written. */
    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Where the next byte goes. */
    int at() {
        return bytes.position();
    }

    HdfBytes goTo(int position) {
        bytes.position(position);
        return this;
    }

    HdfBytes u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    HdfBytes u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    HdfBytes u32(long value) {
        bytes.putInt((int) value);
        return this;
    }

    HdfBytes u64(long value) {
        bytes.putLong(value);
        return this;
    }

    HdfBytes text(String text) {
        bytes.put(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    HdfBytes zeros(int count) {
        bytes.put(new byte[count]);
        return this;
    }

    /** The checksum of what was written since a position. */
    HdfBytes checksum(int since) {
        byte[] part = Arrays.copyOfRange(bytes.array(), since, bytes.position());
        return u32(JenkinsLookup3HashLittle.hash(part));
    }

    /** An object header of version 1: how many messages it says it has, and how many bytes they take. */
    HdfBytes header(int messages, int size) {
        return u8(1).u8(0).u16(messages).u32(1).u32(size).u32(0);
    }

    /** A message of a header of version 1, without its content. */
    HdfBytes message(int type, int size) {
        return u16(type).u16(size).u8(0).zeros(3);
    }

    /** A header with nothing but the members of a group, in a tree and a heap. */
    HdfBytes group(long tree, long heap) {
        return header(1, 24).message(17, 16).u64(tree).u64(heap);
    }

    /** A heap of names. */
    HdfBytes heap(String names) {
        text("HEAP").u32(0).u64(names.length()).u64(UNDEFINED).u64(at() + 8);
        return text(names);
    }

    /** A node of a tree of groups. */
    HdfBytes node(int level, long... children) {
        text("TREE")
                .u8(0)
                .u8(level)
                .u16(children.length)
                .u64(UNDEFINED)
                .u64(UNDEFINED)
                .u64(0);
        for (long child : children) {
            u64(child).u64(0);
        }
        return zeros(16 * children.length + 64); // the library reads further than it must
    }

    /** A table of members that are all the same object, under names at offsets in the heap. */
    HdfBytes table(long object, int... names) {
        text("SNOD").u8(1).u8(0).u16(names.length);
        for (int name : names) {
            u64(name).u64(object).u32(0).u32(0).u64(0).u64(0);
        }
        return this;
    }

    /** An attribute of a text, which stands in a heap of texts under a number. */
    HdfBytes attribute(String name, long heap, int index, int length) {
        message(12, 57 + name.length() + (8 - (name.length() + 1) % 8) % 8);
        u8(1).u8(0).u16(name.length() + 1).u16(24).u16(8).text(name).u8(0).zeros((8 - (name.length() + 1) % 8) % 8);
        u8(0x19).u8(1)
                .u8(0)
                .u8(0)
                .u32(16)
                .u8(0x10)
                .zeros(3)
                .u32(1)
                .u16(0)
                .u16(8)
                .zeros(4); // text of any length
        u8(1).u8(0).u8(0).zeros(5); // one
        return u32(length).u64(heap).u32(index);
    }

    /** A heap of texts, numbered from 1. */
    HdfBytes texts(String... texts) {
        int start = at();
        text("GCOL").u8(1).zeros(3).u64(0);
        for (int i = 0; i < texts.length; i++) {
            u16(i + 1).u16(1).u32(0).u64(texts[i].length()).text(texts[i]).zeros((8 - texts[i].length() % 8) % 8);
        }
        int end = at();
        return goTo(start + 8).u64(end - start).goTo(end);
    }
}
