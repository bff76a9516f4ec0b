package io.github.gru4j.benchmarks.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sizes of a core's data caches in KiB, first level first; where the operating system does not say, those of a common
 * server.
 */
record Caches(int first, int second, int third) {

    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");

    static Caches ofThisMachine() {
        int[] sizes = {0, 32, 1024, 32 * 1024}; // by level
        for (int index = 0; Files.isDirectory(LINUX.resolve("index" + index)); index++) {
            Path cache = LINUX.resolve("index" + index);
            if (!read(cache, "type").equals("Instruction")) {
                String size = read(cache, "size"); // such as 48K
                int level = Integer.parseInt(read(cache, "level"));
                if (level < sizes.length) {
                    sizes[level] = Integer.parseInt(size.substring(0, size.length() - 1));
                }
            }
        }
        return new Caches(sizes[1], sizes[2], sizes[3]);
    }

    private static String read(Path cache, String name) {
        try {
            return Files.readString(cache.resolve(name)).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "L1d " + first + " KiB, L2 " + second + " KiB, L3 " + third / 1024 + " MiB";
    }
}
