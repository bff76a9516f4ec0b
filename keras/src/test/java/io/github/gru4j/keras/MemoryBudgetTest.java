package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** The least that a file needs is found by trying; whatever is allocated for it refuses to be, when that is missing. */
    @Test
    void everythingThatAFileMakesUsAllocateIsPaidFor() {
        Path file = Golden.file("optimizers/adamw_schedule_ema.keras");
        long refused = 1;
        long enough = MemoryBudget.DEFAULT;
        while (enough - refused > 1) {
            long middle = refused + (enough - refused) / 2;
            if (reason(file, middle).isEmpty()) {
                enough = middle;
            } else {
                refused = middle;
            }
        }
        assertThat(enough).isBetween(100_000L, 10_000_000L);
        Set<String> reasons = new TreeSet<>();
        for (long limit = refused; limit > 0; limit -= 1 + enough / 500) {
            Matcher what = Pattern.compile("Received: ([a-zA-Z0-9 ]+) of \\d+ bytes, where ")
                    .matcher(reason(file, limit));
            assertThat(what.find()).isTrue();
            reasons.add(what.group(1));
        }
        assertThat(reasons).contains("JSON", "HDF5 structure", "the state of the optimizer");
        assertThat(reason(file, 1)).contains("Received: an entry of ");
    }

    /** Why a file is refused; empty if it is read. */
    private static String reason(Path file, long maxMemory) {
        try {
            KerasFiles.load(file, KerasConfigs.keras3().maxMemory(maxMemory));
            return "";
        } catch (KerasFormatException e) {
            assertThat(e.reason()).startsWith("must not make reading take more memory than " + maxMemory + " bytes.");
            return e.reason();
        }
    }
}
