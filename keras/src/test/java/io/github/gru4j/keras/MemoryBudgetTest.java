package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.model.Model;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {

    private static final Place PLACE = Place.of("file").entry("entry");

    @ParameterizedTest
    @CsvSource({
        "0, 67108864",
        "671088, 67108864",
        "671089, 67108900",
        "10000000, 1000000000",
        "21474836, 2147483600",
        "21474837, 2147483648",
        "30000000, 2147483648",
        "9223372036854775807, 2147483648"
    })
    void aFileMayTakeAHundredTimesItsSizeAndAtMostTwoGibibytes(long size, long total) {
        assertThat(KerasConfigs.keras3().memory(size).total()).isEqualTo(total);
    }

    /** Else what an error says, to allow more, would help with no file of less than 20 MB. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1000, 30000000", "67108865, 10", "3000000000, 10", "9223372036854775807, 1000"})
    void whatTheCallerAllowsHoldsForEveryFile(long most, long size) {
        KerasConfigs configs = KerasConfigs.keras2().maxMemory(most);
        assertThat(configs.memory(size).total()).isEqualTo(most);
        assertThat(configs.maxMemory(7).memory(size).total()).isEqualTo(7);
    }

    /** Each reading has a budget of its own, in whatever thread: two at once would not both fit into one. */
    @Test
    void whatIsReadAtOnceSharesNoBudget() throws Exception {
        Path file = Golden.file("optimizers/adamw_schedule_ema.keras");
        KerasConfigs configs = KerasConfigs.keras3().maxMemory(enough(file));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Model>> readings = Collections.nCopies(40, () -> KerasFiles.load(file, configs));
            for (Future<Model> reading : threads.invokeAll(readings)) {
                assertThat(reading.get().built()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
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
        long enough = enough(file);
        assertThat(enough).isBetween(100_000L, 10_000_000L);
        Set<String> reasons = new TreeSet<>();
        for (long limit = enough - 1; limit > 0; limit -= 1 + enough / 500) {
            Matcher what = Pattern.compile("Received: ([a-zA-Z0-9 ]+) of \\d+ bytes, where ")
                    .matcher(reason(file, limit));
            assertThat(what.find()).isTrue();
            reasons.add(what.group(1));
        }
        assertThat(reasons).contains("JSON", "HDF5 structure", "the state of the optimizer");
        assertThat(reason(file, 1)).contains("Received: an entry of ");
    }

    /** The least with which a file is read. */
    private static long enough(Path file) {
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
        return enough;
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
