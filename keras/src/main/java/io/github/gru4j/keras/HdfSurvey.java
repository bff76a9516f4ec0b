package io.github.gru4j.keras;

import io.jhdf.Constants;
import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.HdfFile;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * What the library would do without this: follow continuations, B-trees and shared types in circles, or through few bytes
 * that point at one another so often that there are 2^100 ways; make lists as long as a number in the file says; decode one
 * long name again for every entry that points at it. Nothing here is decoded in another way than the library does it: its
 * own parsers run, over a storage that counts.
 */
/**
 * Walks once through all groups, headers, attributes and links of an HDF5 file, before anything in it is used, and pays for
 * every structure from the memory budget. The file must be a tree: an object that is reached in two ways, and so any circle,
 * is refused. What has been walked through takes no more memory or time than its size when it is read for use.
 *
 * <p>Not thread-safe.
 */
final class HdfSurvey {

    /** Deeper than nested models go. */
    static final int MAX_DEPTH = 100;

    /** Longer than a name of Keras; the HDF5 library of C allows more. */
    private static final int MAX_NAME = 1 << 12;

    /** An object still to be visited, the group that it is in, its name there, and how deep it lies. */
    private record Child(long address, @Nullable Child group, String name, int depth) {

        /** The way to it from the root, as errors show it. */
        String path() {
            String shown = Place.printable(name);
            return group == null || group.group == null ? shown : group.path() + "/" + shown;
        }
    }

    private final HdfMeter bytes;
    private final Place place;
    private final Set<Long> seen = new HashSet<>();
    private final Deque<Child> open = new ArrayDeque<>();

    private HdfSurvey(HdfFile file, Place place) {
        this.bytes = new HdfMeter(file.getHdfBackingStorage(), place);
        this.place = place;
    }

    /**
     * Walks through a file.
     *
     * @throws KerasFormatException if it is no tree, too deep, or has more structure than the budget allows
     * @throws RuntimeException of many kinds if it is damaged, as the library throws them
     */
    static void walk(HdfFile file, Place place) {
        HdfSurvey survey = new HdfSurvey(file, place);
        survey.add(new Child(file.getAddress(), null, "", 0));
        while (!survey.open.isEmpty()) {
            Child child = survey.open.removeLast();
            HdfReader.guard(place.at(child.path()), () -> {
                survey.visit(child);
                return true;
            });
        }
    }

    private void add(Child child) {
        if (child.depth() > MAX_DEPTH) {
            throw place.error("must not nest groups deeper than " + MAX_DEPTH + " levels. Received: deeper.");
        }
        if (!seen.add(child.address())) {
            throw place.at(child.path())
                    .error("must be a tree of groups. Received: an object that is reached in two ways, at address "
                            + child.address() + ".");
        }
        open.addLast(child);
    }

    private void visit(Child child) {
        ObjectHeader header = ObjectHeader.readObjectHeader(bytes, child.address());
        if (header.hasMessageOfType(AttributeInfoMessage.class)) {
            attributes(header.getMessageOfType(AttributeInfoMessage.class));
        }
        if (header.hasMessageOfType(SymbolTableMessage.class)) {
            symbols(header.getMessageOfType(SymbolTableMessage.class), child);
        } else if (header.hasMessageOfType(LinkInfoMessage.class) && !header.hasMessageOfType(DataSpaceMessage.class)) {
            links(header, header.getMessageOfType(LinkInfoMessage.class), child);
        }
    }

