package io.github.gru4j.cli.io;

/**
 * Text that comes from a file, made safe to show: a terminal obeys control characters, and characters that steer the
 * direction of writing make a text look like another one. Stateless.
 */
public final class Printable {

    private Printable() {}

    /**
     * The text with every character that is none to see, line breaks and tabs among them, as its code point: <code>
     * \u001b</code>.
     *
     * @param text any text
     */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
