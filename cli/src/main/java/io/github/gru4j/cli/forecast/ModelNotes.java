package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Season;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model file remembers about the table that it was trained to forecast, as notes in the file. A file without them
 * works, too.
 *
 * @param features the columns that the model reads, in order
 * @param targets the columns that it predicts, in order
 * @param horizons how many rows after its window
 * @param season the period of the seasonal baseline, or null
 */
public record ModelNotes(
        List<String> features,
        List<String> targets,
        Horizons horizons,
        @Nullable Season season) {

    private static final String FEATURES = "features";
    private static final String TARGET = "target";
    private static final String HORIZON = "horizon";
    private static final String SEASON = "season";

    /** The notes of a file; none if it has none, or they do not make sense. */
    public static Optional<ModelNotes> of(Map<String, List<String>> notes) {
        List<String> features = notes.getOrDefault(FEATURES, List.of());
        List<String> targets = notes.getOrDefault(TARGET, List.of());
        Optional<Horizons> horizons = horizons(notes.getOrDefault(HORIZON, List.of()));
        boolean complete = !features.isEmpty() && !targets.isEmpty() && horizons.isPresent();
        return complete
                ? Optional.of(new ModelNotes(features, targets, horizons.get(), season(notes.get(SEASON))))
                : Optional.empty();
    }

    private static Optional<Horizons> horizons(List<String> texts) {
        try {
            return Optional.of(Horizons.parse(String.join(",", texts)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Season season(@Nullable List<String> texts) {
        if (texts == null || texts.size() != 2 || !texts.get(0).matches("[1-9][0-9]{0,8}")) {
            return null;
        }
        return new Season(Integer.parseInt(texts.get(0)), texts.get(1));
    }

    /** As notes for a file. */
    public Map<String, List<String>> toFile() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        notes.put(FEATURES, features);
        notes.put(TARGET, targets);
        notes.put(HORIZON, List.of(horizons.toString().split(",")));
        if (season != null) {
            notes.put(SEASON, List.of(Integer.toString(season.period()), season.words()));
        }
        return notes;
    }
}
