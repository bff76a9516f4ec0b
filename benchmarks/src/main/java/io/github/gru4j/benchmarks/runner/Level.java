package io.github.gru4j.benchmarks.runner;

/**
 * A level of the memory.
 *
 * @param name L1, L2, L3 or RAM
 * @param kibibytes how much it holds
 * @param measuredKibibytes how much was read to measure it
 * @param bytesPerMicro how fast it is read by one core: megabytes per second
 */
record Level(String name, long kibibytes, int measuredKibibytes, double bytesPerMicro) {}