    /** The members of a group as old files keep them: a B-tree of tables, with names in a heap. */
    private void symbols(SymbolTableMessage table, Child group) {
        BTreeV1 tree = BTreeV1.createGroupBTree(bytes, table.getBTreeAddress());
        ByteBuffer names = new LocalHeap(bytes, table.getLocalHeapAddress()).getDataBuffer();
        for (long node : tree.getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(bytes, node).getSymbolTableEntries()) {
                String name = name(names, entry.getLinkNameOffset());
                if (entry.getCacheType() == 2) {
                    name(names, entry.getLinkValueOffset()); // of a soft link, which is refused where it is used
                } else {
                    add(new Child(entry.getObjectHeaderAddress(), group, name, group.depth() + 1));
                }
            }
        }
    }

    /** Pays for a name that ends in a zero, and reads it. */
    private String name(ByteBuffer names, int offset) {
        int end = offset;
        while (end < names.limit() && end - offset <= MAX_NAME && names.get(end) != 0) {
            end++;
        }
        checkName(end - offset);
        bytes.pay(end - offset);
        return StandardCharsets.UTF_8.decode(names.slice(offset, end - offset)).toString();
    }

    private void checkName(int length) {
        if (length > MAX_NAME) {
            throw place.error("must not hold names of more than " + MAX_NAME + " bytes. Received: a longer one.");
        }
    }

    /** The members of a group as newer files keep them: in its header, or if they are many in a B-tree and a heap. */
    private void links(ObjectHeader header, LinkInfoMessage info, Child group) {
        if (info.getBTreeNameIndexAddress() == Constants.UNDEFINED_ADDRESS) {
            header.getMessagesOfType(LinkMessage.class).forEach(link -> follow(link, group));
            return;
        }
        checkTree(info.getBTreeNameIndexAddress());
        BTreeV2<LinkNameForIndexedGroupRecord> tree = new BTreeV2<>(bytes, info.getBTreeNameIndexAddress());
        FractalHeap heap = heap(info.getFractalHeapAddress());
        for (LinkNameForIndexedGroupRecord record : tree.getRecords()) {
            ByteBuffer message = heap.getId(record.getId());
            bytes.pay(message.remaining());
            follow(LinkMessage.fromBuffer(message, bytes.getSuperblock()), group);
        }
    }

    private void follow(LinkMessage link, Child group) {
        checkName(link.getLinkName().length());
        if (link.getLinkType() == LinkMessage.LinkType.HARD) {
            add(new Child(link.getHardLinkAddress(), group, link.getLinkName(), group.depth() + 1));
        }
    }

    /** Attributes that are too many for a header. */
    private void attributes(AttributeInfoMessage info) {
        if (info.getFractalHeapAddress() == Constants.UNDEFINED_ADDRESS) {
            return;
        }
        FractalHeap heap = heap(info.getFractalHeapAddress());
        checkTree(info.getAttributeNameBTreeAddress());
        BTreeV2<AttributeNameForIndexedAttributesRecord> tree =
                new BTreeV2<>(bytes, info.getAttributeNameBTreeAddress());
        for (AttributeNameForIndexedAttributesRecord record : tree.getRecords()) {
            ByteBuffer message = heap.getId(record.getHeapId());
            bytes.pay(message.remaining());
            new AttributeMessage(message, bytes, record.getFlags());
        }
    }

    private FractalHeap heap(long address) {
        int lengths = bytes.getSizeOfLengths();
        int offsets = bytes.getSizeOfOffsets();
        // Signature, version, sizes of an id and of filters, flags, largest object; then where the huge objects are.
        ByteBuffer header = bytes.readBufferFromAddress(address, 26 + 12 * lengths + 3 * offsets);
        header.position(14 + lengths);
        long hugeObjects = Utils.readBytesAsUnsignedLong(header, offsets);
        header.position(14 + 10 * lengths + 2 * offsets);
        long width = Utils.readBytesAsUnsignedInt(header, 2);
        header.position(header.position() + 2 * lengths + 4 + offsets);
        long rows = Utils.readBytesAsUnsignedInt(header, 2);
        checkCount("blocks of a heap", width * rows);
        if (hugeObjects > 0) {
            checkTree(hugeObjects);
        }
        return new FractalHeap(bytes, address);
    }

    /** The library makes a list for as many records as the header of a B-tree says. */
    private void checkTree(long address) {
        // Signature, version, type, sizes of a node and of a record, depth, two percentages.
        int start = 16 + bytes.getSizeOfOffsets() + 2;
        ByteBuffer header = bytes.readBufferFromAddress(address, start + bytes.getSizeOfLengths());
        header.position(start);
        checkCount("records of a B-tree", Utils.readBytesAsUnsignedLong(header, bytes.getSizeOfLengths()));
    }

    private void checkCount(String what, long count) {
        if (count < 0 || count > bytes.size()) {
            throw place.error("must not count more " + what + " than the file has bytes, " + bytes.size()
                    + ". Received: " + count + ".");
        }
        bytes.pay(count);
    }
}
