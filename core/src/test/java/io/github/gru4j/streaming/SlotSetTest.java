package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.random.Generator;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside a set of the JDK, full, and for many rounds. */
class SlotSetTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void everySlotIsNewOnceInARound(int most) {
        Generator generator = new Generator(most);
        SlotSet set = new SlotSet(most);
        for (int round = 0; round < 2_000; round++) {
            int spread = round % 2 == 0 ? 2 * most : Integer.MAX_VALUE;
            Set<Integer> expected = new HashSet<>();
            set.clear();
            while (expected.size() < most) {
                int slot = (int) generator.nextUniform(0, spread);
                assertThat(set.add(slot)).isEqualTo(expected.add(slot));
            }
            for (int slot : expected) {
                assertThat(set.add(slot)).isFalse();
            }
        }
    }

    @Test
    void smallestAndLargestSlotsAreSlots() {
        SlotSet set = new SlotSet(8);
        assertThat(set.add(0)).isTrue();
        assertThat(set.add(Integer.MAX_VALUE - 1)).isTrue();
        assertThat(set.add(0)).isFalse();
        assertThat(set.add(Integer.MAX_VALUE - 1)).isFalse();
        set.clear();
        assertThat(set.add(0)).isTrue();
        assertThat(set.add(Integer.MAX_VALUE - 1)).isTrue();
    }
}
