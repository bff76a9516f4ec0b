package io.github.gru4j.keras;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Why not the library that reads: it writes its own, newer layout, in which string attributes arrive in Python as bytes
 * and not as text, a group with a few thousand members or 58 kB of attributes becomes unreadable without a word, arrays
 * without elements throw, and the bytes can only go to a path. The layout here is the one that h5py writes for Keras:
 * superblock 0, groups as B-trees of symbol nodes over a local heap of names, contiguous little-endian datasets, string
 * attributes of variable length in the global heap. (HDF5 File Format Specification 3.0, sections II.A, III.A, III.C-E, IV.)
 *
 * Long for one file, but the parts of the format point at one another and are read best side by side.
 *
 * All blocks get their addresses first (layOut), then render themselves in that order, so the file is written front to
 * back to any stream, and dataset bytes are never copied as a whole.
 */
/**
 * Builds a tree of groups and datasets and writes it as an HDF5 file, in the layout in which Keras writes weights.
 *
 * <p>Not thread-safe. Datasets keep the caller's array until the file is written.
 */
final class HdfWriter {

    private static final long UNDEFINED = -1; // HDF5's "undefined address"
    private static final int LEAF = 8; // members per symbol node: twice the default group leaf K of 4
    private static final int FAN = 32; // children per B-tree node: twice the default internal K of 16
    private static final int SUPERBLOCK_SIZE = 96;
    private static final int SYMBOL_SIZE = 40;
    private static final int TREE_SIZE = 24 + (FAN + 1) * 8 + FAN * 8;
    private static final int HEAP_OBJECTS = 60_000; // the global heap numbers its objects with 16 bits

    private final Group root = new Group();
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private @Nullable Block stringHeap;
    private long end;

    /** The root group. */
    Group root() {
        return root;
    }

    /**
     * Writes the file.
     *
     * @param out receives the bytes; not closed
     * @return how many bytes were written
     */
    long writeTo(OutputStream out) throws IOException {
        if (blocks.isEmpty()) {
            layOut();
        }
        for (Block block : blocks) {
            block.write(out);
        }
        return end;
    }

    private void layOut() {
        place(new Block(SUPERBLOCK_SIZE, this::superblock));
        layOut(root);
        if (strings.size() > HEAP_OBJECTS) {
            throw new IllegalArgumentException("KerasFiles: a weights file holds at most " + HEAP_OBJECTS
                    + " named groups. Received: " + strings.size() + ".");
        }
        if (!strings.isEmpty()) {
            stringHeap = place(new Block(stringHeapSize(), this::stringHeap));
        }
    }

    private <B extends Block> B place(B block) {
        block.address = end;
        end += block.size;
        blocks.add(block);
        return block;
    }

