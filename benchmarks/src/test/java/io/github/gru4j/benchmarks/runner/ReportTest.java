package io.github.gru4j.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.benchmarks.SequenceBenchmark;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.util.ListStatistics;

class ReportTest {

    private static final Machine MACHINE = new Machine(
            100_000, List.of(new Level("L1", 32, 16, 400_000), new Level("RAM", Long.MAX_VALUE / 1024, 1024, 50_000)));

    @Test
    void rowTellsTimesRatioShareAndBytes() {
        Outcome outcome = outcome("sequence", "2x10x8x16", false);
        time(outcome, 0, 512, 20, 30, 40);
        time(outcome, 1, 0, 30, 60, 90);

        String text = new Report(Map.of("JDK", "17"), MACHINE, List.of(outcome), List.of()).markdown();

        assertThat(text)
                .startsWith("- JDK: 17\n")
                .contains("| work     | shape     |        ours |        peer |")
                .contains("| sequence | 2x10x8x16 | 2.00 / 3.00 | 3.00 / 6.00 |"
                        + "         peer |         1.50 |   2.00 |  23 % of peak |        512 |\n");
    }

    @Test
    void singleStepIsMeasuredAgainstReadingItsWeights() {
        Bound bound = Bound.forward(SequenceShape.parse("8x16")); // 12 * 16 * 24 bytes, 4608, in L1
        assertThat(MACHINE.share(bound, 0.0144)).isEqualTo("80 % of L1");
    }

    @Test
    void refusedPeerIsNoFastestPeer() {
        Outcome outcome = outcome("sequence", "2x10x8x16", false);
        time(outcome, 0, 0, 20);
        time(outcome, 1, 0, 10);
        outcome.refuse(outcome.contest().entrants().get(1), "it computes something else");

        String text = new Report(Map.of(), MACHINE, List.of(outcome), List.of()).markdown();

        assertThat(outcome.fastestPeer()).isEmpty();
        assertThat(text)
                .contains("| refused |")
                .contains("Not timed: sequence 2x10x8x16, peer: it computes something else");
    }

    @Test
    void comparisonWithOurselvesHasTheRatioToTheFirst() {
        Outcome outcome = outcome("masks", "2x10x8x16", true);
        time(outcome, 0, 0, 20);
        time(outcome, 1, 0, 21);

        assertThat(new Report(Map.of(), MACHINE, List.of(outcome), List.of()).markdown())
                .contains("| peer  | 2x10x8x16 | ours          | 2.10 / 2.10 | 2.00 / 2.00 |       1.05 |   1.05 |");
    }

    @Test
    void rawFiguresAreCommaSeparated() {
        Outcome outcome = outcome("sequence", "2x10x8x16", false);
        time(outcome, 0, 512, 20, 30, 40);

        assertThat(new Report(Map.of(), MACHINE, List.of(outcome), List.of()).csv())
                .isEqualTo("kind,shape,entrant,min_us,median_us,bytes_per_call,samples,forks\n"
                        + "sequence,2x10x8x16,ours,2.00000,3.00000,512.0,3,1\n");
    }

    private static Outcome outcome(String kind, String shape, boolean amongOurs) {
        Bound bound = Bound.forward(SequenceShape.parse(shape));
        return new Outcome(new Contest(kind, shape, bound, amongOurs, List.of(entrant("ours"), entrant("peer"))));
    }

    private static Entrant entrant(String title) {
        return new Entrant(title, SequenceBenchmark.class, "run", Map.of(), true, 10);
    }

    /** Samples of ten calls each. */
    private static void time(Outcome outcome, int entrant, double bytes, double... micros) {
        outcome.timing(outcome.contest().entrants().get(entrant)).add(new ListStatistics(micros), 10, bytes);
    }
}
