package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The scalar set, whichever set was chosen. */
class ScalarKernelsTest {

    @Nested
    class Products extends ProductContract {
        Products() {
            super(new ScalarKernels());
        }
    }

    @Nested
    class Recurrent extends RecurrentContract {
        Recurrent() {
            super(new ScalarKernels());
        }
    }

    @Nested
    class Gates extends GateContract {
        Gates() {
            super(new ScalarKernels());
        }
    }

    @Test
    void matrixWithMoreColumnsThanTheLoopsTakeIsRefused() {
        KernelSet kernels = new ScalarKernels();
        String message =
                "KernelSet: columns of a packed matrix must be at most 1073741823. Received: columns=1073741824.";
        assertThatThrownBy(() -> kernels.pack(Tensor.zeros(0), 0, 1 << 30, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> kernels.packTransposed(Tensor.zeros(0), 1 << 30, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
