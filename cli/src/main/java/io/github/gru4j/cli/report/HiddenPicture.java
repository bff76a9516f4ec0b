package io.github.gru4j.cli.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.io.IOException;
import java.util.List;

/**
 * The picture of hidden units over time: a row for each unit, a column for each step, blue below and orange above zero.
 *
 * @param title the heading
 * @param steps what to write below each step; empty for numbers
 * @param states {@code (steps)(units)}, from -1 to 1
 */
public record HiddenPicture(String title, List<String> steps, float[][] states) {

    private static final int WIDTH = 900;
    private static final int LEFT = 70;
    private static final int TOP = 60;
    private static final int BOTTOM = 58;
    private static final int MARGIN = 20;

    /** The picture as PNG. */
    public byte[] png() throws IOException {
        int units = states[0].length;
        int cell = Math.max(2, Math.min(18, 480 / units));
        int height = TOP + units * cell + BOTTOM;
        return Pictures.png(WIDTH, height, graphics -> paint(graphics, cell, height));
    }

    private void paint(Graphics2D graphics, int cell, int height) {
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height);
        graphics.setColor(Pictures.INK);
        graphics.setFont(Pictures.font(Font.BOLD, 15));
        graphics.drawString(title, MARGIN, 26);
        graphics.setFont(Pictures.font(Font.PLAIN, 12));
        graphics.drawString("Unit", MARGIN, TOP + 10);
        double step = (WIDTH - LEFT - MARGIN) / (double) states.length;
        for (int t = 0; t < states.length; t++) {
            int x = LEFT + (int) Math.round(t * step);
            int next = LEFT + (int) Math.round((t + 1) * step);
            for (int unit = 0; unit < states[t].length; unit++) {
                graphics.setColor(shade(states[t][unit]));
                graphics.fillRect(x, TOP + unit * cell, Math.max(1, next - x), cell);
            }
        }
        label(graphics, step, height - BOTTOM + 18);
    }

    private void label(Graphics2D graphics, double step, int y) {
        graphics.setColor(Pictures.INK);
        if (steps.isEmpty()) {
            graphics.drawString("Step 1", LEFT, y);
            String last = "Step " + states.length;
            graphics.drawString(last, WIDTH - MARGIN - graphics.getFontMetrics().stringWidth(last), y);
        }
        for (int t = 0; t < steps.size(); t++) {
            centred(graphics, steps.get(t), LEFT + (int) Math.round((t + 0.5) * step), y);
        }
        centred(graphics, "blue is -1, white 0, orange 1", (LEFT + WIDTH - MARGIN) / 2, y + 20);
    }

    private static void centred(Graphics2D graphics, String text, int x, int y) {
        graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y);
    }

    private static Color shade(double value) {
        Color full = value < 0 ? Pictures.OTHER : Pictures.MODEL;
        double share = Math.min(1, Math.abs(value));
        return new Color(mix(full.getRed(), share), mix(full.getGreen(), share), mix(full.getBlue(), share));
    }

    private static int mix(int full, double share) {
        return (int) Math.round(255 + share * (full - 255));
    }
}
