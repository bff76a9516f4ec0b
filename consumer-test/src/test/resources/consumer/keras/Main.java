package consumer;

import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Backend;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;

/** A stranger's program: saves a model, loads it and predicts with both. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        Tensor x = Tensor.zeros(7, 5, 3);
        for (int i = 0; i < x.size(); i++) {
            x.setAt(i, Math.sin(i));
        }
        Tensor y = model.predict(x);
        Path file = Path.of(args[0]);
        KerasFiles.save(model, file);
        Model loaded = KerasFiles.load(file);

        System.out.println("module " + Main.class.getModule().getName() + ", " + KerasFiles.class.getModule().getName());
        System.out.println("kernels " + Backend.name());
        System.out.println("shape " + y.shape());
        System.out.println("loaded gives the same "
                + Arrays.equals(y.floats(), loaded.predict(x).floats()));
        System.out.println("alive " + (y.floats()[0] != 0 && y.floats()[0] != y.floats()[1]));
    }
}
