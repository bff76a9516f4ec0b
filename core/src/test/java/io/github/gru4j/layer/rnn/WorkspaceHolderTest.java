package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceHolderTest {

    private static final Tensor X = Tensors.random(DType.FLOAT32, 4, 2, 6, 4);

    /** Does something, then passes its input on. */
    private static final class Acting extends Activation {
        private final Runnable action;

        Acting(Runnable action) {
            super("acting");
            this.action = action;
        }

        @Override
        public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
            action.run();
            Tensor.copyRange(x, xOffset, y, yOffset, width);
        }

        @Override
        public void gradient(
                Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int n) {
            throw new AssertionError("nobody trains");
        }
    }

    @Test
    void aPassTakesWhatTheOneBeforeGaveBack() {
        Workspace.Holder workspaces = new Workspace.Holder();
        Workspace first = workspaces.take();
        assertThat(workspaces.take()).isNotSameAs(first); // a pass inside
        first.giveBack();
        assertThat(workspaces.take()).isSameAs(first);
    }

    @Test
    void aPassThatFailsGivesItsWorkspaceBack() {
        IllegalStateException failure = new IllegalStateException("as if");
        GRUCell cell = GRUCell.builder(3)
                .activation(new Acting(() -> {
                    throw failure;
                }))
                .build();
        Workspace workspace = cell.workspaces().take();
        workspace.giveBack();
        RNN layer = RNN.of(cell);
        assertThatThrownBy(() -> layer.call(X, List.of(), Call.inference())).isSameAs(failure);
        assertThat(cell.workspaces().take()).isSameAs(workspace);
    }
}
