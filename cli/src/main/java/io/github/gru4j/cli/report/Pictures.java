package io.github.gru4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look that the pictures share. Stateless. */
final class Pictures {

    static final Color TRUTH = new Color(0x4A, 0x55, 0x68);
    static final Color MODEL = new Color(0xD9, 0x53, 0x1E);
    static final Color OTHER = new Color(0x1F, 0x77, 0xB4);
    static final Color INK = new Color(0x22, 0x2B, 0x38);
    private static final Color GRID = new Color(0xE4, 0xE8, 0xEE);
    private static final int PIXELS = 2;

    private Pictures() {}

    static XYChart chart(String title, String xAxis, String yAxis, int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        XYStyler style = chart.getStyler();
        style.setBaseFont(font(Font.PLAIN, 12));
        style.setChartTitleFont(font(Font.BOLD, 15));
        style.setChartTitleBoxVisible(false);
        style.setChartTitlePadding(10);
        style.setAxisTitleFont(font(Font.PLAIN, 12));
        style.setAxisTickLabelsFont(font(Font.PLAIN, 11));
        style.setLegendFont(font(Font.PLAIN, 12));
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setPlotGridVerticalLinesVisible(false);
        style.setAxisTickMarksColor(GRID);
        style.setAxisTickMarksStroke(new BasicStroke(1));
        style.setAxisTickLabelsColor(INK);
        style.setAxisTickPadding(5);
        style.setAxisTitlePadding(8);
        style.setChartFontColor(INK);
        style.setChartPadding(14);
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendBackgroundColor(Color.WHITE);
        style.setLegendPadding(6);
        style.setLegendSeriesLineLength(26);
        style.setXAxisTickMarkSpacingHint(90);
        style.setYAxisTickMarkSpacingHint(44);
        style.setAntiAlias(true);
        style.setLocale(Locale.ROOT);
        return chart;
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    static XYSeries line(XYSeries series, Color color, double thickness) {
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    static byte[] png(XYChart chart) throws IOException {
        return png(
                chart.getWidth(),
                chart.getHeight(),
                graphics -> chart.paint(graphics, chart.getWidth(), chart.getHeight()));
    }

    /** Paints at twice the size, so that lines and letters stay sharp on screens of today. */
    static byte[] png(int width, int height, Consumer<Graphics2D> painter) throws IOException {
        BufferedImage image = new BufferedImage(width * PIXELS, height * PIXELS, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(PIXELS, PIXELS);
            painter.accept(graphics);
        } finally {
            graphics.dispose();
        }
        // In memory first: ImageIO's own streams go through a file in the system's temporary folder, and leave a thread
        // that fails with a stack trace when the disk is full.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", png)) {
                throw new IOException("this Java cannot write PNG files");
            }
        }
        return bytes.toByteArray();
    }
}
