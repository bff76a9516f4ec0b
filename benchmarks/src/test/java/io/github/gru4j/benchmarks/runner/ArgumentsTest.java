package io.github.gru4j.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.benchmarks.peer.Competitor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static final List<Contest> ALL = Contests.all(Set.of(Competitor.values()));

    @Test
    void withoutWordsEverythingIsChosen() {
        Arguments arguments = Arguments.parse(List.of());

        assertThat(arguments.chosen(ALL)).isEqualTo(ALL);
        assertThat(arguments.startUp()).isTrue();
    }

    @Test
    void kindAndShapeChooseOneRow() {
        assertThat(chosen("sequence", "32x100x64x128")).containsExactly("sequence 32x100x64x128");
    }

    @Test
    void wordsMayBeOneArgument() {
        assertThat(chosen("sequence 32x100x64x128")).containsExactly("sequence 32x100x64x128");
    }

    @Test
    void shapeAloneChoosesAllItsRows() {
        assertThat(chosen("16x30x512x512"))
                .containsExactly(
                        "sequence 16x30x512x512",
                        "training 16x30x512x512",
                        "training-input 16x30x512x512",
                        "threads 16x30x512x512");
    }

    @Test
    void oursIsEveryComparisonWithOurselves() {
        assertThat(chosen("ours", "64x128"))
                .containsExactly("reset-before 64x128", "many-keys 64x128", "scalar 64x128");
    }

    @Test
    void startUpAloneChoosesNoRow() {
        Arguments arguments = Arguments.parse(List.of("startup"));

        assertThat(arguments.chosen(ALL)).isEmpty();
        assertThat(arguments.startUp()).isTrue();
        assertThat(Arguments.parse(List.of("step")).startUp()).isFalse();
    }

    @Test
    void libraryAlwaysTakesPart() {
        assertThat(Arguments.parse(List.of("--peers", "naive")).peers())
                .containsExactlyInAnyOrder(Competitor.GRU4J, Competitor.NAIVE);
    }

    @Test
    void peersThatDoNotTrainAreNotAskedTo() {
        assertThat(ALL.stream().filter(contest -> contest.kind().equals("training")))
                .isNotEmpty()
                .allSatisfy(contest -> assertThat(contest.entrants())
                        .extracting(Entrant::title)
                        .doesNotContain(Competitor.ONNX_RUNTIME.title()));
    }

    @Test
    void unknownWordsAndOptionsAreRefused() {
        assertThatThrownBy(() -> chosen("stepp"))
                .hasMessage("Arguments: a word must be a kind or a shape. Received: stepp. See --list.");
        assertThatThrownBy(() -> Arguments.parse(List.of("--fast")))
                .hasMessage("Arguments: unknown option. Received: --fast. See --help.");
        assertThatThrownBy(() -> Arguments.parse(List.of("--rounds")))
                .hasMessage("Arguments: --rounds needs a value. See --help.");
    }

    private static List<String> chosen(String... words) {
        return Arguments.parse(List.of(words)).chosen(ALL).stream()
                .map(Contest::name)
                .toList();
    }
}
