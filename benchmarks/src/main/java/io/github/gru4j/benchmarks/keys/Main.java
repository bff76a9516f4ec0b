package io.github.gru4j.benchmarks.keys;

import io.github.gru4j.benchmarks.runner.Program;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Runs the soak or measures latencies; {@code --help} says more. */
public final class Main {

    static final String USAGE = """
            soak       steps many keys for a long time and fails if anything drifts or grows
              --steps N      events in all (20000000)
              --keys N       keys at a time (1000000)
              --units N      of the GRU; 64 takes 300 MB for a million keys (16)
            latency    percentiles of single steps of random keys, beside ONNX Runtime where it was built in
              --keys N       (100000)
              --seconds S    of each measurement (1)
            """;

    private Main() {}

    /** See {@link #USAGE}. Ends with 1 if something drifts or grows, with 2 if the arguments are wrong. */
    public static void main(String[] args) throws Exception {
        if (args.length == 0 || List.of(args).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        int code;
        try {
            Map<String, String> options = options(List.of(args).subList(1, args.length));
            code = Program.inReadyJvm(Main.class, args, () -> run(args[0], options));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            code = 1;
        }
        System.exit(code); // native libraries may leave threads behind
    }

    private static int run(String what, Map<String, String> options) throws Exception {
        Program.printCircumstances(System.out);
        switch (what) {
            case "soak" -> {
                int units = (int) number(options, "--units", 16);
                long steps = number(options, "--steps", 20_000_000);
                Soak soak = new Soak(steps, (int) number(options, "--keys", 1_000_000), 8, units);
                Soak.checkGrowth(soak.run(System.out));
                System.out.println("The heap did not grow.");
            }
            case "latency" ->
                new Latency((int) number(options, "--keys", 100_000), number(options, "--seconds", 1))
                        .run(System.out, new int[][] {{8, 16}, {32, 64}, {64, 128}});
            default ->
                throw new IllegalArgumentException("Main: soak or latency must be asked for. Received: " + what + ".");
        }
        return 0;
    }

    static Map<String, String> options(List<String> args) {
        Map<String, String> options = new HashMap<>();
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (!List.of("--steps", "--keys", "--units", "--seconds").contains(name) || !rest.hasNext()) {
                throw new IllegalArgumentException(
                        "Main: options must be known and have a value. Received: " + name + ". See --help.");
            }
            options.put(name, rest.next());
        }
        return options;
    }

    private static long number(Map<String, String> options, String name, long otherwise) {
        String text = options.getOrDefault(name, Long.toString(otherwise)).replace("_", "");
        try {
            long value = Long.parseLong(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "Main: " + name + " must be a whole number above 0. Received: " + text + ".");
    }
}
