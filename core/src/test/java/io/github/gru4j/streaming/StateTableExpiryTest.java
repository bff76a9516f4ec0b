package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Last use by the caller's clock, expiry, and what other threads may do meanwhile. */
class StateTableExpiryTest {

    private static StateLayout layout(int size) {
        return new StateLayout(new ModelFingerprint(1, 2), size);
    }

    @Test
    void keysThatWereNotUsedSinceExpireInOrderAndTheOthersStay() {
        StateTable table = new StateTable(layout(4), 0);
        for (int key = 0; key < 6; key++) {
            table.add();
        }
        table.use(new int[] {0, 1, 2, 3, 0}, 4, -50);
        table.use(2, -49);
        table.use(4, 7);
        assertThat(table.lastUse(1)).isEqualTo(-50);
        assertThat(table.lastUse(2)).isEqualTo(-49);
        assertThat(table.lastUse(5)).isEqualTo(StateTable.NEVER_USED);
        List<Integer> expired = new ArrayList<>();
        assertThat(table.expire(-50, expired::add)).isZero();
        assertThat(table.expire(-49, expired::add)).isEqualTo(3);
        assertThat(expired).containsExactly(0, 1, 3);
        assertThat(table.slots()).containsExactly(2, 4, 5);
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.add()).isEqualTo(3);
        assertThat(table.lastUse(3)).as("a new key").isEqualTo(StateTable.NEVER_USED);
        assertThat(table.expire(Long.MAX_VALUE, expired::add)).isEqualTo(2);
        assertThat(table.slots()).as("keys that nobody marked stay").containsExactly(3, 5);
    }

    /** Against a map, with as many slots as several pages have. */
    @Test
    void manyKeysComeGoAndExpireAsInAMap() {
        StateTable table = new StateTable(layout(1 << 14), 0); // 4 slots a page
        Map<Integer, Long> model = new TreeMap<>();
        Generator generator = new Generator(11);
        for (long now = 0; now < 4_000; now++) {
            int slot = (int) generator.nextUniform(0, 70);
            if (!model.containsKey(slot)) {
                slot = table.add();
                assertThat(model.put(slot, StateTable.NEVER_USED)).isNull();
            }
            if (generator.nextUniform(0, 1) < 0.8) {
                table.use(slot, now);
                model.put(slot, now);
            } else {
                table.remove(slot);
                model.remove(slot);
            }
            if (now % 50 == 0) {
                long before = now - 60;
                List<Integer> expired = new ArrayList<>();
                table.expire(before, expired::add);
                List<Integer> expected = model.entrySet().stream()
                        .filter(e -> e.getValue() != StateTable.NEVER_USED && e.getValue() < before)
                        .map(Map.Entry::getKey)
                        .toList();
                assertThat(expired).isEqualTo(expected);
                expected.forEach(model::remove);
                assertThat(table.slots())
                        .containsExactly(model.keySet().stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
            }
        }
        assertThat(model).isNotEmpty();
    }

    @Test
    void timesTakeEightBytesAKeyFromTheFirstMarkOn() {
        StateTable table = new StateTable(layout(64), 1 << 20);
        for (int key = 0; key < 1_000_000; key++) {
            table.add();
        }
        assertThat(table.bytes()).as("a million keys of 64 units").isBetween(256_000_000L, 270_000_000L);
        for (int slot : table.slots()) {
            table.use(slot, 1);
        }
        assertThat(table.bytes()).isBetween(264_000_000L, 280_000_000L);
    }

    @Test
    void nobodyMayUseTheTableWhileAllSlotsAreLookedAt() {
        StateTable table = new StateTable(layout(4), 0);
        table.use(table.add(), 1);
        table.add();
        String message = "StateTable: nobody may use the table during expire().";
        table.expire(2, slot -> {
            assertThatThrownBy(table::add)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> table.remove(1)).hasMessage(message);
            assertThatThrownBy(() -> table.reset(1)).hasMessage(message);
            assertThatThrownBy(() -> table.use(1, 5)).hasMessage(message);
            assertThatThrownBy(() -> table.check(new int[] {1}, 1)).hasMessage(message);
            assertThatThrownBy(() -> table.expire(1, gone -> {})).hasMessage(message);
        });
        IllegalStateException thrown = new IllegalStateException("no");
        table.use(1, 1);
        assertThatThrownBy(() -> table.expire(2, slot -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(table.add()).as("it is open again").isEqualTo(1);
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        StateTable table = new StateTable(layout(4), 0);
        int slot = table.add();
        assertThatThrownBy(() -> table.use(3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StateTable: a slot must come from add() and not be removed. Received: slot=3.");
        assertThatThrownBy(() -> table.lastUse(-1))
                .hasMessage("StateTable: a slot must come from add() and not be removed. Received: slot=-1.");
        assertThatThrownBy(() -> table.use(slot, Long.MIN_VALUE))
                .hasMessage("StateTable: now must be above Long.MIN_VALUE, which says never. Received:"
                        + " now=-9223372036854775808.");
        assertThatThrownBy(() -> table.use(new int[] {0, 9}, 2, 5))
                .hasMessage("StateTable: a slot must come from add() and not be removed. Received: slots[1]=9.");
        assertThat(table.lastUse(slot)).as("nothing was noted").isEqualTo(StateTable.NEVER_USED);
        assertThatThrownBy(() -> table.use(new int[1], 2, 5))
                .hasMessage("StateTable: n must be from 0 to slots.length. Received: n=2, slots.length=1.");
    }
}
