package io.github.gru4j.cli.data;

/**
 * A column that is to be forecast.
 *
 * <p>The arrays are not copied; nobody writes to them after {@link FrameReader} made them.
 *
 * @param name the column's name
 * @param values its values, {@code (rows)}; NaN where the file has none and the column is not a feature
 * @param given whether the value is the file's own and not filled in, {@code (rows)}
 */
public record Target(String name, double[] values, boolean[] given) {}
