package io.github.gru4j.cli.io;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name a user probably meant. Stateless. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * The known name closest to what was typed, if one is close: equal but for case, or within one edit for every three
     * letters (at least one).
     *
     * @param typed the name that is not known
     * @param known the names that are
     */
    public static Optional<String> closest(String typed, Collection<String> known) {
        String wanted = typed.toLowerCase(Locale.ROOT).strip();
        String best = null;
        int bestDistance = Math.max(1, wanted.length() / 3) + 1;
        for (String name : known) {
            int distance = editDistance(wanted, name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** " Did you mean 'x'?" for the closest name, or nothing. */
    public static String didYouMean(String typed, Collection<String> known) {
        return closest(typed, known).map(name -> " Did you mean '" + name + "'?").orElse("");
    }

    /** Insertions, deletions and substitutions that turn one text into the other (Levenshtein). */
    static int editDistance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
