package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.random.Generator;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyIndexTest {

    /** Keys whose hashes collide. */
    private record Key(int number) {
        @Override
        public int hashCode() {
            return number % 7;
        }
    }

    @Test
    void keysComeAndGoAsInAMap() {
        KeyIndex<Key> index = new KeyIndex<>();
        Map<Key, Integer> expected = new HashMap<>();
        Generator generator = new Generator(2);
        for (int i = 0; i < 20_000; i++) {
            int number = (int) generator.nextUniform(0, 150);
            Key key = new Key(number);
            Integer slot = expected.remove(key);
            if (slot == null) {
                assertThat(index.slotOf(key)).isEqualTo(-1);
                index.put(key, number * 3);
                expected.put(key, number * 3);
            } else {
                assertThat(index.slotOf(key)).isEqualTo(slot);
                assertThat(index.keyOf(slot)).isEqualTo(key);
                index.remove(slot);
                assertThat(index.keyOf(slot)).isNull();
            }
            assertThat(index.size()).isEqualTo(expected.size());
        }
        assertThat(expected).isNotEmpty();
        expected.forEach((key, slot) -> assertThat(index.slotOf(key)).isEqualTo(slot));
    }

    @Test
    void aMillionKeysTakeLessThanTwentyBytesEach() {
        KeyIndex<Integer> index = new KeyIndex<>();
        for (int key = 0; key < 1_000_000; key++) {
            index.put(key, key);
        }
        for (int key = 0; key < 1_000_000; key += 1_001) {
            assertThat(index.slotOf(key)).isEqualTo(key);
        }
        assertThat(index.bytes()).isBetween(8_000_000L, 20_000_000L);
    }
}
