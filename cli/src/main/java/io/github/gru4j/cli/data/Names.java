package io.github.gru4j.cli.data;

import java.util.Collection;

/** Makes the names of columns unique. Stateless. */
final class Names {

    private Names() {}

    /** The name, or the name with {@code _1}, {@code _2} … where it is taken; as in SQL, case makes no difference. */
    static String unique(String name, Collection<String> taken) {
        String candidate = name;
        for (int i = 1; contains(taken, candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }

    private static boolean contains(Collection<String> taken, String name) {
        return taken.stream().anyMatch(name::equalsIgnoreCase);
    }
}
