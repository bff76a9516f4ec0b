package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {

    private static final Place PLACE = Place.of("file").entry("entry");

    @ParameterizedTest
    @CsvSource({
        "2147483648, 0, 67108864",
        "2147483648, 671088, 67108864",
        "2147483648, 671089, 67108900",
        "2147483648, 10000000, 1000000000",
        "2147483648, 30000000, 2147483648",
        "1000, 30000000, 1000",
        "9223372036854775807, 9223372036854775807, 9223372036854775807"
    })
    void aFileMayTakeAHundredTimesItsSizeButNoMoreThanTheCallerAllows(long most, long size, long total) {
        assertThat(MemoryBudget.ofFile(most, size).total()).isEqualTo(total);
    }

    @Test
    void whatIsKeptIsSpentAndWhatIsLetGoMustOnlyFit() {
        MemoryBudget memory = new MemoryBudget(100);
        memory.require(100, "an array", PLACE);
        memory.spend(60, "weights", PLACE);
        memory.require(4, 10, "an array", PLACE);
        memory.spend(4, 10, "weights", PLACE);
        assertThatThrownBy(() -> memory.spend(1, "weights", PLACE))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage("file!/entry: must not make reading take more memory than 100 bytes. Received: weights of 1"
                        + " bytes, where 0 are left. If the file is to be trusted, allow more with"
                        + " KerasConfigs.maxMemory.");
    }

    @Test
    void whatIsRefusedIsNotSpent() {
        MemoryBudget memory = new MemoryBudget(100);
        assertThatThrownBy(() -> memory.spend(101, "weights", PLACE)).isInstanceOf(KerasFormatException.class);
        memory.spend(100, "weights", PLACE);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "9223372036854775807, 8", "4611686018427387904, 4", "-9223372036854775808, 2"})
    void aProductThatOverflowsIsRefused(long count, long each) {
        MemoryBudget memory = new MemoryBudget(Long.MAX_VALUE - 1);
        assertThatThrownBy(() -> memory.spend(count, each, "weights", PLACE)).isInstanceOf(KerasFormatException.class);
        assertThatThrownBy(() -> memory.require(count, each, "weights", PLACE))
                .isInstanceOf(KerasFormatException.class);
    }
}
