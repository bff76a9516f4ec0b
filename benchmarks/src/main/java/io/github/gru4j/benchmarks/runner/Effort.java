package io.github.gru4j.benchmarks.runner;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long each fork of a peer runs.
 *
 * @param rounds forks of each peer, in turn with the others
 * @param warmups iterations that do not count
 * @param iterations that count
 * @param time of one iteration
 */
record Effort(int rounds, int warmups, int iterations, TimeValue time) {

    /** For figures to publish: vector kernels are steady after two to three seconds, on one core that also compiles. */
    static Effort thorough() {
        return new Effort(3, 6, 4, TimeValue.milliseconds(500));
    }

    /** For a look in between. */
    static Effort quick() {
        return new Effort(1, 4, 2, TimeValue.milliseconds(500));
    }

    /** For the machine itself, whose loops are compiled soon. */
    static Effort ofMachine() {
        return new Effort(1, 3, 2, TimeValue.milliseconds(300));
    }

    Effort withRounds(int newRounds) {
        return new Effort(newRounds, warmups, iterations, time);
    }
}
