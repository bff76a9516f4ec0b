package io.github.gru4j.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the file of a model of texts remembers.
 *
 * @param characters in the order of the model's inputs and outputs
 * @param counts how often each of them occurred in the training part
 */
public record TextNotes(Characters characters, List<Long> counts) {

    private static final String CHARACTERS = "characters";
    private static final String COUNTS = "counts";

    /** The notes of a file; none if it has none, or they do not make sense. */
    public static Optional<TextNotes> of(Map<String, List<String>> notes) {
        String all = String.join("", notes.getOrDefault(CHARACTERS, List.of()));
        List<String> counts = notes.getOrDefault(COUNTS, List.of());
        Characters characters = Characters.of(all.codePoints());
        boolean complete = characters.size() > 0
                && characters.toString().equals(all)
                && counts.size() == characters.size()
                && counts.stream().allMatch(count -> count.matches("[0-9]{1,18}"));
        return complete
                ? Optional.of(new TextNotes(
                        characters, counts.stream().map(Long::valueOf).toList()))
                : Optional.empty();
    }

    static TextNotes of(Characters characters, long[] counts) {
        return new TextNotes(
                characters, new ArrayList<>(Arrays.stream(counts).boxed().toList()));
    }

    /** With what to begin where nothing was said: a new line, or the character that is most frequent. */
    public String beginning() {
        int most = 0;
        for (int id = 1; id < counts.size(); id++) {
            most = counts.get(id) > counts.get(most) ? id : most;
        }
        return characters.id('\n') >= 0 ? "\n" : Character.toString(characters.codePoint(most));
    }

    /** How likely each character is where nothing is known: a share of all, and a little for those that did not occur. */
    public double[] frequencies() {
        double all = counts.stream().mapToLong(Long::longValue).sum() + (double) counts.size();
        return counts.stream().mapToDouble(count -> (count + 1) / all).toArray();
    }

    /** As notes for a file. */
    public Map<String, List<String>> toFile() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        notes.put(CHARACTERS, List.of(characters.toString()));
        notes.put(COUNTS, counts.stream().map(String::valueOf).toList());
        return notes;
    }
}
