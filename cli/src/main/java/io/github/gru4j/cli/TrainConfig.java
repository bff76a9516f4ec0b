package io.github.gru4j.cli;

import io.github.gru4j.cli.io.Suggestions;
import io.github.gru4j.cli.io.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Options in a JSON file: the keys are the names of the options without their dashes, and {@code data}. Stateless. */
final class TrainConfig {

    private static final String OPTION = "--config";
    private static final String DATA = "data";
    private static final Set<String> NOT_KEPT = Set.of("--help", "--version", "--stacktrace", "--resume", OPTION);
    private static final Set<String> NOT_ASKED = Set.of("--out", "--features", "--query", "--time", "--missing");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TrainConfig() {}

    /**
     * The command line with the options of a file in it, where they were not given there.
     *
     * @param file a JSON object
     * @param spec the command, parsed
     * @throws UserError if the file cannot be read, or names something else than options
     */
    static String[] merged(Path file, CommandSpec spec) {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> options = new ArrayList<>();
        List<String> positional = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : read(file).properties()) {
            String name = "--" + entry.getKey();
            if (entry.getKey().equals(DATA)) {
                if (!given.hasMatchedPositional(0) && !entry.getValue().isNull()) {
                    positional.add(text(file, DATA, entry.getValue()));
                }
            } else if (!spec.optionsMap().containsKey(name) || NOT_KEPT.contains(name)) {
                throw new UserError(file + ": there is no option '" + entry.getKey() + "'."
                        + Suggestions.didYouMean(
                                entry.getKey(),
                                spec.optionsMap().keySet().stream()
                                        .filter(option -> !NOT_KEPT.contains(option))
                                        .map(option -> option.replaceFirst("^-+", ""))
                                        .toList()));
            } else if (!given.hasMatchedOption(name)) {
                options.addAll(arguments(file, spec.optionsMap().get(name), entry.getValue()));
            }
        }
        List<String> all =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        int at = all.indexOf(OPTION);
        if (at >= 0) {
            all.remove(at + 1);
            all.remove(at);
        } else {
            all.removeIf(arg -> arg.startsWith(OPTION + "="));
        }
        all.addAll(all.indexOf(spec.name()) + 1, options);
        all.addAll(positional);
        return all.toArray(String[]::new);
    }

    private static JsonNode read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new UserError(file + ": must hold one JSON object, such as {\"target\": \"x\", \"window\": 24}.");
            }
            return root;
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read, there is no such file or no permission.", e);
        } catch (JacksonException e) {
            throw new UserError(file + ": is not JSON: " + UserError.oneLine(e.getOriginalMessage()) + ".", e);
        }
    }

    private static List<String> arguments(Path file, OptionSpec option, JsonNode value) {
        String name = option.longestName();
        String key = name.substring(2);
        boolean isSwitch = option.typeInfo().isBoolean();
        if (isSwitch != value.isBoolean() && !value.isNull()) {
            throw new UserError(file + ": \"" + key + "\" must be "
                    + (isSwitch ? "true or false" : "a text, a number or a list of them") + ", but is " + value + ".");
        }
        List<String> arguments = new ArrayList<>();
        if (value.isBoolean()) {
            if (value.booleanValue()) {
                arguments.add(name);
            }
        } else if (value.isArray()) {
            value.forEach(item -> arguments.add(name + "=" + text(file, key, item)));
        } else if (!value.isNull()) {
            arguments.add(name + "=" + text(file, key, value));
        }
        return arguments;
    }

    private static String text(Path file, String key, JsonNode value) {
        if (!value.isString() && !value.isNumber()) {
            throw new UserError(
                    file + ": \"" + key + "\" must be a text, a number or a list of them, but is " + value + ".");
        }
        return value.asString();
    }

    /**
     * The options with which a training ran, as {@link #merged} reads them.
     *
     * @param task those of other tasks are left out
     * @param chosen what stood in for options that were not given and have no default, by their names
     */
    static String effective(CommandSpec spec, Task task, Map<String, Object> chosen) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            put(values, DATA, parameter.getValue());
        }
        for (OptionSpec option : spec.options()) {
            String name = option.longestName();
            if (!NOT_KEPT.contains(name) && task.takes(name)) {
                Object value = option.getValue();
                put(values, name.substring(2), value == null ? chosen.get(name) : value);
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n";
    }

    /** The options that decide what a training comes to, by their names; where it lies and what it reads not among them. */
    static Map<String, String> asked(CommandSpec spec) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (OptionSpec option : spec.options()) {
            String name = option.longestName();
            if (!NOT_KEPT.contains(name) && !NOT_ASKED.contains(name)) {
                Object value = option.getValue();
                asked.put(
                        name,
                        value == null
                                ? "not given"
                                : value instanceof Collection<?> list
                                        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                                        : value.toString());
            }
        }
        return asked;
    }

    private static void put(Map<String, Object> values, String key, @Nullable Object value) {
        if (value instanceof Boolean || value instanceof Number) {
            values.put(key, value);
        } else if (value instanceof Collection<?> list) {
            values.put(key, List.copyOf(list));
        } else if (value != null) {
            values.put(key, value.toString());
        }
    }
}
