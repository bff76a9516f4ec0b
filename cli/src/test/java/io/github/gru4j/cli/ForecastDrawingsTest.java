package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.forecast.TestedForecasts;
import io.github.gru4j.cli.report.ForecastPicture;
import io.github.gru4j.cli.report.ResidualPicture;
import io.github.gru4j.cli.series.Horizons;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastDrawingsTest {

    /** Two targets, two horizons, forecasts for the rows 3 and 4. */
    private static TestedForecasts tested() {
        boolean[] given = {true, true, true, true, true, true};
        Frame frame = new Frame(
                "data.csv",
                List.of("a"),
                List.of(
                        new Target("a", new double[] {0, 1, 2, 3, 4, 5}, given),
                        new Target("b", new double[] {0, 10, 20, 30, 40, 50}, given)),
                new float[6][1],
                new long[] {1, 2, 3, 4, 5, 6},
                null,
                List.of());
        float[][] forecasts = {{3.5f, 4.5f, 31, 41}, {4.5f, 5.25f, 42, 53}};
        return TestedForecasts.of(frame, new Horizons(List.of(1, 2)), null, new int[] {3, 4}, forecasts);
    }

    @Test
    void everyTargetIsDrawnAtItsFarthestHorizon() {
        ForecastPicture first = ForecastDrawings.forecast(tested(), 0);
        assertThat(first.truth()).containsExactly(4, 5);
        assertThat(first.forecast()).containsExactly(4.5, 5.25);
        ForecastPicture second = ForecastDrawings.forecast(tested(), 1);
        assertThat(second.target()).isEqualTo("b");
        assertThat(second.rows()).containsExactly(4, 5);
        assertThat(second.truth()).containsExactly(40, 50);
        assertThat(second.forecast()).containsExactly(41, 53);
    }

    @Test
    void residualsAndErrorsAreThoseOfTheTarget() {
        ResidualPicture residuals = ForecastDrawings.residuals(tested(), 1);
        assertThat(residuals.title()).isEqualTo("Residuals of b, 2 rows ahead");
        assertThat(residuals.truth()).containsExactly(40, 50);
        assertThat(ForecastDrawings.byHorizon(tested(), 1).errors().get("model"))
                .containsExactly(1.5, 2.0);
        assertThat(ForecastDrawings.byHorizon(tested(), 0).errors().get("last value"))
                .containsExactly(1.0, 2.0);
    }
}
