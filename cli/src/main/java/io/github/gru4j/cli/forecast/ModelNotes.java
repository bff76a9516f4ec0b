package io.github.gru4j.cli.forecast;

import io.github.gru4j.keras.KerasFileInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model file remembers about the table that it was trained on, as notes in the file. A file without them works,
 * too.
 *
 * @param features the columns that the model reads, in order
 * @param target the column that it predicts
 * @param horizon how many rows after its window
 */
public record ModelNotes(List<String> features, String target, int horizon) {

    private static final String FEATURES = "features";
    private static final String TARGET = "target";
    private static final String HORIZON = "horizon";

    /** The notes of a model file; none if it has none, or they do not make sense. */
    public static Optional<ModelNotes> of(KerasFileInfo info) {
        List<String> features = info.notes().getOrDefault(FEATURES, List.of());
        List<String> target = info.notes().getOrDefault(TARGET, List.of());
        List<String> horizon = info.notes().getOrDefault(HORIZON, List.of());
        boolean complete = !features.isEmpty()
                && target.size() == 1
                && horizon.size() == 1
                && horizon.get(0).matches("[1-9][0-9]{0,8}");
        return complete
                ? Optional.of(new ModelNotes(features, target.get(0), Integer.parseInt(horizon.get(0))))
                : Optional.empty();
    }

    /** As notes for a file. */
    public Map<String, List<String>> toFile() {
        return Map.of(FEATURES, features, TARGET, List.of(target), HORIZON, List.of(Integer.toString(horizon)));
    }
}
