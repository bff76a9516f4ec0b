package io.github.gru4j.benchmarks.runner;

import java.util.List;

/**
 * One piece of work, and who does it.
 *
 * @param kind of work
 * @param shape of the work, as filters name it
 * @param bound what the machine sets a limit to
 * @param amongOurs whether this library competes with itself: a line of the table for each but the first
 * @param entrants the first is what the others are compared with: this library in its default form
 */
record Contest(String kind, String shape, Bound bound, boolean amongOurs, List<Entrant> entrants) {

    /** The word that stands for all kinds in which this library competes with itself. */
    static final String OURS = "ours";

    String name() {
        return kind + " " + shape;
    }

    boolean isOf(String kindOrGroup) {
        return kind.equals(kindOrGroup) || (amongOurs && kindOrGroup.equals(OURS));
    }
}
