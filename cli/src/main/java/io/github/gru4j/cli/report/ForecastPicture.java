package io.github.gru4j.cli.report;

import io.github.gru4j.cli.data.TimeAxis;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;

/**
 * The picture of forecasts beside the truth on the test part; of its last rows where it is long.
 *
 * @param title the heading
 * @param target the name of the target, on the vertical axis
 * @param time when the rows were, or null
 * @param rows the rows that were forecast, from 0, ascending
 * @param truth the target of each of them
 * @param forecast the forecast of each of them
 */
public record ForecastPicture(
        String title, String target, @Nullable TimeAxis time, int[] rows, double[] truth, double[] forecast) {

    /** More points than this run into each other. */
    private static final int SHOWN = 400;

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        int from = Math.max(0, rows.length - SHOWN);
        String heading = from == 0 ? title : title + " (its last " + SHOWN + " of " + rows.length + " rows)";
        boolean dates = time != null && time.stamps();
        XYChart chart = Pictures.chart(heading, time == null ? "Row" : time.label(), target, 1200, 520);
        List<Object> xs = new ArrayList<>();
        List<Double> truths = new ArrayList<>();
        List<Double> forecasts = new ArrayList<>();
        for (int i = from; i < rows.length; i++) {
            double x = time == null ? rows[i] + 1 : time.value(rows[i]);
            // XChart labels the values themselves where they are evenly spaced, and round numbers where they are not.
            x += i == from && !dates ? 0.01 * (time == null ? 1 : time.step()) : 0;
            xs.add(dates ? (Object) Date.from(TimeAxis.moment(x).toInstant(ZoneOffset.UTC)) : (Object) x);
            truths.add(truth[i]);
            forecasts.add(forecast[i]);
        }
        Pictures.line(chart.addSeries("truth", xs, truths), Pictures.TRUTH, 1.4);
        Pictures.line(chart.addSeries("forecast", xs, forecasts), Pictures.MODEL, 1.8);
        chart.getStyler().setXAxisMaxLabelCount(12);
        if (dates && time != null) {
            chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
            chart.getStyler().setDatePattern(pattern(time.value(rows[rows.length - 1]) - time.value(rows[from])));
        } else {
            chart.getStyler().setXAxisDecimalPattern("0.###");
        }
        return Pictures.png(chart);
    }

    /** Ticks fall on any day, so a label names it. */
    private static String pattern(double micros) {
        return micros > 5 * TimeAxis.DAY ? "yyyy-MM-dd" : "MM-dd HH:mm";
    }
}
