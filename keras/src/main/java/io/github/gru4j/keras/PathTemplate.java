package io.github.gru4j.keras;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with numbers in it, as Python's {@code str.format} writes them: {@code {epoch:02d}-{val_loss:.2f}.keras}. Of the
 * formats there are {@code d}, {@code f} and {@code e}, with a width, zeros before the number and a precision; a name alone
 * stands for all digits of its number.
 *
 * <p>Immutable.
 */
final class PathTemplate {

    private static final Pattern FIELD = Pattern.compile("\\{\\{|}}|\\{([^{}:]*)(?::([^{}]*))?}|[{}]");
    private static final Pattern FORMAT = Pattern.compile("(0?)(\\d*)(?:\\.(\\d+))?([dfe])");

    private final String owner;
    private final String text;
    private final List<Part> parts = new ArrayList<>();

    /** A piece of the path. */
    private sealed interface Part {}

    /** A piece as it is. */
    private record Literal(String text) implements Part {}

    /**
     * A number.
     *
     * @param name of the number
     * @param zeros whether zeros stand before it
     * @param width how many characters it takes at least
     * @param precision how many digits come after the point
     * @param type d, f or e; empty for all digits
     */
    private record Field(String name, boolean zeros, int width, int precision, String type) implements Part {}

    /**
     * A path.
     *
     * @param owner whose path it is, as errors name it
     * @throws IllegalArgumentException if it is not one
     */
    PathTemplate(String owner, String text) {
        this.owner = owner;
        this.text = text;
        Matcher matcher = FIELD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            parts.add(new Literal(text.substring(end, matcher.start())));
            end = matcher.end();
            String found = matcher.group();
            if (found.equals("{{") || found.equals("}}")) {
                parts.add(new Literal(found.substring(1)));
            } else if (found.length() == 1 || matcher.group(1).isEmpty()) {
                throw wrong(found);
            } else {
                parts.add(field(found, matcher.group(1), matcher.group(2)));
            }
        }
        parts.add(new Literal(text.substring(end)));
    }

    @SuppressWarnings("NullAway") // groups that took no part in a match are null
    private Field field(String found, String name, String format) {
        if (format == null) {
            return new Field(name, false, 0, 0, "");
        }
        Matcher matcher = FORMAT.matcher(format);
        boolean sound = matcher.matches();
        String precision = sound ? matcher.group(3) : null;
        if (!sound || (matcher.group(4).equals("d") && precision != null)) {
            throw wrong(found);
        }
        String width = matcher.group(2);
        if (width.length() > 3 || (precision != null && precision.length() > 3)) {
            throw wrong(found);
        }
        return new Field(
                name,
                !matcher.group(1).isEmpty(),
                width.isEmpty() ? 0 : Integer.parseInt(width),
                precision == null ? 6 : Integer.parseInt(precision),
                matcher.group(4));
    }

    private IllegalArgumentException wrong(String found) {
        return new IllegalArgumentException(owner
                + ": filepath must hold names in braces, with formats as in {epoch:02d}, {val_loss:.2f} or {loss:.1e}."
                + " Received: " + found + " in " + text + ".");
    }

    /**
     * The path with its numbers.
     *
     * @param counts whole numbers by name; these go first
     * @param logs numbers by name
     * @throws IllegalArgumentException if a name is not among them, or a number is not whole and should be
     */
    String fill(Map<String, Integer> counts, Map<String, Double> logs) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                filled.append(literal.text());
            } else if (part instanceof Field field) {
                filled.append(number(field, counts, logs));
            }
        }
        return filled.toString();
    }

    private String number(Field field, Map<String, Integer> counts, Map<String, Double> logs) {
        Integer count = counts.get(field.name());
        Double value = count == null ? logs.get(field.name()) : Double.valueOf(count);
        if (value == null) {
            throw new IllegalArgumentException(owner + ": filepath must hold names of " + counts.keySet() + " and "
                    + logs.keySet() + ". Received: {" + field.name() + "} in " + text + ".");
        }
        if (field.type().equals("d") && count == null) {
            throw new IllegalArgumentException(owner + ": filepath must format " + field.name()
                    + ", which is not a whole number, by f or e. Received: " + text + ".");
        }
        if (count != null && (field.type().isEmpty() || field.type().equals("d"))) {
            return padded(field, Integer.toString(count));
        }
        return padded(field, field.type().isEmpty() ? python(value) : formatted(field, value));
    }

    /** Python's {@code str} of a float. */
    static String python(double value) {
        return Double.isFinite(value) ? Json.number(value) : Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String formatted(Field field, double value) {
        if (!Double.isFinite(value)) {
            return python(value);
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        BigDecimal exact = new BigDecimal(Math.abs(value));
        if (field.type().equals("f")) {
            return sign
                    + exact.setScale(field.precision(), RoundingMode.HALF_EVEN).toPlainString();
        }
        BigDecimal rounded = exact.round(new MathContext(field.precision() + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        int exponent = value == 0 ? 0 : digits.length() - 1 - rounded.scale();
        digits = digits + "0".repeat(Math.max(0, field.precision() + 1 - digits.length()));
        String power = Integer.toString(Math.abs(exponent));
        return sign
                + digits.charAt(0)
                + (field.precision() == 0 ? "" : "." + digits.substring(1))
                + (exponent < 0 ? "e-" : "e+")
                + (power.length() == 1 ? "0" : "")
                + power;
    }

    private static String padded(Field field, String number) {
        int missing = Math.max(0, field.width() - number.length());
        if (!field.zeros()) {
            return " ".repeat(missing) + number;
        }
        int sign = number.startsWith("-") ? 1 : 0;
        return number.substring(0, sign) + "0".repeat(missing) + number.substring(sign);
    }
}
