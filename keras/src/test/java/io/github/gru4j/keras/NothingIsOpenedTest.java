package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a file names is compared with what is known, and never opened, fetched, loaded or run. */
class NothingIsOpenedTest {

    /** Counts how often {@link Trap} was initialised. */
    private static final AtomicInteger SPRUNG = new AtomicInteger();

    /** A class that a file names. */
    static final class Trap {
        static {
            SPRUNG.incrementAndGet();
        }

        private Trap() {}
    }

    @TempDir
    Path directory;

    @Test
    void aNameInAnyPlaceOfAFileIsOnlyAName() throws IOException {
        Path file = directory.resolve("model.keras");
        Path bait = Files.createDirectory(directory.resolve("bait"));
        Path other = Files.copy(Golden.file("models/gru_dense.keras"), bait.resolve("other.keras"));
        ArchiveReader golden = ArchiveReader.read(Golden.file("models/gru_dense.keras"));
        int refused = 0;
        int cases = 0;
        List<Path> before = listed();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1);
            List<String> names = List.of(
                    "http://127.0.0.1:" + server.getLocalPort() + "/model.keras",
                    "file://" + other,
                    other.toString(),
                    "../bait/other.keras",
                    bait.resolve("created").toString(),
                    Trap.class.getName(),
                    "io.github.gru4j.keras.NothingIsOpenedTest.Trap",
                    "java.lang.ProcessBuilder",
                    "jar:file:" + other + "!/config.json");
            String config = new String(golden.config(), StandardCharsets.UTF_8);
            int texts = replaced(Golden.parse(golden.config(), "config"), -1, "").count;
            assertThat(texts).isGreaterThan(40);
            for (int place = 0; place < texts; place++) {
                String name = names.get(place % names.size());
                for (String each : place % 4 == 0 ? names : List.of(name)) {
                    Replaced mutant = replaced(Golden.parse(golden.config(), "config"), place, each);
                    Archives.write(
                            file,
                            golden.metadata(),
                            Json.write(mutant.node).getBytes(StandardCharsets.UTF_8),
                            golden.weights());
                    cases++;
                    try {
                        KerasFiles.load(file);
                        KerasFiles.describe(file);
                    } catch (KerasFormatException e) {
                        refused++;
                    }
                }
            }
            assertThat(config).doesNotContain("127.0.0.1");
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(refused).isBetween(cases / 4, cases - 1);
        assertThat(SPRUNG).hasValue(0);
        assertThat(listed()).containsExactlyElementsOf(withFile(before, file));
    }

    @Test
    void linksAndExternalStorageAreNotFollowedToFilesThatExist() throws IOException {
        Path file = directory.resolve("model.keras");
        ArchiveReader golden = ArchiveReader.read(Golden.file("models/gru_dense.keras"));
        for (String name : List.of("external", "virtual")) {
            byte[] weights = Files.readAllBytes(Golden.file("hostile/" + name + ".h5"));
            Archives.write(file, golden.metadata(), golden.config(), weights);
            assertThatThrownBy(() -> KerasFiles.load(file))
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessageStartingWith(file + "!/model.weights.h5: ")
                    .hasMessageContaining(": must be readable as HDF5. Received: damaged or unknown data (");
        }
    }

    /** The code cannot do what it must not: the classes that would do it are nowhere named in it. */
    @Test
    void noClassOfTheModuleNamesWhatLoadsRunsOrFetches() throws IOException, URISyntaxException {
        Path classes = Path.of(KerasFiles.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> forbidden = List.of(
                "forName",
                "java/util/ServiceLoader",
                "java/lang/ClassLoader",
                "java/net/",
                "java/lang/Runtime\u0001",
                "java/lang/ProcessBuilder",
                "java/io/ObjectInputStream",
                "java/lang/reflect/Method\u0001",
                "java/lang/reflect/Constructor",
                "java/lang/System\u0001load",
                "javax/script",
                "javax/naming",
                "createTempFile",
                "createTempDirectory");
        int seen = 0;
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path each :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                if (each.toString().contains("Test")) {
                    continue;
                }
                // Names stand in a class file as they are, each behind a tag and its length.
                String code = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1) + "\u0001";
                forbidden.forEach(name -> assertThat(code).as(each.toString()).doesNotContain(name));
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(100);
    }

    private record Replaced(JsonNode node, int count) {}

    /** A config with one of its texts replaced, by its number. */
    private static Replaced replaced(JsonNode root, int place, String name) {
        int[] count = {0};
        replace(root, place, name, count);
        return new Replaced(root, count[0]);
    }

    private static void replace(JsonNode node, int place, String name, int[] count) {
        if (node instanceof ObjectNode object) {
            for (String key : new ArrayList<>(object.propertyNames())) {
                if (object.get(key).isString()) {
                    if (count[0]++ == place) {
                        object.put(key, name);
                    }
                } else {
                    replace(object.get(key), place, name, count);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isString()) {
                    if (count[0]++ == place) {
                        array.set(i, Json.array().add(name).get(0));
                    }
                } else {
                    replace(array.get(i), place, name, count);
                }
            }
        }
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> withFile(List<Path> paths, Path file) {
        Path[] all = Stream.concat(paths.stream(), Stream.of(file)).toArray(Path[]::new);
        Arrays.sort(all);
        return List.of(all);
    }
}
