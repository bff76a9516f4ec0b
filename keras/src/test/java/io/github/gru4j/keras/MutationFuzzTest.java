package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.model.Model;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spoils every golden file in thousands of ways: only a model, loaded weights, a description, or a
 * {@link KerasFormatException} may come out, within the budget of memory and in time. Each case follows from the seed and its
 * number; what fails is kept in {@code target} and is run again alone with the properties that the failure names.
 *
 * <ul>
 *   <li>{@code -Dgru4j.fuzz=300000}: how many cases.
 *   <li>{@code -Dgru4j.fuzzSeed=7}: other cases.
 *   <li>{@code -Dgru4j.fuzzFirst=1234}: the number of the first case.
 * </ul>
 */
class MutationFuzzTest {

    private static final int CASES = Integer.getInteger("gru4j.fuzz", 20_000);
    private static final long SEED = Long.getLong("gru4j.fuzzSeed", 1);
    private static final int FIRST = Integer.getInteger("gru4j.fuzzFirst", 0);

    /** Far more than any of these files takes: what runs as long does not end. */
    private static final long MOST_SECONDS = 20;

    private static final Pattern FORMATS = Pattern.compile("\\.(keras|h5|safetensors)$");
    private static final Pattern WEIGHTS = Pattern.compile("[._]weights\\.h5$");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One golden file. */
    private record Seed(String name, byte[] bytes) {}

    /** What a thread is doing. */
    private record Running(String what, byte[] bytes, long since) {}

    @TempDir
    Path directory;

    private final Map<Thread, Running> running = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(FIRST);
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    @Test
    void whateverIsSpoiltOnlyAModelOrARefusalComesOut() throws Exception {
        List<Seed> seeds = seeds();
        int workers = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        List<Future<?>> futures = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                Path file = directory.resolve("case" + i);
                futures.add(executor.submit(() -> {
                    work(seeds, file);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                await(future);
            }
        } finally {
            executor.shutdownNow();
        }
        if (FIRST == 0 && CASES >= 20_000) {
            // The mutations reach all parsers, and leave enough of a file that many of them still load.
            for (String outcome : List.of(
                    "", "metadata.json", "config.json", "model.weights.h5", "model_config", "loaded", "described")) {
                assertThat(outcomes).as("%s", outcome).containsKey(outcome);
                assertThat(outcomes.get(outcome).get()).as(outcome).isGreaterThan(CASES / 100);
            }
        }
    }

    private static List<Seed> seeds() throws IOException {
        List<Seed> seeds = new ArrayList<>();
        Path golden = Golden.file("models").getParent();
        try (Stream<Path> files = Files.walk(golden)) {
            for (Path file : files.sorted().toList()) {
                if (FORMATS.matcher(file.toString()).find()) {
                    seeds.add(new Seed(golden.relativize(file).toString(), Files.readAllBytes(file)));
                }
            }
        }
        assertThat(seeds).hasSizeGreaterThan(100);
        return seeds;
    }

    private void await(Future<?> future) throws Exception {
        while (true) {
            try {
                future.get(200, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                for (Map.Entry<Thread, Running> entry : running.entrySet()) {
                    Running now = entry.getValue();
                    if (System.nanoTime() - now.since > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                        throw new AssertionError(kept(now) + ": does not end, at "
                                + Arrays.toString(entry.getKey().getStackTrace()));
                    }
                }
            }
        }
    }

    private void work(List<Seed> seeds, Path file) throws IOException {
        Map<String, Model> models = new HashMap<>();
        for (int number = next.getAndIncrement(); number < FIRST + CASES; number = next.getAndIncrement()) {
            Random random = new Random(SEED * 1_000_003 + number);
            Seed seed = seeds.get(number % seeds.size());
            Mutations mutations = new Mutations(random);
            byte[] mutant = mutations.mutate(seed.bytes, seeds.get(random.nextInt(seeds.size())).bytes);
            Model model = modelOf(seed.name, models);
            String what = "-Dgru4j.fuzzSeed=" + SEED + " -Dgru4j.fuzzFirst=" + number + " -Dgru4j.fuzz=1: " + seed.name
                    + ": " + mutations.story();
            Running now = new Running(what, mutant, System.nanoTime());
            running.put(Thread.currentThread(), now);
            Files.write(file, mutant);
            boolean weights = model != null;
            boolean torch = seed.name.endsWith(".safetensors");
            run(file, now, "loaded", () -> {
                if (weights && random.nextInt(3) == 0) {
                    KerasFiles.loadWeightsByName(model, file);
                } else if (weights) {
                    KerasFiles.loadWeights(model, file);
                } else if (torch) {
                    PyTorchFiles.load(file);
                } else {
                    KerasFiles.load(file);
                }
            });
            if (number % 4 == 0) {
                run(file, now, "described", () -> {
                    if (torch) {
                        PyTorchFiles.describe(file);
                    } else {
                        KerasFiles.describe(file);
                    }
                });
            }
            running.remove(Thread.currentThread());
        }
    }

    /** For a file of weights alone, the model whose they are; null if there is none, or the file holds a model itself. */
    private static @Nullable Model modelOf(String name, Map<String, Model> models) {
        String stem = WEIGHTS.matcher(name).replaceFirst("");
        return stem.equals(name)
                ? null
                : models.computeIfAbsent(
                        stem,
                        key -> Stream.of(".keras", ".h5")
                                .map(ending -> Golden.file("models").getParent().resolve(key + ending))
                                .filter(Files::exists)
                                .findFirst()
                                .map(KerasFiles::load)
                                .orElse(null));
    }

    private void run(Path file, Running now, String done, Runnable reading) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String outcome = done;
        try {
            reading.run();
        } catch (KerasFormatException e) {
            outcome = e.inside().contains(": ")
                    ? e.inside().substring(0, e.inside().indexOf(": "))
                    : e.inside();
            if (!e.file().equals(file.toString()) || !e.reason().contains("Received: ")) {
                throw new AssertionError(kept(now), e);
            }
        } catch (Throwable e) {
            throw new AssertionError(kept(now), e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > MemoryBudget.ofFile(now.bytes.length).total()) {
            throw new AssertionError(kept(now) + ": allocated " + allocated + " bytes");
        }
        outcomes.computeIfAbsent(outcome, key -> new AtomicInteger()).incrementAndGet();
    }

    /** Writes the bytes of a case that failed to where they stay. */
    private static String kept(Running now) {
        try {
            Path kept = Path.of("target", "fuzz-" + Integer.toHexString(Arrays.hashCode(now.bytes)));
            Files.write(kept, now.bytes);
            return now.what + " kept as " + kept;
        } catch (IOException e) {
            return now.what;
        }
    }
}
