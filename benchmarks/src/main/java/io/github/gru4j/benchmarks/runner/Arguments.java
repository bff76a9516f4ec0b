package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.Competitor;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param words kinds and shapes of rows; empty for all
 * @param peers this library among them
 * @param effort per peer and row
 * @param folder where the reports go
 */
record Arguments(List<String> words, Set<Competitor> peers, Effort effort, Path folder) {

    static final String USAGE = """
            Measures this library against its peers, interleaved, and prints one table.

            java -jar benchmarks.jar [kind or shape ...] [options]

              kind      step, sequence, training, training-input; ours for this library against itself, or one of
                        reset-before, masks, bidirectional, many-keys, threads, scalar; startup;
                        several are allowed
              shape     as in the table: 64x128, 32x100x64x128; several are allowed

              --peers A,B   only these: %s; this library always takes part
              --rounds N    forks of each peer, one after another in turn (3)
              --quick       one round and shorter runs, for a look in between
              --out FOLDER  where table.md, raw.csv and JMH's logs go (results, beside the jar)
              --list        the rows, without measuring
              --help        this

            Everyone who knows JMH: java -cp benchmarks.jar org.openjdk.jmh.Main [JMH's options]
            """.formatted(Arrays.toString(Competitor.values()));

    static Arguments parse(List<String> args) {
        List<String> words = new ArrayList<>();
        Set<Competitor> peers = EnumSet.allOf(Competitor.class);
        Effort effort = Effort.thorough();
        int rounds = 0;
        Path folder = besideJar();
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "--peers" -> peers = peers(value(arg, rest));
                case "--rounds" -> rounds = Integer.parseInt(value(arg, rest));
                case "--quick" -> effort = Effort.quick();
                case "--out" -> folder = Path.of(value(arg, rest));
                default -> {
                    if (arg.startsWith("-")) {
                        throw new IllegalArgumentException(
                                "Arguments: unknown option. Received: " + arg + ". See --help.");
                    }
                    words.addAll(List.of(arg.trim().split("\\s+", -1)));
                }
            }
        }
        return new Arguments(words, peers, rounds > 0 ? effort.withRounds(rounds) : effort, folder);
    }

    private static Path besideJar() {
        Path first = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
        return first.resolveSibling("results");
    }

    private static Set<Competitor> peers(String text) {
        Set<Competitor> peers = EnumSet.of(Competitor.GRU4J);
        for (String name : text.split(",", -1)) {
            peers.add(Competitor.valueOf(name.trim().toUpperCase(Locale.ROOT)));
        }
        return peers;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("Arguments: " + option + " needs a value. See --help.");
        }
        return rest.next();
    }

    /** Whether start-up was asked for. */
    boolean startUp() {
        return words.isEmpty() || words.contains(StartUp.WORD);
    }

    /**
     * The rows that were asked for.
     *
     * @throws IllegalArgumentException if a word names no row
     */
    List<Contest> chosen(List<Contest> all) {
        List<String> words = new ArrayList<>(words());
        if (words.remove(StartUp.WORD) && words.isEmpty()) {
            return List.of();
        }
        for (String word : words) {
            if (all.stream()
                    .noneMatch(contest -> contest.isOf(word) || contest.shape().equals(word))) {
                throw new IllegalArgumentException(
                        "Arguments: a word must be a kind or a shape. Received: " + word + ". See --list.");
            }
        }
        List<String> kinds = words.stream()
                .filter(word -> all.stream().anyMatch(contest -> contest.isOf(word)))
                .toList();
        List<String> shapes =
                words.stream().filter(word -> !kinds.contains(word)).toList();
        return all.stream()
                .filter(contest -> kinds.isEmpty() || kinds.stream().anyMatch(contest::isOf))
                .filter(contest -> shapes.isEmpty() || shapes.contains(contest.shape()))
                .toList();
    }
}
