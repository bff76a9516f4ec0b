package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HdfTest {

    private static final Place PLACE = Place.of("model.keras").entry("model.weights.h5");

    @Test
    void datasetsOfEveryTypeAndShapeComeBack() {
        HdfWriter file = new HdfWriter();
        HdfWriter.Group vars = file.root().group("layers").group("gru").group("vars");
        vars.dataset("0", new float[] {1.5f, Float.MIN_VALUE, Float.NaN, -0f, 4, Float.MAX_VALUE}, 2, 3);
        vars.dataset("1", new double[] {Double.MIN_VALUE, -Math.PI}, 2, 1);
        vars.dataset("2", new long[] {Long.MIN_VALUE});
        vars.dataset("3", new int[] {Integer.MIN_VALUE, 7}, 2);
        vars.dataset("4", new float[] {0.001f});
        vars.dataset("5", new float[0], 0, 12);
        try (HdfReader reader = HdfReader.open(bytes(file), PLACE)) {
            assertDataset(reader, "0", new float[] {1.5f, Float.MIN_VALUE, Float.NaN, -0f, 4, Float.MAX_VALUE}, 2, 3);
            assertDataset(reader, "1", new double[] {Double.MIN_VALUE, -Math.PI}, 2, 1);
            assertDataset(reader, "2", new long[] {Long.MIN_VALUE});
            assertDataset(reader, "3", new int[] {Integer.MIN_VALUE, 7}, 2);
            assertDataset(reader, "4", new float[] {0.001f});
            assertDataset(reader, "5", new float[0], 0, 12);
            assertThat(reader.members("layers/gru/vars")).containsExactly("0", "1", "2", "3", "4", "5");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 256, 257, 3000})
    void aGroupHoldsAnyNumberOfMembersWithTheirNames(int members) {
        HdfWriter file = new HdfWriter();
        HdfWriter.Group layers = file.root().group("layers");
        for (int i = 0; i < members; i++) {
            HdfWriter.Group vars = layers.group("dense_" + i).group("vars");
            vars.name("größe_" + i);
            vars.dataset("0", new float[] {i}, 1);
        }
        try (HdfReader reader = HdfReader.open(bytes(file), PLACE)) {
            assertThat(reader.members("layers")).hasSize(members);
            for (int i = 0; i < members; i++) {
                String vars = "layers/dense_" + i + "/vars";
                assertThat(reader.attribute(vars, "name")).isEqualTo("größe_" + i);
                assertThat(reader.read(vars + "/0").values()).isEqualTo(new float[] {i});
            }
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        HdfWriter file = new HdfWriter();
        file.root().group("layers");
        try (HdfReader reader = HdfReader.open(bytes(file), PLACE)) {
            assertThat(reader.members("layers/gru")).isEmpty();
            assertThat(reader.attribute("layers", "name")).isNull();
            assertThatThrownBy(() -> reader.read("layers/gru/vars/0"))
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessage("model.keras!/model.weights.h5: layers/gru/vars/0: must be a dataset."
                            + " Received: no dataset at this path.");
        }
    }

    @Test
    void damagedBytesEndInAFormatExceptionOrInNumbers() {
        HdfWriter file = new HdfWriter();
        for (String layer : new String[] {"gru", "dense"}) {
            HdfWriter.Group vars =
                    file.root().group("layers_" + layer).group(layer).group("vars");
            vars.name(layer);
            vars.dataset("0", new float[12], 3, 4);
        }
        byte[] sound = bytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try (HdfReader reader = HdfReader.open(damaged, PLACE)) {
                reader.attribute("layers_gru/gru/vars", "name");
                reader.read("layers_gru/gru/vars/0");
                reader.read("layers_dense/dense/vars/0");
            } catch (KerasFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static void assertDataset(HdfReader reader, String name, Object values, int... dimensions) {
        HdfArray read = reader.read("layers/gru/vars/" + name);
        assertThat(read.dimensions()).isEqualTo(dimensions);
        assertThat(read.values()).isEqualTo(values);
    }

    private static byte[] bytes(HdfWriter file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            long size = file.writeTo(out);
            assertThat(out.size()).isEqualTo((int) size);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
