package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.keras.SafeTensorsHeader.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SafeTensorsReaderTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    // ---- against the format's own reader ----------------------------------------------------------------------------

    static Stream<ObjectNode> files() {
        return Golden.cases("safetensors.json", "files").stream();
    }

    @Test
    void thereAreFilesOfEveryVerdict() {
        assertThat(files().filter(SafeTensorsReaderTest::isTaken)).hasSizeGreaterThan(30);
        assertThat(files().filter(item -> !isTaken(item))).hasSizeGreaterThan(60);
    }

    /** Which tensors are in a file, or that it is refused: as safetensors says, but for what we forbid on top. */
    @ParameterizedTest
    @MethodSource("files")
    void aFileIsTakenIfTheFormatsOwnReaderTakesIt(ObjectNode item) throws IOException {
        Files.write(file, HexFormat.of().parseHex(item.get("bytes").stringValue()));
        String name = item.get("name").stringValue();
        if (!isTaken(item) || name.startsWith("stricter: ")) {
            assertThatThrownBy(() -> SafeTensorsReader.open(file).close())
                    .as(name)
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageContaining(" must ")
                    .hasMessageContaining(". Received: ");
            return;
        }
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            assertThat(reader.tensors()).hasSize(item.get("tensors").size());
            for (Map.Entry<String, JsonNode> expected : item.get("tensors").properties()) {
                Entry entry = reader.tensors().get(expected.getKey());
                assertThat(entry.type())
                        .hasToString(expected.getValue().get("dtype").stringValue());
                List<Long> shape = new ArrayList<>();
                expected.getValue().get("shape").forEach(axis -> shape.add(axis.longValue()));
                assertThat(entry.shape()).isEqualTo(shape);
                assertThat(entry.end() - entry.begin())
                        .isEqualTo(expected.getValue().get("data").stringValue().length() / 2);
                assertThat(entry.size()).isEqualTo(shape.stream().reduce(1L, (a, b) -> a * b));
            }
        }
    }

    private static boolean isTaken(ObjectNode item) {
        return !item.get("tensors").isNull();
    }

    // ---- numbers ----------------------------------------------------------------------------------------------------

    /** Written by hand from the description of the format, byte by byte. */
    @Test
    void numbersStandWhereTheFormatSaysLittleEndianAndRowByRow() throws IOException {
        String header = "{\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[16,24]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}} ";
        assertThat(header).hasSize(113);
        Files.write(
                file,
                HexFormat.of()
                        .parseHex("7100000000000000"
                                + HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII))
                                + "0000803f" + "000000c0" + "0000003f" + "cdcccc3d" // 1, -2, 0.5, 0.1f
                                + "9a9999999999b9bf")); // -0.1
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            assertThat(reader.tensors().keySet()).containsExactly("b", "a");
            assertThat(numbers(reader, "a")).containsExactly(1.0, -2.0, 0.5, (double) 0.1f);
            assertThat(numbers(reader, "b")).containsExactly(-0.1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x0000, 0.0",
        "0x8000, -0.0",
        "0x0001, 0x1p-24",
        "0x83ff, -0x3ffp-24",
        "0x0400, 0x1p-14",
        "0x3c00, 1.0",
        "0xc000, -2.0",
        "0x3555, 0x555p-12",
        "0x7bff, 65504.0",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x7e00, NaN"
    })
    void float16IsReadExactly(String bits, Double number) throws IOException {
        assertThat(sixteenBits("F16", Integer.decode(bits))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0000, 0.0",
        "0x8000, -0.0",
        "0x0001, 0x1p-133",
        "0x3f80, 1.0",
        "0xc049, -3.140625",
        "0x7f7f, 0xffp120",
        "0x7f80, Infinity",
        "0xff80, -Infinity",
        "0x7fc0, NaN"
    })
    void bfloat16IsReadExactly(String bits, Double number) throws IOException {
        assertThat(sixteenBits("BF16", Integer.decode(bits))).isEqualTo(number);
    }

    private Double sixteenBits(String dtype, int bits) throws IOException {
        byte[] bytes = new SafeTensorsFile()
                .bytes("{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":[],\"data_offsets\":[0,2]}}", 2);
        bytes[bytes.length - 2] = (byte) bits;
        bytes[bytes.length - 1] = (byte) (bits >> 8);
        Files.write(file, bytes);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            return numbers(reader, "a").get(0);
        }
    }

    @Test
    void aTensorLongerThanTheBufferIsReadWhole() throws IOException {
        int size = 40_001;
        byte[] bytes = new SafeTensorsFile()
                .with("before", 3)
                .with("a", size)
                .with("behind", 2)
                .bytes();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            List<Double> numbers = numbers(reader, "a");
            assertThat(numbers).hasSize(size);
            int start = bytes.length - 4 * (size + 2);
            for (int i = 0; i < size; i++) {
                assertThat(numbers.get(i)).isEqualTo(buffer.getFloat(start + 4 * i));
            }
        }
    }

    @Test
    void aFileThatBecomesShorterWhileItIsOpenIsRefused() throws IOException {
        byte[] bytes = new SafeTensorsFile().with("a", 30_000).bytes();
        Files.write(file, bytes);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            Files.write(file, new byte[100]);
            assertThatThrownBy(() -> numbers(reader, "a"))
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessage(file + "!/a: must be as long as when it was opened. Received: the end of the file.");
        }
    }

    private static List<Double> numbers(SafeTensorsReader reader, String name) throws IOException {
        List<Double> numbers = new ArrayList<>();
        reader.read(reader.tensors().get(name), (position, number) -> {
            assertThat(position).isEqualTo(numbers.size());
            numbers.add(number);
        });
        return numbers;
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    @Test
    void whatIsNoSafetensorsFileIsRefusedWithTheWayToMakeOne() throws IOException {
        Files.writeString(file, "PK\u0003\u0004\u0000\u0000\u0000\u0000 what torch.save writes");
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + ": must be a safetensors file: 8 bytes with the length of a header of at most 100000000"
                                + " bytes, the header, the data. Received: header length=67324752 in 31 bytes. What torch.save"
                                + " writes is another format; save_file of safetensors.torch writes this one.");
        Files.write(file, new byte[7]);
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Received: 7 bytes.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2,2]|[0,8]|F32|data_offsets must be as far apart as shape and dtype say."
                        + " Received: data_offsets=[0, 8], shape=[2, 2], dtype=F32.",
                "[2]|[8,0]|F32|data_offsets must be a begin and an end in ascending order within the data, 8 bytes."
                        + " Received: data_offsets=[8, 0].",
                "[2]|[8,16]|F32|data_offsets must be a begin and an end in ascending order within the data, 8 bytes."
                        + " Received: data_offsets=[8, 16].",
                "[1]|[4,8]|F32|data_offsets must begin at 0, where the tensors before it end: the data has neither gaps"
                        + " nor overlaps. Received: data_offsets=[4, 8].",
                "[-2]|[0,8]|F32|shape must be an array of at most 64 whole numbers from 0 to 9223372036854775807."
                        + " Received: -2.",
                "[9223372036854775808]|[0,8]|F32|shape must be an array of at most 64 whole numbers from 0 to"
                        + " 9223372036854775807. Received: 9223372036854775808.",
                "[2]|[0,8,9]|F32|data_offsets must be an array of at most 2 whole numbers from 0 to"
                        + " 9223372036854775807. Received: 9 behind 2 others.",
                "{}|[0,8]|F32|shape must be an array of at most 64 whole numbers from 0 to 9223372036854775807."
                        + " Received: {.",
                "[2]|[0,8]|F33|dtype must be one of [BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0,"
                        + " F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64]."
                        + " Received: dtype=F33.",
            })
    void anErrorNamesTheTensorTheRuleAndWhatWasReceived(String shape, String offsets, String dtype, String message)
            throws IOException {
        Files.write(
                file,
                new SafeTensorsFile()
                        .bytes(
                                "{\"gru.weight\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":"
                                        + offsets + "}}",
                                8));
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/gru.weight: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|header: must begin with '{'. Received: byte 91.",
                "''|header: must begin with '{'. Received: nothing.",
                "{}{}|header: must be one JSON object. Received: more behind it.",
                "{}|header: the tensors must cover the data, 8 bytes. Received: 0 bytes.",
                "{\"__metadata__\":{\"a\":1}}|__metadata__: must be an object of texts. Received: 1.",
                "{\"__metadata__\":[]}|__metadata__: must be an object of texts. Received: [.",
                "{\"a\":1}|a: must be an object of dtype, shape and data_offsets. Received: 1.",
                "{\"a\":{}}|a: must have dtype, shape and data_offsets. Received: no dtype.",
                "{\"a\":{\"x\":1}}|a: must have dtype, shape and data_offsets and nothing else. Received: 'x'.",
                "{\"a\":{\"dtype\":1}}|a: dtype must be a text. Received: 1.",
            })
    void anErrorOfTheHeaderIsLocated(String header, String message) throws IOException {
        Files.write(file, new SafeTensorsFile().bytes(header, 8));
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/" + message);
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] bytes = new SafeTensorsFile().with("abc", 2).bytes();
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("abc");
        bytes[name] = (byte) 0xc3;
        Files.write(file, bytes);
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/header: must be UTF-8. Received: other bytes.");
    }

    /** Lines and terminal codes that a name smuggles into a message are shown as question marks, long names cut. */
    @Test
    void aNameCannotDisguiseItsError() throws IOException {
        String name = "a\\n\\u001b[31m" + "x".repeat(200);
        Files.write(file, new SafeTensorsFile().bytes("{\"" + name + "\":1}", 8));
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/a??[31m" + "x".repeat(73)
                        + "…: must be an object of dtype, shape and data_offsets." + " Received: 1.");
    }

    /** Nothing of a header's size is allocated before the file has it, and no tree of it ever. */
    @Test
    void aHeaderOfManySmallThingsEndsAtTheFirstWrongOne() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] repeated = "0,".repeat(1 << 19).getBytes(StandardCharsets.US_ASCII);
            ByteBuffer length =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(60L << 20);
            out.write(length.array());
            out.write("{\"a\":{\"shape\":[".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i <= 60; i++) {
                out.write(repeated);
            }
        }
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageEndingWith("Received: 0 behind 64 others.");
    }

    @Test
    void aHeaderThatMayTakeTooMuchMemoryIsRefused() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.writeLong(Long.reverseBytes((64 << 20) + 1));
            sparse.setLength(100_000_000);
        }
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/header: must not make reading take more memory than 2147483648 bytes. Received:"
                        + " header length=67108865, for which it may take 2147483680 bytes.");
    }

    @Test
    void aHeaderAboveTheLimitIsRefusedThoughTheFileHasIt() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.writeLong(Long.reverseBytes(100_000_001));
            sparse.setLength(100_000_100);
        }
        assertThatThrownBy(() -> SafeTensorsReader.open(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Received: header length=100000001 in 100000100 bytes.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 20, 100, 200})
    void aTruncatedFileIsRefused(int length) throws IOException {
        byte[] bytes = new SafeTensorsFile().with("abc", 2).with("d", 40).bytes();
        assertThat(bytes).hasSizeGreaterThan(length);
        Files.write(file, Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> SafeTensorsReader.open(file)).isInstanceOf(KerasFormatException.class);
    }

    @Test
    void aMissingFileAndADirectoryAreToldApart() {
        assertThatThrownBy(() -> PyTorchFiles.describe(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "PyTorchFiles: the file could not be read. Received: path=" + file + " (NoSuchFileException).");
        assertThatThrownBy(() -> PyTorchFiles.describe(directory))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        directory + ": must be a file, in the safetensors format. Received: a directory or device.");
    }

    @Test
    void describeListsEveryTensorAsTheFileDoes() throws IOException {
        Files.write(
                file,
                new SafeTensorsFile()
                        .bytes(
                                "{\"z\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
                                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}",
                                16));
        assertThat(PyTorchFiles.describe(file))
                .containsExactly(new TensorInfo("z", "I64", List.of()), new TensorInfo("a", "F32", List.of(1L, 2L)));
    }
}
