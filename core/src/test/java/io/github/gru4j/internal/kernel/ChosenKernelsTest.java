package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import org.junit.jupiter.api.Nested;

/** The float32 set that this run uses: vector with the module, scalar without; {@link KernelSelectionTest} says which. */
class ChosenKernelsTest {

    @Nested
    class Products extends ProductContract {
        Products() {
            super(Kernels.of(DType.FLOAT32));
        }
    }

    @Nested
    class Recurrent extends RecurrentContract {
        Recurrent() {
            super(Kernels.of(DType.FLOAT32));
        }
    }

    @Nested
    class Gates extends GateContract {
        Gates() {
            super(Kernels.of(DType.FLOAT32));
        }
    }
}
