package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small HDF5 files whose structures would keep a reader busy for ever, or make it allocate without end. */
@Timeout(60)
class HdfSurveyTest {

    private static final long BUDGET = 64L << 20;
    private static final String TOO_MUCH = "file: must not make reading take more memory than " + BUDGET + " bytes.";

    private final HdfBytes bytes = new HdfBytes();

    // ---- trees of groups --------------------------------------------------------------------------------------------

    @Test
    void aTreeInWhichEveryNodeHasTheNextOneTwiceIsRefused() {
        bytes.group(2000, 1000).goTo(1000).heap("x\0");
        for (int i = 0; i < 60; i++) { // 2^60 ways to the bottom
            long next = 2000 + 400L * (i + 1);
            bytes.goTo(2000 + 400 * i).node(60 - i, next, next);
        }
        bytes.goTo(2000 + 400 * 60).node(0);
        assertRefused(TOO_MUCH);
    }

    @Test
    void aTreeThatContainsItselfIsRefused() {
        bytes.group(2000, 1000).goTo(1000).heap("x\0").goTo(2000).node(1, 2000).zeros(100);
        assertRefused("file: must ");
    }

    @Test
    void oneTableOfLinksThatStandsInATreeThousandsOfTimesIsRefused() {
        long[] tables = new long[30_000];
        Arrays.fill(tables, 1500);
        bytes.group(4000, 1000)
                .goTo(1000)
                .heap("x".repeat(60) + "\0")
                .goTo(1500)
                .text("SNOD")
                .u8(1)
                .u8(0)
                .u16(40);
        for (int i = 0; i < 40; i++) {
            bytes.u64(0).u64(0).u32(2).u32(0).u64(0).u64(0); // a soft link
        }
        bytes.goTo(4000).node(0, tables);
        assertRefused(TOO_MUCH);
    }

    @Test
    void aNameThatIsLongerThanAnyNameIsRefused() {
        bytes.group(500, 10_000)
                .goTo(500)
                .node(0, 800)
                .goTo(800)
                .table(2000, 0)
                .goTo(10_000)
                .heap("x".repeat(5000));
        assertRefused("file: must not hold names of more than 4096 bytes. Received: a longer one.");
    }

    @Test
    void aGroupThatHoldsItselfIsRefused() {
        bytes.group(500, 300)
                .goTo(300)
                .heap("x\0")
                .goTo(500)
                .node(0, 800)
                .goTo(800)
                .table(HdfBytes.ROOT, 0);
        assertRefused(
                "file!/x: must be a tree of groups. Received: an object that is reached in two ways, at address 96.");
    }

    @Test
    void groupsInsideOneAnotherEndAtADepth() {
        bytes.group(1000, 300).goTo(300).heap("x\0");
        for (int i = 0; i < 150; i++) {
            int at = 1000 + 1000 * i;
            bytes.goTo(at).node(0, at + 400);
            bytes.goTo(at + 400).table(at + 800, 0);
            bytes.goTo(at + 800).group(at + 1000, 300);
        }
        assertRefused("file: must not nest groups deeper than 100 levels. Received: deeper.");
    }

    // ---- headers ----------------------------------------------------------------------------------------------------

    @Test
    void aHeaderThatGoesOnInItselfIsRefused() {
        int name = 60_000;
        bytes.header(65535, 24).message(16, 16).u64(200).u64(name + 100);
        bytes.goTo(200).message(12, name + 32);
        bytes.u8(3).u8(0).u16(name).u16(12).u16(4).u8(0).text("n".repeat(name));
        bytes.u8(0x10).zeros(3).u32(4).u16(0).u16(32); // integers of 4 bytes
        bytes.u8(2).u8(0).u8(0).u8(0).u32(7).zeros(3);
        bytes.message(16, 16).u64(200).u64(name + 100).zeros(200);
        assertRefused(TOO_MUCH);
    }

    @Test
    void sharedTypesThatShareOneAnotherAreRefused() {
        bytes.group(1000, 300)
                .goTo(300)
                .heap("x\0")
                .goTo(1000)
                .node(0, 2000)
                .goTo(2000)
                .table(5000, 0);
        for (int i = 0; i < 60; i++) { // two attributes, each of the type that the next object has
            bytes.goTo(5000 + 200 * i).header(2, 80);
            for (int twice = 0; twice < 2; twice++) {
                bytes.message(12, 32).u8(3).u8(1).u16(1).u16(10).u16(4).u8(0).text("n");
                bytes.u8(2).u8(0).u64(5000 + 200L * (i + 1));
                bytes.u8(2).u8(0).u8(0).u8(0).zeros(8);
            }
        }
        bytes.goTo(5000 + 200 * 60).zeros(300);
        assertRefused("file!/x: must ");
    }

