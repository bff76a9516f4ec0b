package io.github.gru4j.internal.kernel;

import org.junit.jupiter.api.Nested;

/** The reference set. */
class DoubleKernelsTest {

    @Nested
    class Products extends ProductContract {
        Products() {
            super(new DoubleKernels());
        }
    }

    @Nested
    class Recurrent extends RecurrentContract {
        Recurrent() {
            super(new DoubleKernels());
        }
    }

    @Nested
    class Gates extends GateContract {
        Gates() {
            super(new DoubleKernels());
        }
    }
}
