package io.github.gru4j.cli.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.MissingPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeasonTest {

    private static Frame frame(String interval, int rows, int period) {
        String query = "select timestamp '2020-01-01' + i * interval '" + interval + "' as t, sin(2 * pi() * i / "
                + period + ") as v from range(" + rows + ") r(i)";
        try (DataTable table = DataTable.open(null, query)) {
            return new FrameReader(table, List.of(), MissingPolicy.ERROR).read(List.of("v"), List.of("v"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1 hour,300,24,24,a day ago",
        "10 minutes,600,144,144,a day ago",
        "1 day,1000,7,7,a week ago",
        "1 day,1000,365,365,a year ago",
        "7 days,200,52,52,a year ago",
        "1 month,100,12,12,a year ago"
    })
    void periodFollowsFromTheTimeStamps(String interval, int rows, int period, int expected, String words) {
        Frame frame = frame(interval, rows, period);
        assertThat(Season.suggested(frame.time(), frame.targets().get(0).values(), rows * 4 / 5, 1))
                .contains(new Season(expected, words));
    }

    @Test
    void noPeriodWithoutTimeOrWhereItDoesNotFitTwice() {
        Frame hourly = frame("1 hour", 60, 24);
        assertThat(Season.suggested(null, hourly.targets().get(0).values(), 48, 1))
                .isEmpty();
        assertThat(Season.suggested(hourly.time(), hourly.targets().get(0).values(), 47, 1))
                .isEmpty();
        assertThat(Season.suggested(hourly.time(), hourly.targets().get(0).values(), 48, 1))
                .isPresent();
        Frame yearly = frame("1 year", 60, 10);
        assertThat(Season.suggested(yearly.time(), yearly.targets().get(0).values(), 48, 1))
                .isEqualTo(Optional.empty());
    }

    @Test
    void seasonalValueIsAlwaysKnownWhenTheForecastIsMade() {
        assertThat(Season.given(7).lag(1)).isEqualTo(7);
        assertThat(Season.given(7).lag(7)).isEqualTo(7);
        assertThat(Season.given(7).lag(8)).isEqualTo(14);
        assertThat(Season.given(1).lag(3)).isEqualTo(3);
    }

    @Test
    void scoresAreMeansOverTheRows() {
        double[] values = {1, 2, 4, 8};
        Scores scores = Scores.of(values, new int[] {1, 3}, new double[] {5, 7});
        assertThat(scores.mae()).isEqualTo(2);
        assertThat(scores.rmse()).isCloseTo(Math.sqrt(5), within(1e-12));
        assertThat(Scores.ofRepeating(values, new int[] {2, 3}, 2))
                .isEqualTo(Scores.of(values, new int[] {2, 3}, new double[] {1, 2}));
    }
}
