package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.keras.KerasFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of layers and commands is what there is. */
class ReadmeTest {

    private static final String KERAS_2 = "Keras 2 only, read";

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("..", "README.md"));
    }

    /** The rows of the table of layers. */
    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        List<String> lines = lines();
        for (int i = lines.indexOf("| Kind | Layers |") + 2; lines.get(i).startsWith("|"); i++) {
            String[] cells = lines.get(i).split("\\|");
            List<String> names = Pattern.compile("`([^`]+)`")
                    .matcher(cells[2])
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(cells[2].replaceAll("`[^`]+`", ""))
                    .as("nothing but names")
                    .isBlank();
            rows.put(cells[1].strip(), names);
        }
        return rows;
    }

    @Test
    void theTableOfLayersIsThatOfTheLoader() throws IOException {
        List<String> named = new ArrayList<>();
        table().forEach((kind, names) -> {
            if (!kind.equals(KERAS_2)) {
                named.addAll(names);
            }
        });
        assertThat(named).containsExactlyInAnyOrderElementsOf(KerasFiles.supportedLayers());
    }

    @Test
    void theLayersOfKeras2AreThoseThatItsFilesMayHoldBeside() throws IOException {
        List<String> beside = new ArrayList<>(KerasConfigs.keras2().layers());
        beside.removeAll(KerasConfigs.keras3().layers());
        assertThat(table().get(KERAS_2)).containsExactlyInAnyOrderElementsOf(beside);
    }

    @Test
    void everyCommandIsNamed() throws IOException {
        String text = String.join("\n", lines());
        String help = CommandRun.of().out();
        List<String> commands = Pattern.compile("(?m)^  ([a-z]+) +[A-Z]")
                .matcher(help)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(commands).contains("train", "inspect", "convert");
        assertThat(commands).allSatisfy(command -> assertThat(text).contains("\n./gru4j " + command + " "));
    }
}
