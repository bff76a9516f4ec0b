package io.github.gru4j.internal.kernel.vector;

import io.github.gru4j.internal.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this virtual machine: what it prefers, or what {@link Kernels#VECTOR_BITS} asks for. */
final class Species {

    /** The species of every float vector; a constant that C2 folds. */
    static final VectorSpecies<Float> FLOATS = choose();

    /**
     * Whether a comparison and a blend are the fastest way to bound a vector. Before JDK 21 a mask may be a whole vector,
     * and minimum and maximum are faster, although they take five instructions each to treat NaN and zeros as Java does.
     */
    static final boolean BLENDS = Runtime.version().feature() >= 21;

    private Species() {}

    private static VectorSpecies<Float> choose() {
        int bits = Integer.getInteger(Kernels.VECTOR_BITS, 0);
        if (bits == 0) {
            return FloatVector.SPECIES_PREFERRED;
        }
        return bits == 128 ? FloatVector.SPECIES_128 : bits == 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_512;
    }

    /**
     * Checks that the machine runs this width in hardware.
     *
     * @throws UnsupportedOperationException if it does not, with the reason as its message
     */
    static void check() {
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        String architecture = System.getProperty("os.arch", "");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64") || architecture.equals("x86");
        if (preferred < 128 || (intel && preferred < 256)) {
            // On x86 fused multiply-add came with 256-bit vectors; without it every product goes through BigDecimal.
            throw new UnsupportedOperationException(
                    "the processor has no fused multiply-add on vectors; plain loops are the fastest here.");
        }
        if (FLOATS.vectorBitSize() > preferred) {
            throw new UnsupportedOperationException("the widest vectors of this machine have " + preferred
                    + " bits; lower or remove " + Kernels.VECTOR_BITS + ". Received: " + Kernels.VECTOR_BITS + "="
                    + FLOATS.vectorBitSize() + ".");
        }
    }
}
