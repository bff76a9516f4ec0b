package io.github.gru4j.cli.training;

import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The recurrent layers of a model, one above the other; all values are checked.
 *
 * @param units the units of each, in each direction
 * @param bidirectional whether each also reads from the end
 * @param dropout the share of inputs that a training step leaves out
 * @param recurrentDropout the share of the state that a training step leaves out
 */
public record Architecture(List<Integer> units, boolean bidirectional, double dropout, double recurrentDropout) {

    /** Layers that read forwards, without dropout. */
    public static Architecture of(List<Integer> units) {
        return new Architecture(units, false, 0, 0);
    }

    /**
     * Adds the layers.
     *
     * @param everyStep whether the last one gives its outputs after every step, and not only the last
     */
    public void addTo(Sequential.Builder model, boolean everyStep) {
        for (int i = 0; i < units.size(); i++) {
            GRU gru = GRU.builder(units.get(i), cell -> cell.dropout(dropout).recurrentDropout(recurrentDropout))
                    .returnSequences(everyStep || i < units.size() - 1)
                    .build();
            model.add(bidirectional ? Bidirectional.of(gru) : gru);
        }
    }

    /** For the user: {@code GRU 64, GRU 32}. */
    public String words() {
        String layers = units.stream()
                .map(n -> bidirectional ? "Bidirectional(GRU " + n + ")" : "GRU " + n)
                .collect(Collectors.joining(", "));
        return layers
                + (dropout > 0 ? String.format(Locale.ROOT, ", dropout %s", dropout) : "")
                + (recurrentDropout > 0 ? String.format(Locale.ROOT, ", recurrent dropout %s", recurrentDropout) : "");
    }
}
