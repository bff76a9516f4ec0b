package io.github.gru4j.cli;

import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.forecast.TestedForecasts;
import io.github.gru4j.cli.forecast.TestedForecasts.OutputScores;
import io.github.gru4j.cli.forecast.TrainedForecaster;
import io.github.gru4j.cli.report.ForecastPicture;
import io.github.gru4j.cli.report.HorizonPicture;
import io.github.gru4j.cli.report.LearningCurve;
import io.github.gru4j.cli.report.ResidualPicture;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.training.TrainingCourse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code train} draws of forecasts. */
final class ForecastDrawings {

    private ForecastDrawings() {}

    static LearningCurve learningCurve(TrainedForecaster trained) {
        String targets = trained.test().targets().stream().map(Target::name).collect(Collectors.joining(", "));
        TrainingCourse course = trained.course();
        return new LearningCurve(
                "Learning curve: " + targets,
                "mean squared error, standardised target",
                course.loss(),
                course.validationLoss(),
                course.bestEpoch());
    }

    /** As {@link #forecast}, for the same forecasts. */
    static ResidualPicture residuals(TestedForecasts test, int target) {
        ForecastPicture picture = forecast(test, target);
        return new ResidualPicture(
                "Residuals of " + picture.target() + ", "
                        + TrainReport.count(test.horizons().last(), "row") + " ahead",
                picture.target(),
                picture.forecast(),
                picture.truth());
    }

    /** The errors of a target. */
    static HorizonPicture byHorizon(TestedForecasts test, int target) {
        List<OutputScores> scores = test.ofTarget(target);
        Map<String, List<Double>> errors = new LinkedHashMap<>();
        errors.put("model", scores.stream().map(s -> s.model().mae()).toList());
        errors.put("last value", scores.stream().map(s -> s.lastValue().mae()).toList());
        if (test.season() != null) {
            errors.put(
                    "value " + test.season().words(),
                    scores.stream()
                            .flatMap(s -> Stream.ofNullable(s.seasonal()))
                            .map(Scores::mae)
                            .toList());
        }
        return new HorizonPicture(
                "Error by horizon: " + test.targets().get(target).name(),
                test.horizons().ahead(),
                errors);
    }

    /** A target at its farthest horizon, which is the hardest. */
    static ForecastPicture forecast(TestedForecasts test, int which) {
        Target target = test.targets().get(which);
        int horizons = test.horizons().count();
        int[] rows = TestedForecasts.rows(test.rows(), test.horizons().span() - 1);
        double[] truth =
                Arrays.stream(rows).mapToDouble(row -> target.values()[row]).toArray();
        return new ForecastPicture(
                "Forecast of " + target.name() + ", "
                        + TrainReport.count(test.horizons().last(), "row") + " ahead, on the test part",
                target.name(),
                test.frame().time(),
                rows,
                truth,
                TestedForecasts.column(test.forecasts(), which * horizons + horizons - 1));
    }
}
