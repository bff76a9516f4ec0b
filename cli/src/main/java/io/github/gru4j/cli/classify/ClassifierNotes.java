package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.cli.io.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the file of a classifier remembers about the table that it was trained on.
 *
 * @param features the columns that the model reads, in order
 * @param sequence the column that says which sequence a row belongs to
 * @param label the column with the labels
 * @param classes the labels, in the order of the model's outputs
 * @param frequent the label that most training sequences have
 */
public record ClassifierNotes(
        List<String> features, String sequence, String label, List<String> classes, String frequent) {

    private static final String FEATURES = "features";
    private static final String SEQUENCE = "sequence-id";
    private static final String LABEL = "label";
    private static final String CLASSES = "classes";
    private static final String FREQUENT = "most-frequent";

    /** The notes of a file; none if it has none, or they do not make sense. */
    public static Optional<ClassifierNotes> of(Map<String, List<String>> notes) {
        List<String> features = notes.getOrDefault(FEATURES, List.of());
        List<String> sequence = notes.getOrDefault(SEQUENCE, List.of());
        List<String> label = notes.getOrDefault(LABEL, List.of());
        List<String> classes = notes.getOrDefault(CLASSES, List.of());
        List<String> frequent = notes.getOrDefault(FREQUENT, List.of());
        boolean complete = !features.isEmpty()
                && sequence.size() == 1
                && label.size() == 1
                && frequent.size() == 1
                && classes.contains(frequent.get(0));
        return complete
                ? Optional.of(new ClassifierNotes(features, sequence.get(0), label.get(0), classes, frequent.get(0)))
                : Optional.empty();
    }

    /**
     * The class of each sequence.
     *
     * @throws UserError if a label is none of the classes
     */
    public int[] numbers(Sequences sequences) {
        for (String found : sequences.labels()) {
            if (!classes.contains(found)) {
                throw new UserError(sequences.source() + ": label '" + found + "' is none of the model's classes, '"
                        + String.join("', '", classes) + "'.");
            }
        }
        return sequences.labels().stream().mapToInt(classes::indexOf).toArray();
    }

    /** As notes for a file. */
    public Map<String, List<String>> toFile() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        notes.put(FEATURES, features);
        notes.put(SEQUENCE, List.of(sequence));
        notes.put(LABEL, List.of(label));
        notes.put(CLASSES, classes);
        notes.put(FREQUENT, List.of(frequent));
        return notes;
    }
}