    private void superblock(ByteBuffer out) {
        out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
        out.put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0}); // versions; then the sizes of addresses and lengths
        out.putShort((short) (LEAF / 2)).putShort((short) (FAN / 2)).putInt(0);
        out.putLong(0).putLong(UNDEFINED).putLong(end).putLong(UNDEFINED);
        symbol(out, 0, root);
    }

    private static void symbol(ByteBuffer out, long nameOffset, Item item) {
        out.putLong(nameOffset).putLong(item.header().address);
        if (item instanceof Group group) {
            out.putInt(1).putInt(0).putLong(group.tree().address).putLong(group.names().address);
        } else {
            out.putInt(0).putInt(0).putLong(0).putLong(0);
        }
    }

    // --- groups -------------------------------------------------------------------------------------------------

    private void layOut(Group group) {
        int attribute = group.name == null ? 0 : 8 + 64;
        group.header = place(new Block(16 + 24 + attribute, out -> groupHeader(group, out)));
        if (group.name != null) {
            strings.add(group.name);
            group.stringIndex = strings.size();
        }
        layOutNames(group);
        for (Item item : group.members.values()) {
            if (item instanceof Group child) {
                layOut(child);
            } else if (item instanceof Dataset dataset) {
                layOut(dataset);
            }
        }
        layOutTree(group);
    }

    private void groupHeader(Group group, ByteBuffer out) {
        int messages = group.name == null ? 1 : 2;
        out.putShort((short) 1)
                .putShort((short) messages)
                .putInt(1)
                .putInt(out.capacity() - 16)
                .putInt(0);
        message(out, 0x11, 16, 0);
        out.putLong(group.tree().address).putLong(group.names().address);
        if (group.name != null && stringHeap != null) {
            message(out, 0x0c, 64, 0);
            out.put(new byte[] {1, 0, 5, 0, 20, 0, 8, 0}); // version; sizes of the three parts that follow
            out.put(padded("name"));
            out.put(new byte[] {0x19, 1, 1, 0, 16, 0, 0, 0}); // variable length, a string, UTF-8, 16 bytes here
            out.put(new byte[] {0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0}); // of unsigned bytes
            out.put(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}); // a scalar
            out.putInt(utf8(group.name).length).putLong(stringHeap.address).putInt(group.stringIndex);
        }
    }

    /** The local heap: the names of the members, each ended by a zero byte, behind eight zero bytes. */
    private void layOutNames(Group group) {
        List<String> sorted = new ArrayList<>(group.members.keySet());
        sorted.sort(HdfWriter::compareBytes);
        Map<String, Long> offsets = new LinkedHashMap<>();
        long size = 8;
        for (String name : sorted) {
            offsets.put(name, size);
            size += padded(name).length;
        }
        long dataSize = size;
        group.offsets = offsets;
        Block names = place(new Block(32, out -> {
            out.put(ascii("HEAP")).putInt(0).putLong(dataSize).putLong(1); // 1: no free space in the heap
            out.putLong(group.names().address + 32);
        }));
        group.names = names;
        place(new Block(dataSize, out -> {
            out.putLong(0);
            offsets.keySet().forEach(name -> out.put(padded(name)));
        }));
    }

    /** The B-tree: leaves of eight members, and as many levels of nodes over them as it takes to end in one. */
    private void layOutTree(Group group) {
        List<Map.Entry<String, Long>> members = new ArrayList<>(group.offsets.entrySet());
        List<Branch> level = new ArrayList<>();
        for (int from = 0; from < members.size(); from += LEAF) {
            var leaf = members.subList(from, Math.min(from + LEAF, members.size()));
            Block node = place(new Block(8 + LEAF * SYMBOL_SIZE, out -> {
                out.put(ascii("SNOD")).putShort((short) 1).putShort((short) leaf.size());
                leaf.forEach(member -> symbol(out, member.getValue(), group.member(member.getKey())));
            }));
            level.add(new Branch(node, leaf.get(leaf.size() - 1).getValue()));
        }
        int depth = 0;
        do {
            level = layOutLevel(level, depth++);
        } while (level.size() > 1);
        group.tree = level.get(0).node();
    }

    private List<Branch> layOutLevel(List<Branch> below, int depth) {
        List<Branch> level = new ArrayList<>();
        for (int from = 0; from < below.size() || level.isEmpty(); from += FAN) {
            List<Branch> children = below.subList(from, Math.min(from + FAN, below.size()));
            long firstKey = from == 0 ? 0 : below.get(from - 1).lastName();
            int index = level.size();
            Block node = place(new Block(TREE_SIZE, out -> {
                out.put(ascii("TREE")).put((byte) 0).put((byte) depth).putShort((short) children.size());
                out.putLong(index == 0 ? UNDEFINED : level.get(index - 1).node().address);
                out.putLong(
                        index == level.size() - 1
                                ? UNDEFINED
                                : level.get(index + 1).node().address);
                out.putLong(firstKey);
                children.forEach(child -> out.putLong(child.node().address).putLong(child.lastName()));
            }));
            level.add(new Branch(
                    node,
                    children.isEmpty() ? 0 : children.get(children.size() - 1).lastName()));
        }
        return level;
    }

    // --- datasets -----------------------------------------------------------------------------------------------

    private void layOut(Dataset dataset) {
        int rank = dataset.dimensions.length;
        int size = 16 + (8 + 8 + 16 * rank) + (8 + 24) + (8 + 8) + (8 + 24);
        dataset.header = place(new Block(size, out -> datasetHeader(dataset, out)));
        dataset.data = place(new DataBlock(dataset));
    }

    private static void datasetHeader(Dataset dataset, ByteBuffer out) {
        int rank = dataset.dimensions.length;
        out.putShort((short) 1)
                .putShort((short) 4)
                .putInt(1)
                .putInt(out.capacity() - 16)
                .putInt(0);
        message(out, 0x01, 8 + 16 * rank, 0);
        out.put((byte) 1)
                .put((byte) rank)
                .put((byte) (rank == 0 ? 0 : 1))
                .put((byte) 0)
                .putInt(0);
        for (int repeat = 0; repeat < 2; repeat++) { // the sizes, then the greatest sizes, which are the same
            for (int dimension : dataset.dimensions) {
                out.putLong(dimension);
            }
        }
        message(out, 0x03, 24, 1);
        int start = out.position();
        out.put(dataset.type.message());
        out.position(start + 24);
        message(out, 0x05, 8, 1);
        out.put(new byte[] {2, 2, 2, 1, 0, 0, 0, 0}); // the fill value: zeros, which nothing needs here
        message(out, 0x08, 24, 0);
        out.put((byte) 3).put((byte) 1); // contiguous
        out.putLong(dataset.bytes() == 0 ? UNDEFINED : dataset.dataAddress()).putLong(dataset.bytes());
    }

    private static void message(ByteBuffer out, int type, int size, int flags) {
        out.putShort((short) type).putShort((short) size).put((byte) flags).put(new byte[3]);
    }

    // --- the global heap of strings ---------------------------------------------------------------------------

    private long stringHeapSize() {
        long size = 16 + 16;
        for (String string : strings) {
            size += 16 + round8(utf8(string).length);
        }
        return Math.max(4096, size); // the format's smallest collection
    }

    private void stringHeap(ByteBuffer out) {
        out.put(ascii("GCOL")).putInt(1).putLong(out.capacity());
        int index = 0;
        for (String string : strings) {
            byte[] bytes = utf8(string);
            out.putShort((short) ++index).putShort((short) 1).putInt(0).putLong(bytes.length);
            out.put(bytes).position(round8(out.position()));
        }
        out.putLong(0).putLong(out.remaining() + 8L); // object 0: the free space, its own 16 bytes included
    }

    // --- bytes ----------------------------------------------------------------------------------------------------

    private static byte[] padded(String name) {
        byte[] bytes = utf8(name);
        return Arrays.copyOf(bytes, round8(bytes.length + 1));
    }

    private static int round8(int size) {
        return (size + 7) & ~7;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int compareBytes(String a, String b) {
        return Arrays.compareUnsigned(utf8(a), utf8(b));
    }

    /** What fills a block once every address is known. */
    private interface Content {
        void render(ByteBuffer out);
    }

    /** A stretch of the file. */
    private static class Block {
        final long size;
        private final Content content;
        long address;

        Block(long size, Content content) {
            this.size = size;
            this.content = content;
        }

        void write(OutputStream out) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
            content.render(buffer);
            out.write(buffer.array());
        }
    }

    /** The elements of a dataset, written piece by piece. */
    private static final class DataBlock extends Block {
        private static final int PIECE = 8192; // elements
        private final Dataset dataset;

        DataBlock(Dataset dataset) {
            super((dataset.bytes() + 7) & ~7L, out -> {});
            this.dataset = dataset;
        }

        @Override
        void write(OutputStream out) throws IOException {
            int count = dataset.type.length(dataset.values);
            for (int from = 0; from < count; from += PIECE) {
                int to = Math.min(from + PIECE, count);
                ByteBuffer piece =
                        ByteBuffer.allocate((to - from) * dataset.type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
                dataset.type.render(dataset.values, from, to, piece);
                out.write(piece.array());
            }
            out.write(new byte[(int) (size - dataset.bytes())]);
        }
    }

    /** A node of a B-tree or a symbol node, with the heap offset of the last name under it. */
    private record Branch(Block node, long lastName) {}

    /** A member of a group. */
    private abstract static sealed class Item {
        @Nullable
        Block header;

        Block header() {
            return laidOut(header);
        }

        static Block laidOut(@Nullable Block block) {
            if (block == null) {
                throw new IllegalStateException("HdfWriter: the file is not laid out.");
            }
            return block;
        }
    }

    /** A group: named members, and Keras's {@code name} attribute. */
    static final class Group extends Item {
        private final Map<String, Item> members = new LinkedHashMap<>();
        private @Nullable String name;
        private int stringIndex;
        private Map<String, Long> offsets = Map.of();
        private @Nullable Block tree;
        private @Nullable Block names;

        private Group() {}

        /** A new group in this one. */
        Group group(String member) {
            Group group = new Group();
            put(member, group);
            return group;
        }

        /** Sets the {@code name} attribute. */
        void name(String value) {
            this.name = value;
        }

        /**
         * A new dataset in this group.
         *
         * @param member its name
         * @param values a {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}, row-major; not copied
         * @param dimensions its shape; none for a scalar
         */
        void dataset(String member, Object values, int... dimensions) {
            put(member, new Dataset(HdfType.of(values), values, dimensions));
        }

        private void put(String member, Item item) {
            if (members.putIfAbsent(member, item) != null) {
                throw new IllegalStateException(
                        "HdfWriter: the member exists already. Received: member=" + member + ".");
            }
        }

        private Item member(String member) {
            Item item = members.get(member);
            if (item == null) {
                throw new IllegalStateException("HdfWriter: no such member. Received: member=" + member + ".");
            }
            return item;
        }

        private Block tree() {
            return laidOut(tree);
        }

        private Block names() {
            return laidOut(names);
        }
    }

    /** A dataset: an array with a shape. */
    private static final class Dataset extends Item {
        private final HdfType type;
        private final Object values;
        private final int[] dimensions;
        private @Nullable Block data;

        Dataset(HdfType type, Object values, int[] dimensions) {
            this.type = type;
            this.values = values;
            this.dimensions = dimensions.clone();
        }

        long bytes() {
            return (long) type.length(values) * type.bytes();
        }

        long dataAddress() {
            return laidOut(data).address;
        }
    }
}
