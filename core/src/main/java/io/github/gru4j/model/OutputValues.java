package io.github.gru4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings what was given {@link PerOutput} into the order of a model's outputs. Stateless. */
final class OutputValues {

    private OutputValues() {}

    /**
     * A value for each output, null for one that has none.
     *
     * @param what what was given, as errors name it ({@code "CompileOptions: losses"})
     * @param given what was given
     * @param outputs the names of the outputs
     * @param all whether every output must have an entry, which may be null
     * @throws IllegalArgumentException if there are other entries than outputs
     */
    static <T> List<@Nullable T> of(String what, PerOutput<T> given, List<String> outputs, boolean all) {
        if (given instanceof PerOutput.Same<T> same) {
            return Collections.nCopies(outputs.size(), same.value());
        }
        if (given instanceof PerOutput.Listed<T> listed) {
            int entries = listed.values().size();
            if (entries != outputs.size()) {
                throw new IllegalArgumentException(what + " must hold an entry for each output, " + outputs
                        + ". Received: a list of " + entries + ".");
            }
            return listed.values();
        }
        Map<String, @Nullable T> named = ((PerOutput.Named<T>) given).values();
        Set<String> names = new LinkedHashSet<>(outputs);
        if (!names.containsAll(named.keySet()) || (all && !named.keySet().containsAll(names))) {
            throw new IllegalArgumentException(what + " by name must have the names of the outputs, " + outputs
                    + ". Received: " + named.keySet() + ".");
        }
        List<@Nullable T> values = new ArrayList<>();
        outputs.forEach(output -> values.add(named.get(output)));
        return values;
    }
}
