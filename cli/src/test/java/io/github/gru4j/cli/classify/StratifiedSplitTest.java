package io.github.gru4j.cli.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedSplitTest {

    private static final int[] LABELS =
            IntStream.range(0, 100).map(i -> i % 10 == 0 ? 1 : 0).toArray();

    private static StratifiedSplit split(double validation, long seed) {
        return StratifiedSplit.of("data.csv", List.of("common", "rare"), LABELS, validation, 0.2, seed);
    }

    @Test
    void everyPartHasEveryClassInItsShare() {
        StratifiedSplit split = split(0.1, 3);
        assertThat(rare(split.training())).isEqualTo(7);
        assertThat(rare(split.validation())).isEqualTo(1);
        assertThat(rare(split.test())).isEqualTo(2);
        assertThat(IntStream.of(split.training().length, split.validation().length, split.test().length))
                .containsExactly(70, 10, 20);
    }

    private static long rare(int[] part) {
        return Arrays.stream(part).filter(i -> LABELS[i] == 1).count();
    }

    @Test
    void everySequenceIsInOnePart() {
        StratifiedSplit split = split(0.1, 3);
        assertThat(IntStream.of(split.training()))
                .doesNotContainAnyElementsOf(
                        Arrays.stream(split.validation()).boxed().toList())
                .doesNotContainAnyElementsOf(Arrays.stream(split.test()).boxed().toList());
        assertThat(IntStream.concat(
                                IntStream.of(split.training()),
                                IntStream.concat(IntStream.of(split.validation()), IntStream.of(split.test())))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
    }

    @Test
    void testPartFollowsFromTheSeedAlone() {
        assertThat(split(0, 3).test()).isEqualTo(split(0.1, 3).test());
        assertThat(split(0.1, 4).test()).isNotEqualTo(split(0.1, 3).test());
        assertThat(split(0, 3).validation()).isEmpty();
    }
}
