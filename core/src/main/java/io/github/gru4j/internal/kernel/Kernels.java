package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the kernel sets of this virtual machine, once: the Vector API set where the machine can run it, else the scalar
 * set, and the reference set for float64. The system property {@value #VECTOR_BITS} forces a width. Thread-safe.
 */
public final class Kernels {

    /** The system property that forces the vector width: 128, 256 or 512, or 0 for the scalar set. */
    public static final String VECTOR_BITS = "gru4j.vectorBits";

    private static final String MODULE = "jdk.incubator.vector";

    // Named, never linked: a virtual machine without the module must not meet this class.
    private static final String VECTOR_SET = "io.github.gru4j.internal.kernel.vector.VectorKernels";

    private Kernels() {}

    /** A set and the sentence that says why it was chosen. */
    record Choice(KernelSet set, String reason) {}

    private static final class Holder {
        static final KernelSet DOUBLE = new DoubleKernels();
        static final Choice CHOICE = choose(
                System.getProperty(VECTOR_BITS),
                ModuleLayer.boot().findModule(MODULE).isPresent(),
                System.getProperty("java.vm.info", ""));

        static {
            if (CHOICE.set()
                    instanceof ScalarKernels) { // the first line of a log takes a tenth of the time to a first answer
                System.getLogger("io.github.gru4j").log(System.Logger.Level.INFO, CHOICE.reason());
            }
        }
    }

    /** The set for an element type; always the same one. */
    public static KernelSet of(DType dtype) {
        return dtype == DType.FLOAT64 ? Holder.DOUBLE : Holder.CHOICE.set();
    }

    /** One sentence: which float32 set is in use, why, and what would change it. */
    public static String reason() {
        return Holder.CHOICE.reason();
    }

    /** Every set that runs here, for tests: scalar, vector when it was chosen, double. */
    static List<KernelSet> available() {
        List<KernelSet> sets = new ArrayList<>();
        sets.add(new ScalarKernels());
        if (!(Holder.CHOICE.set() instanceof ScalarKernels)) {
            sets.add(Holder.CHOICE.set());
        }
        sets.add(Holder.DOUBLE);
        return List.copyOf(sets);
    }

    /**
     * The choice under the given circumstances.
     *
     * @param bits value of {@value #VECTOR_BITS}, or null when not set
     * @param modulePresent whether the module jdk.incubator.vector was resolved
     * @param vmInfo value of the system property {@code java.vm.info}
     */
    static Choice choose(@Nullable String bits, boolean modulePresent, String vmInfo) {
        if ("0".equals(bits)) {
            return scalar("-D" + VECTOR_BITS + "=0 asks for it; remove the property to use SIMD.");
        }
        if (bits != null && !List.of("128", "256", "512").contains(bits)) {
            return scalar(VECTOR_BITS + " must be 0, 128, 256 or 512. Received: " + VECTOR_BITS + "=" + bits + ".");
        }
        if (!modulePresent) {
            return scalar("the module " + MODULE + " is not present; pass --add-modules " + MODULE + " to use SIMD.");
        }
        if (vmInfo.contains("interpreted") || vmInfo.contains("emulated-client")) {
            // Vectors that the optimising compiler does not see are objects: a hundred times slower than plain loops.
            return scalar("the optimising compiler is off (" + vmInfo
                    + "); run without -Xint and -XX:TieredStopAtLevel " + "to use SIMD.");
        }
        try {
            KernelSet set = Class.forName(VECTOR_SET)
                    .asSubclass(KernelSet.class)
                    .getDeclaredConstructor()
                    .newInstance();
            String why = bits == null
                    ? "the widest vectors that this machine prefers."
                    : "-D" + VECTOR_BITS + "=" + bits + " asks for this width.";
            return new Choice(set, set.name() + ": " + why);
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return scalar(
                    cause instanceof UnsupportedOperationException && cause.getMessage() != null
                            ? cause.getMessage()
                            : "the vector kernels could not be loaded (" + cause + ").");
        }
    }

    private static Choice scalar(String why) {
        return new Choice(new ScalarKernels(), "scalar: " + why);
    }
}
