package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import org.junit.jupiter.api.Test;

/** Which set is chosen, and what {@link Kernels} says about it. */
class KernelSelectionTest {

    private static final boolean MODULE_PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /** The build states in every run what it expects, so a run that lost its flag cannot pass unnoticed. */
    @Test
    void chosenSetIsTheExpectedOne() {
        String bits = System.getProperty(Kernels.VECTOR_BITS, "");
        String byCircumstances = MODULE_PRESENT && !bits.equals("0") ? "vector" : "scalar";
        String expected = System.getProperty("gru4j.expectedKernels", byCircumstances);
        assertThat(Kernels.of(DType.FLOAT32).name()).startsWith(expected);
        assertThat(byCircumstances).isEqualTo(expected.substring(0, 6));
        if (expected.startsWith("vector") && !bits.isEmpty()) {
            assertThat(Kernels.of(DType.FLOAT32).name()).isEqualTo("vector-" + bits);
        }
    }

    @Test
    void typeDecidesTheSet() {
        assertThat(Kernels.of(DType.FLOAT64).name()).isEqualTo("double");
        assertThat(Kernels.of(DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(Kernels.of(DType.FLOAT32).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Kernels.of(DType.FLOAT32)).isSameAs(Kernels.of(DType.FLOAT32));
    }

    @Test
    void reasonStartsWithTheNameOfTheSet() {
        assertThat(Kernels.reason()).startsWith(Kernels.of(DType.FLOAT32).name() + ": ");
    }

    @Test
    void missingModuleIsNamedTogetherWithTheRemedy() {
        Kernels.Choice choice = Kernels.choose(null, false, "mixed mode, sharing");
        assertThat(choice.set().name()).isEqualTo("scalar");
        assertThat(choice.reason())
                .isEqualTo("scalar: the module jdk.incubator.vector is not present; "
                        + "pass --add-modules jdk.incubator.vector to use SIMD.");
    }

    @Test
    void widthZeroAsksForTheScalarSet() {
        Kernels.Choice choice = Kernels.choose("0", true, "mixed mode, sharing");
        assertThat(choice.set().name()).isEqualTo("scalar");
        assertThat(choice.reason())
                .isEqualTo("scalar: -Dgru4j.vectorBits=0 asks for it; remove the property to use SIMD.");
    }

    @Test
    void unknownWidthIsReported() {
        Kernels.Choice choice = Kernels.choose("96", true, "mixed mode, sharing");
        assertThat(choice.set().name()).isEqualTo("scalar");
        assertThat(choice.reason())
                .isEqualTo("scalar: gru4j.vectorBits must be 0, 128, 256 or 512. Received: gru4j.vectorBits=96.");
    }

    @Test
    void missingCompilerIsReported() {
        for (String info : new String[] {"interpreted mode, sharing", "mixed mode, emulated-client, sharing"}) {
            Kernels.Choice choice = Kernels.choose(null, true, info);
            assertThat(choice.set().name()).isEqualTo("scalar");
            assertThat(choice.reason())
                    .isEqualTo("scalar: the optimising compiler is off (" + info
                            + "); run without -Xint and -XX:TieredStopAtLevel to use SIMD.");
        }
    }

    @Test
    void vectorSetThatCannotBeLoadedFallsBack() {
        Kernels.Choice choice = Kernels.choose(null, true, "mixed mode, sharing");
        if (MODULE_PRESENT) {
            assertThat(choice.set().name()).startsWith("vector-");
            assertThat(choice.reason()).endsWith(": the widest vectors that this machine prefers.");
        } else {
            assertThat(choice.set().name()).isEqualTo("scalar");
            assertThat(choice.reason()).startsWith("scalar: the vector kernels could not be loaded (");
        }
    }

    @Test
    void everySetIsAvailableToTests() {
        assertThat(Kernels.available())
                .extracting(KernelSet::name)
                .startsWith("scalar")
                .endsWith("double");
        assertThat(Kernels.available()).hasSize(Kernels.of(DType.FLOAT32).name().equals("scalar") ? 2 : 3);
    }
}
