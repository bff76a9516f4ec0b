package io.github.gru4j.internal.kernel;

import org.junit.jupiter.api.Nested;

/** The scalar set, whichever set was chosen. */
class ScalarKernelsTest {

    @Nested
    class Products extends ProductContract {
        Products() {
            super(new ScalarKernels());
        }
    }

    @Nested
    class Gates extends GateContract {
        Gates() {
            super(new ScalarKernels());
        }
    }
}
