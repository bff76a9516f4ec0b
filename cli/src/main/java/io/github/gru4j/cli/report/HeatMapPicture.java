package io.github.gru4j.cli.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The picture of a matrix: the larger a number, the darker its cell. Each cell shows its number.
 *
 * @param title the heading
 * @param rowTitle what the rows are
 * @param columnTitle what the columns are
 * @param rows the name of each row
 * @param columns the name of each column
 * @param values {@code (rows, columns)}, none below 0
 */
public record HeatMapPicture(
        String title, String rowTitle, String columnTitle, List<String> rows, List<String> columns, int[][] values) {

    private static final int CELL = 56;
    private static final int MARGIN = 24;
    private static final int HEADING = 84;
    private static final int LONGEST = 18;
    private static final int LABELS = 150;

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        int width = Math.max(480, MARGIN * 2 + LABELS + columns.size() * CELL);
        int height = HEADING + rows.size() * CELL + MARGIN * 3;
        return Pictures.png(width, height, graphics -> paint(graphics, width, height));
    }

    private void paint(Graphics2D graphics, int width, int height) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Pictures.INK);
        graphics.setFont(Pictures.font(Font.BOLD, 15));
        graphics.drawString(title, MARGIN, MARGIN + 6);
        graphics.setFont(Pictures.font(Font.PLAIN, 12));
        graphics.drawString(rowTitle + " ↓", MARGIN, HEADING - 30);
        graphics.drawString(columnTitle + " →", MARGIN + LABELS, HEADING - 30);
        int most = Arrays.stream(values).flatMapToInt(Arrays::stream).max().orElse(0);
        for (int column = 0; column < columns.size(); column++) {
            centred(graphics, cut(columns.get(column), 7), x(column), HEADING - 20, 16);
        }
        for (int row = 0; row < rows.size(); row++) {
            graphics.setColor(Pictures.INK);
            graphics.drawString(cut(rows.get(row), LONGEST), MARGIN, y(row) + CELL / 2 + 4);
            for (int column = 0; column < columns.size(); column++) {
                double share = most == 0 ? 0 : (double) values[row][column] / most;
                graphics.setColor(shade(share));
                graphics.fillRect(x(column), y(row), CELL - 2, CELL - 2);
                graphics.setColor(share > 0.5 ? Color.WHITE : Pictures.INK);
                centred(graphics, String.valueOf(values[row][column]), x(column), y(row), CELL);
            }
        }
    }

    private static int x(int column) {
        return MARGIN + LABELS + column * CELL;
    }

    private static int y(int row) {
        return HEADING + row * CELL;
    }

    private static void centred(Graphics2D graphics, String text, int x, int y, int height) {
        int left = x + (CELL - 2 - graphics.getFontMetrics().stringWidth(text)) / 2;
        graphics.drawString(text, left, y + height / 2 + 4);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** From nearly white to the colour of the model. */
    private static Color shade(double share) {
        Color full = Pictures.MODEL;
        return new Color(
                (int) Math.round(246 + share * (full.getRed() - 246)),
                (int) Math.round(247 + share * (full.getGreen() - 247)),
                (int) Math.round(249 + share * (full.getBlue() - 249)));
    }
}
