package io.github.gru4j.cli.report;

import java.io.IOException;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The picture of a training run: loss and validation loss over the epochs, and the epoch whose weights were kept.
 *
 * @param title the heading
 * @param lossName what the loss is, on the vertical axis
 * @param loss the loss of each epoch, from the first
 * @param validationLoss the validation loss of each epoch; empty without a validation part
 * @param bestEpoch the epoch whose weights were kept, from 1
 */
public record LearningCurve(
        String title, String lossName, List<Double> loss, List<Double> validationLoss, int bestEpoch) {

    /** So many epochs can be labelled one by one. */
    private static final int FEW = 12;

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        XYChart chart = Pictures.chart(title, "Epoch", "Loss: " + lossName, 900, 520);
        // XChart labels evenly spaced values themselves, 1, 5, 9 …; round numbers where they are not quite even.
        double shift = loss.size() > FEW ? 0.01 : 0;
        List<Double> epochs = IntStream.rangeClosed(1, loss.size())
                .mapToObj(epoch -> epoch == 1 ? 1 + shift : epoch)
                .toList();
        line(chart, "loss (training)", epochs, loss, Pictures.TRUTH);
        if (!validationLoss.isEmpty()) {
            line(chart, "loss (validation)", epochs, validationLoss, Pictures.MODEL);
        }
        List<Double> monitored = validationLoss.isEmpty() ? loss : validationLoss;
        XYSeries best = chart.addSeries(
                "epoch " + bestEpoch + " (weights kept)", List.of(bestEpoch), List.of(monitored.get(bestEpoch - 1)));
        best.setMarker(SeriesMarkers.CIRCLE);
        best.setMarkerColor(Pictures.MODEL);
        best.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(9);
        chart.getStyler().setXAxisMin(1.0).setXAxisMax((double) Math.max(2, loss.size()));
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setXAxisMaxLabelCount(12);
        // Where the loss falls by orders of magnitude, a linear axis would show only the first epochs.
        chart.getStyler().setYAxisLogarithmic(spans(loss, monitored));
        return Pictures.png(chart);
    }

    private static boolean spans(List<Double> first, List<Double> second) {
        DoubleSummaryStatistics all = Stream.concat(first.stream(), second.stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        return all.getMin() > 0 && all.getMax() > 20 * all.getMin();
    }

    private static void line(
            XYChart chart, String name, List<Double> epochs, List<Double> values, java.awt.Color color) {
        Pictures.line(chart.addSeries(name, epochs, values), color, 2);
    }
}
