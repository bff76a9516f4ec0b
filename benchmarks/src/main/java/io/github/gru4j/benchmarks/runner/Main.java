package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.Competitor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures this library against its peers and prints one table; {@code --help} says more.
 *
 * <p>The peers of a row take turns, each in a JVM of its own, for several rounds: what else goes on in the machine hits all
 * of them alike.
 */
public final class Main {

    private final Arguments arguments;
    private final PrintStream out;

    private Main(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    /** See {@link Arguments#USAGE}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (all.contains("--help")) {
            System.out.print(Arguments.USAGE);
            return;
        }
        boolean list = all.remove("--list");
        Jvm.endChildrenAtExit();
        int code;
        try {
            Main main = new Main(Arguments.parse(all), System.out);
            if (list) {
                main.list();
                return;
            }
            code = Jvm.isReady() ? main.run() : Jvm.restart(Main.class, args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        }
        System.exit(code); // native libraries may leave threads behind
    }

    private List<Competitor> peers() {
        return arguments.peers().stream().filter(Competitor::available).toList();
    }

    private void list() {
        arguments.chosen(Contests.all(peers())).forEach(contest -> out.println(contest.name()));
        if (arguments.startUp()) {
            out.println(StartUp.WORD);
        }
    }

    private int run() throws IOException {
        List<Contest> contests = arguments.chosen(Contests.all(peers()));
        List<Competitor> missing =
                arguments.peers().stream().filter(peer -> !peer.available()).toList();
        if (!missing.isEmpty()) {
            out.println("Not in this build: " + missing + ". Build with -Ppeers.");
        }
        Files.createDirectories(arguments.folder());
        Caches caches = Caches.ofThisMachine();
        Map<String, String> circumstances = Circumstances.of(peers(), caches, arguments.effort());
        circumstances.forEach((what, value) -> out.println(what + ": " + value));
        try {
            Machine machine = Machine.measure(new Fork(Effort.ofMachine(), log("machine")), caches);
            out.println("One core: " + machine);
            List<Outcome> outcomes = new ArrayList<>();
            List<StartUp> startUps = new ArrayList<>();
            Report report = new Report(circumstances, machine, outcomes, startUps);
            for (Contest contest : contests) {
                outcomes.add(measure(contest, outcomes.size() + 1, contests.size()));
                write(report); // after each row: a run may be stopped
            }
            if (arguments.startUp()) {
                startUps.addAll(startUps());
                write(report);
            }
            out.println();
            out.print(report.markdown());
            boolean refused =
                    outcomes.stream().anyMatch(outcome -> !outcome.refusals().isEmpty());
            return refused ? 1 : 0;
        } catch (Refused e) {
            out.println("The machine could not be measured: " + e.getMessage());
            return 1;
        }
    }

    private Outcome measure(Contest contest, int number, int count) throws IOException {
        Outcome outcome = new Outcome(contest);
        int rounds = arguments.effort().rounds();
        for (int round = 1; round <= rounds; round++) {
            for (Entrant entrant : contest.entrants()) {
                if (outcome.refused(entrant)) {
                    continue;
                }
                out.printf(
                        "[%d/%d] %s, round %d of %d: %s ",
                        number, count, contest.name(), round, rounds, entrant.title());
                out.flush();
                try {
                    Path log = log(contest.name() + "-" + entrant.title() + "-" + round);
                    Timing timing = outcome.timing(entrant);
                    new Fork(arguments.effort(), log).run(entrant, timing);
                    out.println(Report.micros(timing.min()) + " / " + Report.micros(timing.median()) + " us");
                } catch (Refused e) {
                    outcome.refuse(entrant, String.valueOf(e.getMessage()));
                    out.println("refused: " + e.getMessage());
                }
            }
        }
        return outcome;
    }

    private List<StartUp> startUps() throws IOException {
        List<StartUp> all = StartUp.all(peers());
        for (int round = 1; round <= arguments.effort().rounds(); round++) {
            for (StartUp one : all) {
                out.printf("%s %s, round %d: %s%n", StartUp.WORD, one.shape(), round, one.title());
                one.run();
            }
        }
        return all;
    }

    private Path log(String name) throws IOException {
        Path logs = Files.createDirectories(arguments.folder().resolve("logs"));
        return logs.resolve(name.replace(' ', '-') + ".log");
    }

    private void write(Report report) throws IOException {
        Files.writeString(arguments.folder().resolve("table.md"), report.markdown());
        Files.writeString(arguments.folder().resolve("raw.csv"), report.csv());
    }
}
