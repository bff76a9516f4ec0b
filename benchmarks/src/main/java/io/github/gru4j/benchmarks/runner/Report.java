package io.github.gru4j.benchmarks.runner;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run found, as Markdown that can be pasted into a README, and as CSV. */
final class Report {

    private static final String NONE = "–";

    private final Map<String, String> circumstances;
    private final Machine machine;
    private final List<Outcome> outcomes;
    private final List<StartUp> startUps;
    private final OtherLoad otherLoad = new OtherLoad();

    Report(Map<String, String> circumstances, Machine machine, List<Outcome> outcomes, List<StartUp> startUps) {
        this.circumstances = circumstances;
        this.machine = machine;
        this.outcomes = outcomes;
        this.startUps = startUps;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        circumstances.forEach((what, value) ->
                text.append("- ").append(what).append(": ").append(value).append('\n'));
        text.append("- One core, measured in the same run: ").append(machine).append('\n');
        text.append("- Busy with other work meanwhile: ").append(otherLoad).append("\n\n");
        text.append("Minimum / median in microseconds; one thread, unless a line says otherwise.\n");
        List<Outcome> againstPeers = outcomes.stream()
                .filter(outcome -> !outcome.contest().amongOurs())
                .toList();
        if (!againstPeers.isEmpty()) {
            text.append('\n').append(peers(againstPeers));
        }
        List<Outcome> amongOurs = outcomes.stream()
                .filter(outcome -> outcome.contest().amongOurs())
                .toList();
        if (!amongOurs.isEmpty()) {
            text.append('\n').append(ours(amongOurs));
        }
        if (!startUps.isEmpty()) {
            text.append('\n').append(StartUp.table(startUps));
        }
        for (Outcome outcome : outcomes) {
            outcome.refusals()
                    .forEach((who, why) -> text.append("\nNot timed: ")
                            .append(outcome.contest().name())
                            .append(", ")
                            .append(who)
                            .append(": ")
                            .append(why)
                            .append('\n'));
        }
        return text.toString();
    }

    private Table peers(List<Outcome> rows) {
        Set<String> titles = new LinkedHashSet<>();
        rows.forEach(outcome -> outcome.contest().entrants().forEach(entrant -> titles.add(entrant.title())));
        List<String> header = new ArrayList<>(List.of("work", "shape"));
        header.addAll(titles);
        header.addAll(List.of("fastest peer", "/ gru4j, min", "median", "gru4j reaches", "bytes/call"));
        Table table = new Table(2, header);
        for (Outcome outcome : rows) {
            List<String> row = new ArrayList<>();
            row.add(outcome.contest().kind());
            row.add(outcome.contest().shape());
            titles.forEach(title -> row.add(cell(outcome, title)));
            Optional<Timing> ours = outcome.ours();
            Optional<String> fastest = outcome.fastestPeer();
            row.add(fastest.orElse(NONE));
            row.add(ratio(fastest.flatMap(outcome::find), ours, true));
            row.add(ratio(fastest.flatMap(outcome::find), ours, false));
            row.add(ours.map(timing -> machine.share(outcome.contest().bound(), timing.min()))
                    .orElse(NONE));
            row.add(ours.map(timing -> String.format(Locale.ROOT, "%.0f", timing.bytes()))
                    .orElse(NONE));
            table.add(row);
        }
        return table;
    }

    private static Table ours(List<Outcome> rows) {
        Table table =
                new Table(3, List.of("gru4j", "shape", "compared with", "time", "of that", "ratio, min", "median"));
        for (Outcome outcome : rows) {
            Entrant base = outcome.contest().entrants().get(0);
            for (Entrant other : outcome.contest()
                    .entrants()
                    .subList(1, outcome.contest().entrants().size())) {
                Optional<Timing> ours = outcome.find(other.title());
                table.add(List.of(
                        other.title(),
                        outcome.contest().shape(),
                        base.title(),
                        cell(outcome, other.title()),
                        cell(outcome, base.title()),
                        ratio(ours, outcome.ours(), true),
                        ratio(ours, outcome.ours(), false)));
            }
        }
        return table;
    }

    private static String cell(Outcome outcome, String title) {
        if (outcome.refusals().containsKey(title)) {
            return "refused";
        }
        return outcome.find(title)
                .map(timing -> micros(timing.min()) + " / " + micros(timing.median()))
                .orElse(NONE);
    }

    private static String ratio(Optional<Timing> peer, Optional<Timing> ours, boolean min) {
        if (peer.isEmpty() || ours.isEmpty()) {
            return NONE;
        }
        double ratio = min
                ? peer.get().min() / ours.get().min()
                : peer.get().median() / ours.get().median();
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** Three digits or more. */
    static String micros(double value) {
        int decimals = value < 1 ? 4 : value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    String csv() {
        StringBuilder text = new StringBuilder("kind,shape,entrant,min_us,median_us,bytes_per_call,samples,forks\n");
        for (Outcome outcome : outcomes) {
            for (Entrant entrant : outcome.contest().entrants()) {
                outcome.find(entrant.title())
                        .ifPresent(timing -> text.append(String.format(
                                Locale.ROOT,
                                "%s,%s,%s,%.5f,%.5f,%.1f,%d,%d%n",
                                outcome.contest().kind(),
                                outcome.contest().shape(),
                                entrant.title(),
                                timing.min(),
                                timing.median(),
                                timing.bytes(),
                                timing.samples(),
                                timing.forks())));
            }
        }
        return text.toString();
    }
}
