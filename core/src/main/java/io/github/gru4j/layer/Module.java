package io.github.gru4j.layer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named part of a model that may hold other parts ({@code tf.Module}).
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/Module">tf.Module</a>
 */
public abstract class Module {

    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern LAST_CAPITALS = Pattern.compile("([a-z])([A-Z])");

    private String name;
    private boolean defaultName;

    /**
     * A module.
     *
     * @param name its name, or null for Keras's default: the class name in snake case
     */
    protected Module(@Nullable String name) {
        if (name != null && (name.isEmpty() || name.indexOf('/') >= 0)) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + ": name must not be empty nor contain '/'. Received: name=" + name + ".");
        }
        this.defaultName = name == null;
        this.name = name == null ? toSnakeCase(className()) : name;
    }

    /** The name: the one given, else the default. */
    public final String name() {
        return name;
    }

    /** Keras's {@code class_name}; the simple name of the class unless Keras's differs. */
    public String className() {
        return getClass().getSimpleName();
    }

    /** Whether the name is the default rather than one that the user gave. */
    public final boolean hasDefaultName() {
        return defaultName;
    }

    /**
     * Gives a module that still has its default name a unique one; a model does so for its layers, as Keras does
     * ({@code gru}, {@code gru_1}). A name that the user gave stays.
     */
    public final void nameIfDefault(String uniqueName) {
        if (defaultName) {
            name = uniqueName;
            defaultName = false;
        }
    }

    /**
     * Gives those modules that still have their default name a unique one among these, as Keras does: {@code gru},
     * {@code gru_1}, …; names that the user gave stay.
     *
     * @param modules in the order in which they are counted
     */
    public static void nameDefaults(List<? extends Module> modules) {
        Set<String> taken = new HashSet<>();
        for (Module module : modules) {
            if (!module.defaultName) {
                taken.add(module.name);
            }
        }
        Map<String, Integer> used = new HashMap<>();
        for (Module module : modules) {
            if (module.defaultName) {
                String base = toSnakeCase(module.className());
                String unique;
                do {
                    int number = used.merge(base, 1, Integer::sum) - 1;
                    unique = number == 0 ? base : base + "_" + number;
                } while (!taken.add(unique));
                module.nameIfDefault(unique);
            }
        }
    }

    /** The modules that this one holds directly. */
    protected List<? extends Module> children() {
        return List.of();
    }

    /** All modules inside this one, at any depth, each once and before what it holds. */
    public final List<Module> submodules() {
        Set<Module> all = new LinkedHashSet<>();
        collect(this, all);
        return List.copyOf(all);
    }

    private static void collect(Module module, Set<Module> all) {
        for (Module child : module.children()) {
            if (all.add(child)) {
                collect(child, all);
            }
        }
    }

    /** Keras's snake case: {@code GRUCell} becomes {@code gru_cell}, {@code InputLayer} {@code input_layer}. */
    public static String toSnakeCase(String className) {
        String words = WORD.matcher(className).replaceAll("$1_$2");
        return LAST_CAPITALS.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return className() + "(name=" + name + ")";
    }
}
