package io.github.gru4j.benchmarks.runner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What came out of a contest: for each entrant its timing, or why it has none. */
final class Outcome {

    private final Contest contest;
    private final Map<String, Timing> timings = new LinkedHashMap<>();
    private final Map<String, String> refusals = new LinkedHashMap<>();

    Outcome(Contest contest) {
        this.contest = contest;
    }

    Contest contest() {
        return contest;
    }

    Timing timing(Entrant entrant) {
        return timings.computeIfAbsent(entrant.title(), title -> new Timing());
    }

    void refuse(Entrant entrant, String reason) {
        refusals.put(entrant.title(), reason);
        timings.remove(entrant.title());
    }

    boolean refused(Entrant entrant) {
        return refusals.containsKey(entrant.title());
    }

    Map<String, String> refusals() {
        return refusals;
    }

    Optional<Timing> find(String title) {
        return Optional.ofNullable(timings.get(title));
    }

    /** This library's. */
    Optional<Timing> ours() {
        return find(contest.entrants().get(0).title());
    }

    /** Who but this library had the fastest call. */
    Optional<String> fastestPeer() {
        String fastest = null;
        double least = Double.POSITIVE_INFINITY;
        for (Entrant entrant : contest.entrants().subList(1, contest.entrants().size())) {
            Timing timing = timings.get(entrant.title());
            if (timing != null && timing.min() < least) {
                least = timing.min();
                fastest = entrant.title();
            }
        }
        return Optional.ofNullable(fastest);
    }
}
