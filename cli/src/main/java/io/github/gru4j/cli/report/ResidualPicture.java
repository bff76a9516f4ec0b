package io.github.gru4j.cli.report;

import java.awt.Color;
import java.io.IOException;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The picture of how far forecasts were from the truth, over the forecasts: a good model leaves a band without a shape.
 *
 * @param title the heading
 * @param target the name of the target
 * @param forecast the forecasts
 * @param truth the truth of each
 */
public record ResidualPicture(String title, String target, double[] forecast, double[] truth) {

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        XYChart chart = Pictures.chart(title, "Forecast of " + target, "Forecast - truth", 900, 420);
        double[] residuals = new double[truth.length];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = forecast[i] - truth[i];
        }
        XYSeries series = chart.addSeries("one forecast", forecast, residuals);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(new Color((Pictures.MODEL.getRGB() & 0xFFFFFF) | 0x90000000, true));
        chart.getStyler().setMarkerSize(5);
        return Pictures.png(chart);
    }
}
