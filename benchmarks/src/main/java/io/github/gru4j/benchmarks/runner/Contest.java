package io.github.gru4j.benchmarks.runner;

import java.util.List;

/**
 * One row of the table: work, and who does it.
 *
 * @param kind of work
 * @param shape of the work, as filters name it
 * @param bound what the machine sets a limit to
 * @param entrants this library first
 */
record Contest(String kind, String shape, Bound bound, List<Entrant> entrants) {

    String name() {
        return kind + " " + shape;
    }
}