    // ---- what newer files have --------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {2147483647, 1L << 40, 5_000_000})
    void aTreeThatSaysItHasMoreRecordsThanTheFileHasBytesIsRefused(long records) {
        bytes.header(1, 32)
                .message(2, 24)
                .u8(0)
                .u8(0)
                .u64(3000)
                .u64(400)
                .zeros(6)
                .goTo(400);
        bytes.text("BTHD")
                .u8(0)
                .u8(5)
                .u32(512)
                .u16(11)
                .u16(0)
                .u8(100)
                .u8(40)
                .u64(1000)
                .u16(1)
                .u64(records);
        bytes.checksum(400).goTo(5000).zeros(1);
        assertRefused("file: must not count more records of a B-tree than the file has bytes, 5001. Received: "
                + records + ".");
    }

    @Test
    void aHeapThatSaysItHasMoreBlocksThanTheFileHasBytesIsRefused() {
        bytes.header(1, 32)
                .message(2, 24)
                .u8(0)
                .u8(0)
                .u64(3000)
                .u64(400)
                .zeros(6)
                .goTo(400);
        bytes.text("BTHD")
                .u8(0)
                .u8(5)
                .u32(512)
                .u16(11)
                .u16(0)
                .u8(100)
                .u8(40)
                .u64(1000)
                .u16(0)
                .u64(0)
                .checksum(400);
        bytes.goTo(1000).text("BTLF").u8(0).u8(5).checksum(1000).zeros(600);
        bytes.goTo(3000)
                .text("FRHP")
                .u8(0)
                .u16(7)
                .u16(0)
                .u8(0)
                .u32(4096)
                .u64(0)
                .u64(HdfBytes.UNDEFINED)
                .u64(0);
        bytes.u64(0)
                .zeros(64)
                .u16(32768)
                .u64(512)
                .u64(65536)
                .u16(32)
                .u16(0)
                .u64(4000)
                .u16(16384)
                .checksum(3000);
        bytes.goTo(5000).zeros(1);
        assertRefused("file: must not count more blocks of a heap than the file has bytes, 5001. Received: 536870912.");
    }

    // ---- texts ------------------------------------------------------------------------------------------------------

    @Test
    void aHeapOfTextsIsReadOnceHoweverManyAttributesReferToIt() {
        String[] texts = new String[20_000];
        Arrays.fill(texts, "x");
        int attributes = 300;
        bytes.header(attributes, attributes * 72);
        for (int i = 0; i < attributes; i++) {
            bytes.attribute("a" + (1000 + i), 50_000, 1 + i, 1);
        }
        bytes.goTo(50_000).texts(texts);
        byte[] file = bytes.bytes();
        try (HdfReader hdf = HdfReader.open(file, Place.of("file").withMemory(new MemoryBudget(BUDGET)))) {
            for (int i = 0; i < attributes; i++) {
                assertThat(hdf.attribute("", "a" + (1000 + i))).isEqualTo("x");
            }
        }
    }

    @Test
    void oneTextThatManyAttributesHaveIsPaidForEachTime() {
        bytes.header(300, 300 * 72);
        for (int i = 0; i < 300; i++) {
            bytes.attribute("a" + (1000 + i), 50_000, 1, 500_000);
        }
        bytes.goTo(50_000).texts("x".repeat(500_000));
        byte[] file = bytes.bytes();
        try (HdfReader hdf = HdfReader.open(file, Place.of("file").withMemory(new MemoryBudget(BUDGET)))) {
            assertThat(hdf.attribute("", "a1000")).hasSize(500_000);
            assertThatThrownBy(() -> {
                        for (int i = 1; i < 300; i++) {
                            hdf.attribute("", "a" + (1000 + i));
                        }
                    })
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessageContaining("must not make reading take more memory than " + BUDGET
                            + " bytes. Received: texts of 2000064 bytes, where ");
        }
    }

