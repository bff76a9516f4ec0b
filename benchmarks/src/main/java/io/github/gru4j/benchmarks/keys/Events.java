package io.github.gru4j.benchmarks.keys;

/** Events that follow from the key and their number, so that what any key has seen can be repeated. Stateless. */
final class Events {

    private Events() {}

    /** Writes event {@code number} of a key: numbers from -1 to 1. */
    static void write(long key, int number, float[] target, int at, int count) {
        long state = mix(key * 0x9E3779B97F4A7C15L + number);
        for (int i = 0; i < count; i++) {
            state = state * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL; // Knuth's multiplier
            target[at + i] = (state >> 40) * 0x1p-23f;
        }
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
