package consumer;

import io.github.gru4j.layer.Backend;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/** A stranger's program: builds a model, predicts, and steps through the same sequence. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        Tensor x = Tensor.zeros(1, 5, 3);
        for (int i = 0; i < x.size(); i++) {
            x.setAt(i, Math.sin(i));
        }
        Tensor y = model.predict(x);

        StreamingModel stream = StreamingModel.of(model);
        StreamingState state = stream.newState();
        float[] out = new float[2];
        for (int step = 0; step < 5; step++) {
            stream.step(state, Arrays.copyOfRange(x.floats(), 3 * step, 3 * step + 3), out);
        }

        System.out.println("module " + Main.class.getModule().getName() + ", " + Model.class.getModule().getName());
        System.out.println("kernels " + Backend.name());
        System.out.println("shape " + y.shape());
        System.out.println("streaming gives the same " + Arrays.equals(y.floats(), out));
        System.out.println("alive " + (y.floats()[0] != 0 && y.floats()[0] != y.floats()[1]));
    }
}