    /** Each looks whether the weights tell its variant, in a list of names that is as long as a header can hold. */
    @Test
    void manyLayersThatDoNotSayTheirVariantAreLookedUpOnce(@TempDir Path directory) throws IOException {
        String layer = "{\"class_name\":\"GRU\",\"config\":{\"name\":\"g\"}},";
        String config = "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[" + layer.repeat(20_000) + "{}]}}";
        int names = 60_000;
        bytes.header(3, 300).attribute("keras_version", 1000, 1, 5).attribute("model_config", 1000, 2, config.length());
        bytes.message(17, 16).u64(1_300_000).u64(1_200_000);
        bytes.goTo(1000)
                .texts("2.1.0", config)
                .goTo(1_200_000)
                .heap("model_weights\0g\0")
                .goTo(1_300_000);
        bytes.node(0, 1_301_000)
                .goTo(1_301_000)
                .table(1_302_000, 0)
                .goTo(1_302_000)
                .group(1_303_000, 1_200_000);
        bytes.goTo(1_303_000)
                .node(0, 1_304_000)
                .goTo(1_304_000)
                .table(1_310_000, 14)
                .goTo(1_310_000);
        bytes.header(2, names + 200)
                .message(12, names + 64)
                .u8(1)
                .u8(0)
                .u16(13)
                .u16(8)
                .u16(16)
                .text("weight_names");
        bytes.u8(0)
                .zeros(3)
                .u8(0x13)
                .zeros(3)
                .u32(1)
                .u8(1)
                .u8(1)
                .u8(0)
                .zeros(5)
                .u64(names)
                .text("x".repeat(names));
        bytes.goTo(1_310_000 + 16 + 8 + names + 64)
                .message(17, 16)
                .u64(1_306_000)
                .u64(1_200_000)
                .zeros(200);
        bytes.goTo(1_306_000).node(0).goTo(1_400_000).u8(0);
        Path file = directory.resolve("model.h5");
        Files.write(file, bytes.bytes());
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file + "!/model_config: ");
    }

    // ---- the beginning of a file ------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 2", "8, 4", "8, 255", "13, 0", "13, 4", "13, 255", "14, 0", "14, 255", "24, 1", "31, 255"})
    void aSuperblockThatLiesIsRefused(int position, int value) {
        bytes.group(500, 300)
                .goTo(300)
                .heap("x\0")
                .goTo(500)
                .node(0, 800)
                .goTo(800)
                .table(2000, 0)
                .goTo(2000);
        bytes.group(500, 300).goTo(position).u8(value).goTo(3000);
        assertRefused("file: must be readable as HDF5. Received: damaged or unknown data");
    }

    // ---- files that h5py wrote --------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cycle | a/b/back | must be a tree of groups. Received: an object that is reached in two ways, at address 800.",
                "hard_links | b | must be a tree of groups. Received: an object that is reached in two ways, at address 800.",
                "external | x | must be readable as HDF5. Received: damaged or unknown data"
                        + " (io.jhdf.exceptions.UnsupportedHdfException: Encountered External Data Files Message",
                "virtual | x | must be readable as HDF5. Received: damaged or unknown data"
                        + " (io.jhdf.exceptions.UnsupportedHdfException: Virtual storage is not supported",
                "opaque | x | must be readable as HDF5. Received: damaged or unknown data"
            })
    void whatIsNoTreeOfPlainDataIsRefused(String name, String path, String message) throws IOException {
        byte[] file = Files.readAllBytes(Golden.file("hostile/" + name + ".h5"));
        assertThatThrownBy(() -> HdfReader.open(file, Place.of("file")))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith("file!/" + path + ": " + message);
    }

    @Test
    void groupsAndAttributesThatAreTooManyForAHeaderAreRead() throws IOException {
        try (HdfReader file = HdfReader.open(Files.readAllBytes(Golden.file("hostile/dense.h5")), Place.of("file"))) {
            assertThat(file.members("many")).hasSize(40).contains("x0", "x39");
            assertThat(file.countDatasets()).isEqualTo(40);
            assertThat(file.attribute("", "a3")).isEqualTo("texttexttext");
            assertThat((float[]) file.read("many/x7").values()).containsExactly(7, 7);
        }
    }

    @Test
    void aFileBehindABlockOfTheUserIsRead() throws IOException {
        try (HdfReader file =
                HdfReader.open(Files.readAllBytes(Golden.file("hostile/userblock.h5")), Place.of("file"))) {
            assertThat((float[]) file.read("x").values()).containsExactly(1.5f, -2, 3.25f);
        }
    }

    private void assertRefused(String message) {
        byte[] file = bytes.bytes();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> HdfReader.open(file, Place.of("file").withMemory(new MemoryBudget(BUDGET))))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(message)
                .satisfies(e -> assertThat(((KerasFormatException) e).reason()).doesNotContain("OutOfMemoryError"));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 * BUDGET);
    }
}
