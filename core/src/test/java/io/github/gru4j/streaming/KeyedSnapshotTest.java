package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and states in files; the process that writes one may be killed. */
class KeyedSnapshotTest {

    private static final StreamingModel MODEL = StreamingModels.small();
    private static final int MANY = 60_000; // several blocks

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys.snapshot");
    }

    private static KeyedStream<String> restore(Path file) {
        return KeyedStream.<String>builder(MODEL)
                .restore(file, KeyCodec.strings(), ModelChange.REFUSE)
                .build();
    }

    private static float[] event(long seed) {
        return StreamingModels.events(MODEL, 1, seed);
    }

    @Test
    void keysGoOnWhereTheyWere() {
        List<String> keys = List.of("", "a", "Ω 温度", "x".repeat(70_00), "\uD83D\uDE00");
        try (KeyedStream<String> stream = KeyedStream.of(MODEL)) {
            stream.on("gone", event(1));
            for (String key : keys) {
                stream.on(key, event(key.length()));
            }
            stream.remove("gone");
            stream.snapshot(file(), KeyCodec.strings());
            try (KeyedStream<String> restored = restore(file())) {
                assertThat(restored.size()).isEqualTo(5);
                assertThat(restored.contains("gone")).isFalse();
                for (String key : keys) {
                    assertThat(restored.on(key, event(2))).isEqualTo(stream.on(key, event(2)));
                }
                assertThat(restored.on("new", event(3))).isEqualTo(stream.on("new", event(3)));
            }
        }
    }

    @Test
    void numbersAsKeysAndTimesOfUseComeBack() {
        try (KeyedStream<Long> stream =
                KeyedStream.<Long>builder(MODEL).clock(() -> 17).build()) {
            for (long key : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                stream.on(key, event(key));
            }
            stream.snapshot(file(), KeyCodec.longs());
        }
        KeyedStream.Builder<Long> builder =
                KeyedStream.<Long>builder(MODEL).clock(() -> 30).restore(file(), KeyCodec.longs(), ModelChange.REFUSE);
        try (KeyedStream<Long> restored = builder.build()) {
            assertThat(restored.contains(Long.MIN_VALUE)).isTrue();
            restored.on(-1L, event(5));
            List<Long> gone = new ArrayList<>();
            assertThat(restored.expire(18, gone::add)).isEqualTo(3);
            assertThat(gone).containsExactly(0L, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    @Test
    void keysThatCannotBeReadOrComeTwiceAreRefused() {
        try (KeyedStream<String> stream = KeyedStream.of(MODEL)) {
            stream.on("a", event(1));
            stream.on("b", event(2));
            stream.snapshot(file(), KeyCodec.strings());
        }
        String start = "StateTable: " + file() + ", ";
        assertThatThrownBy(() -> KeyedStream.<Long>builder(MODEL)
                        .restore(file(), KeyCodec.longs(), ModelChange.REFUSE)
                        .build())
                .isInstanceOf(DamagedStateException.class)
                .hasMessage(
                        start + "block 0 at byte 60: the bytes of a key must be one: KeyCodec: a whole number must have"
                                + " 8 bytes. Received: 1 bytes.");
        KeyCodec<String> same = new KeyCodec<>() {
            @Override
            public byte[] encode(String key) {
                return new byte[1];
            }

            @Override
            public String decode(byte[] bytes) {
                return "k";
            }
        };
        assertThatThrownBy(() -> KeyedStream.<String>builder(MODEL)
                        .restore(file(), same, ModelChange.REFUSE)
                        .build())
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("the key k comes twice");
        assertThatThrownBy(() -> StateTable.restore(MODEL, file(), ModelChange.RESET))
                .hasMessage(start + "byte 12: a snapshot of a KeyedStream must be restored by KeyedStream.");
    }

    @Test
    void codecThatFailsLeavesTheSnapshotBefore() throws IOException {
        try (KeyedStream<String> stream = KeyedStream.of(MODEL)) {
            stream.on("a", event(1));
            stream.snapshot(file(), KeyCodec.strings());
            byte[] before = Files.readAllBytes(file());
            stream.on("\uD83D", event(1));
            assertThatThrownBy(() -> stream.snapshot(file(), KeyCodec.strings()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("KeyCodec: key must be text without half of a surrogate pair.");
            stream.remove("\uD83D");
            stream.on("x".repeat(70_000), event(1));
            assertThatThrownBy(() -> stream.snapshot(file(), KeyCodec.strings()))
                    .hasMessage("KeyedStream: a key must have 65536 bytes at most. Received: 70000 bytes.");
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(file());
            }
            assertThat(stream.on("a", event(2))).as("the stream goes on").hasSize(2);
        }
        assertThatThrownBy(() -> KeyCodec.strings().decode(new byte[] {-1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KeyCodec: the bytes of a text must be UTF-8. Received: 1 bytes.");
    }

    @Test
    void everyChangeOfAByteIsRefused() throws IOException {
        try (KeyedStream<String> stream = KeyedStream.of(MODEL)) {
            stream.on("ab", event(1));
            stream.on("", event(1));
            stream.snapshot(file(), KeyCodec.strings());
        }
        byte[] good = Files.readAllBytes(file());
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            for (int bit = 0; bit < 8; bit++) {
                bad[at] = (byte) (good[at] ^ 1 << bit);
                Files.write(file(), bad);
                assertThatThrownBy(() -> restore(file()))
                        .as("byte %d, bit %d", at, bit)
                        .isInstanceOf(DamagedStateException.class);
            }
        }
    }

    // ---- a process that is killed -----------------------------------------------------------------------------------

    /**
     * Writes a snapshot, changes every key and begins another one, in whose middle it says so and waits to be killed.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        KeyedStream<String> stream = KeyedStream.of(MODEL);
        for (int key = 0; key < MANY; key++) {
            stream.on("key " + key, event(key % 100));
        }
        stream.snapshot(file, KeyCodec.strings());
        for (int key = 0; key < MANY; key++) {
            stream.on("key " + key, event(1));
        }
        int[] count = {0};
        stream.snapshot(file, new KeyCodec<>() {
            @Override
            public byte[] encode(String key) {
                if (++count[0] == MANY / 2) {
                    System.out.println("half");
                    waitToBeKilled();
                }
                return KeyCodec.strings().encode(key);
            }

            @Override
            public String decode(byte[] bytes) {
                throw new UnsupportedOperationException();
            }
        });
    }

    private static void waitToBeKilled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void processThatIsKilledInASnapshotLeavesTheOneBefore() throws Exception {
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeyedSnapshotTest.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(machine.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("half");
        } finally {
            machine.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> !path.equals(file())))
                    .as("what was written so far lies beside")
                    .singleElement()
                    .satisfies(part -> assertThat(Files.size(part)).isGreaterThan(1 << 20));
        }
        float[] expected = new float[MODEL.outputSize()];
        StreamingState state = MODEL.newState();
        StreamingState restored = MODEL.newState();
        try (KeyedStream<String> stream = restore(file())) {
            assertThat(stream.size()).isEqualTo(MANY);
            for (int key = 0; key < MANY; key += 97) {
                state.reset();
                MODEL.step(state, event(key % 100), expected);
                assertThat(stream.copyTo("key " + key, restored)).isTrue();
                // The process may have chosen kernels that add in another order.
                assertThat(restored.values().floats())
                        .usingComparatorWithPrecision(1e-5f)
                        .containsExactly(state.values().floats());
            }
            stream.snapshot(file(), KeyCodec.strings());
        }
    }
}
