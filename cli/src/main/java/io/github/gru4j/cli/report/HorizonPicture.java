package io.github.gru4j.cli.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/**
 * The picture of errors by horizon, of the model and what it is compared with.
 *
 * @param title the heading
 * @param ahead the horizons, ascending
 * @param errors the mean absolute error at each horizon, by who made it; the model first
 */
public record HorizonPicture(String title, List<Integer> ahead, Map<String, List<Double>> errors) {

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        XYChart chart = Pictures.chart(title, "Rows ahead", "Mean absolute error", 900, 420);
        List<java.awt.Color> colours = List.of(Pictures.MODEL, Pictures.TRUTH, Pictures.OTHER);
        int next = 0;
        for (Map.Entry<String, List<Double>> line : errors.entrySet()) {
            Pictures.line(chart.addSeries(line.getKey(), ahead, line.getValue()), colours.get(next % 3), 2);
            next++;
        }
        chart.getStyler().setXAxisDecimalPattern("0");
        return Pictures.png(chart);
    }
}
