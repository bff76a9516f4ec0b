package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets of many kinds, written by h5py: {@code golden/hostile/kinds.py}. */
class HdfKindsTest {

    private HdfReader file;

    @BeforeEach
    void open() throws IOException {
        file = HdfReader.open(Files.readAllBytes(Golden.file("hostile/kinds.h5")), Place.of("file"));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f4", "f8", "big_f2", "big_f4", "big_f8", "compact"})
    void floatingPointNumbersAreReadInEitherByteOrder(String name) {
        Object values = file.read(name).values();
        assertThat(Array.getLength(values)).isEqualTo(3);
        assertThat(new double[] {Array.getDouble(values, 0), Array.getDouble(values, 1), Array.getDouble(values, 2)})
                .containsExactly(1.5, -2, 3.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i4", "i8", "big_i4", "big_i8"})
    void integersAreReadInEitherByteOrder(String name) {
        Object values = file.read(name).values();
        assertThat(new long[] {Array.getLong(values, 0), Array.getLong(values, 1), Array.getLong(values, 2)})
                .containsExactly(1, -2, 3);
    }

    @Test
    void unsignedIntegersStayPositive() {
        assertThat((long[]) file.read("u4").values()).containsExactly(1, 4294967294L, 3);
    }

    @Test
    void nothingIsReadOfAnArrayWithoutElements() {
        HdfArray values = file.read("no_elements");
        assertThat(values.dimensions()).containsExactly(0, 3);
        assertThat((float[]) values.values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "i1, FixedPoint of 1 bytes",
        "i2, FixedPoint of 2 bytes",
        "u8, FixedPoint of 8 bytes",
        "odd_bias, FloatingPoint of 4 bytes",
        "bool, EnumDataType of 1 bytes",
        "enum, EnumDataType of 4 bytes",
        "complex, CompoundDataType of 16 bytes",
        "compound, CompoundDataType of 8 bytes",
        "array, ArrayDataType of 12 bytes",
        "vlen, VariableLength of 16 bytes",
        "text, VariableLength of 16 bytes",
        "texts, StringData of 5 bytes",
        "reference, Reference of 8 bytes"
    })
    void otherElementsAreRefusedByName(String name, String type) {
        assertRefused(
                name,
                "must hold floating-point numbers of IEEE, or integers of 32 or 64 bits. Received: elements of type "
                        + type + ".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chunked | []",
                "gzip | [shuffle, deflate]",
                "lzf | [\"lzf\" (32000)]",
            })
    void chunksAndTheirFiltersAreRefusedByName(String name, String filters) {
        assertRefused(
                name,
                "must be stored contiguously, as Keras stores it. Received: layout=CHUNKED, filters=" + filters
                        + ". Save the model again with Keras, or store the .h5 file so:"
                        + " h5repack -f NONE -l CONTI old.h5 new.h5.");
    }

    @ParameterizedTest
    @CsvSource({"empty, 1", "never_written, 6"})
    void whatWasNeverWrittenIsRefused(String name, int elements) {
        assertRefused(name, "must hold the " + elements + " elements of its shape. Received: another number of them.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "type", "nothing", "f4/x", "/f4", ""})
    void whatIsNoDatasetIsRefused(String path) {
        assertThatThrownBy(() -> file.read(path))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("must be a dataset. Received: no dataset at this path.");
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> file.read(name))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage("file!/" + name + ": " + reason);
    }
}
