package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the weights of PyTorch's {@code nn.GRU} and {@code nn.GRUCell} from safetensors files.
 *
 * <pre>{@code
 * # Python: safetensors.torch.save_file(model.state_dict(), "model.safetensors")
 *
 * Sequential gru = PyTorchFiles.load(Path.of("model.safetensors"), "gru.");
 * Tensor output = gru.predict(x);   // what nn.GRU with batch_first=True gives first
 * }</pre>
 *
 * <p>Both directions, any number of layers, with and without biases; tensors of float32, float16, bfloat16 and float64,
 * which are read exactly. PyTorch's equations are those of a {@link GRU} with {@code resetAfter}; its gates stand in
 * another order and its matrices are transposed. A file says nothing else about a module: {@code dropout} between layers
 * has to be added by hand for training, and the initial state is zero.
 *
 * <p>A prefix is what stands in front of {@code weight_ih_l0}: {@code "gru."} if the module is the attribute {@code gru} of
 * the one that was saved. Without a prefix the file must hold one GRU and nothing else: nothing is skipped in silence.
 *
 * <p>A hostile file ends in a {@link KerasFormatException}: what the header says is checked against the file before memory
 * is allocated, a header that may take more than 2 GiB is refused, and the numbers go from the file into the layers without
 * another copy in memory. Files are known by their
 * content; their names do not matter.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
 * @see <a href="https://github.com/huggingface/safetensors#format">safetensors</a>
 */
public final class PyTorchFiles {

    private PyTorchFiles() {}

    /**
     * Builds the model of a file that holds one {@code nn.GRU}, or {@code nn.GRUCell}, and nothing else.
     *
     * @param path a safetensors file
     * @return an {@link Input}, then a {@link GRU} per layer or, for two directions, a {@link Bidirectional} around one;
     *     (batch, timesteps, features) to (batch, timesteps, directions * hidden). The last layer, too, gives all steps, as
     *     that of PyTorch does. Element type float64 if the file has some of it, else float32
     * @throws KerasFormatException if the file is damaged or holds something else
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static Sequential load(Path path) {
        return reading(path, file -> model(PyTorchGRU.find(file)));
    }

    /**
     * Builds the model of one {@code nn.GRU}, or {@code nn.GRUCell}, of a file; see {@link #load(Path)}.
     *
     * @param path a safetensors file
     * @param prefix what stands in front of the names of its tensors ({@code "gru."}); empty for nothing
     */
    public static Sequential load(Path path, String prefix) {
        return reading(path, file -> model(PyTorchGRU.find(file, prefix)));
    }

    /**
     * Fills the recurrent layers of a layer or model from a file that holds one {@code nn.GRU}, or {@code nn.GRUCell}, and
     * nothing else.
     *
     * <p>Taken are, in order, a {@link GRU} or a {@link io.github.gru4j.layer.rnn.GRUCell} for one layer, a
     * {@link Bidirectional} for a layer of two directions, every cell of
     * {@link io.github.gru4j.layer.rnn.StackedRNNCells} for one layer, and the recurrent layers of a {@link Model}, whose
     * other layers stay as they are. What is done with the outputs is the model's business: {@code returnSequences} and
     * {@code mergeMode} are not looked at. A layer that is not built is built for the features of the file.
     *
     * @param layer what to fill; a model must be built
     * @param path a safetensors file
     * @throws IllegalArgumentException if a recurrent layer computes something else than PyTorch's GRU: another cell,
     *     {@code resetAfter(false)}, other activations than sigmoid and tanh, {@code goBackwards}
     * @throws IllegalStateException if a model is not built
     * @throws KerasFormatException if the file is damaged, or its GRU has another number of layers, directions, units,
     *     features or biases; nothing is changed then
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static void loadWeights(Layer layer, Path path) {
        loadWeights(layer, path, PyTorchGRU::find);
    }

    /**
     * Fills the recurrent layers of a layer or model from one {@code nn.GRU}, or {@code nn.GRUCell}, of a file; see
     * {@link #loadWeights(Layer, Path)}.
     *
     * @param layer what to fill; a model must be built
     * @param path a safetensors file
     * @param prefix what stands in front of the names of its tensors ({@code "gru."}); empty for nothing
     */
    public static void loadWeights(Layer layer, Path path, String prefix) {
        loadWeights(layer, path, file -> PyTorchGRU.find(file, prefix));
    }

    /**
     * Whether a file starts as the safetensors format does, with the length of a header (below 100 MB) and the brace of a
     * JSON object, as no file of Keras does. Whether it is sound is seen when it is read.
     *
     * @param path a file
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static boolean recognises(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(Long.BYTES + 1);
            if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
                return false;
            }
            long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
            return length > 0 && length <= SafeTensorsReader.HEADER_LIMIT;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * The tensors of a safetensors file, whatever they belong to.
     *
     * @param path a safetensors file
     * @return name, element type and shape of each, as the file lists them
     * @throws KerasFormatException if the file is damaged
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static List<TensorInfo> describe(Path path) {
        return reading(
                path,
                file -> file.tensors().values().stream()
                        .map(tensor ->
                                new TensorInfo(tensor.name(), tensor.type().name(), tensor.shape()))
                        .toList());
    }

    private static Sequential model(PyTorchGRU gru) throws IOException {
        Sequential.Builder model = Sequential.builder()
                .add(Input.builder(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, gru.features(0)))
                        .dtype(gru.dtype())
                        .build());
        for (int i = 0; i < gru.layers(); i++) {
            GRU one = GRU.builder(gru.hidden(), cell -> cell.useBias(gru.useBias()))
                    .dtype(gru.dtype())
                    .returnSequences(true)
                    .build();
            Layer layer = gru.bidirectional() ? Bidirectional.of(one) : one;
            layer.buildToBeFilled(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, gru.features(i)));
            model.add(layer);
        }
        Sequential built = model.build();
        new PyTorchTransfer(gru, GRUTarget.of(built)).fill();
        return built;
    }

    private static void loadWeights(Layer layer, Path path, Reading<PyTorchGRU> find) {
        List<GRUTarget> targets = GRUTarget.of(layer);
        if (layer instanceof Model && !layer.built()) {
            throw new IllegalStateException("PyTorchFiles: model must be built before it is filled. Received: "
                    + GRUTarget.name(layer) + ", not built. Call build(shape) or put an Input in front.");
        }
        reading(path, file -> {
            PyTorchGRU gru = find.from(file);
            PyTorchTransfer transfer = new PyTorchTransfer(gru, targets);
            transfer.check(GRUTarget.name(layer));
            int features = gru.features(0);
            layer.buildToBeFilled(
                    layer instanceof RNNCell
                            ? Shape.of(Shape.UNKNOWN, features)
                            : Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, features));
            transfer.fill();
            return gru;
        });
    }

    /** What is done with an open file. */
    private interface Reading<T> {
        T from(SafeTensorsReader file) throws IOException;
    }

    private static <T> T reading(Path path, Reading<T> reading) {
        try (SafeTensorsReader file = SafeTensorsReader.open(path)) {
            return reading.from(file);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static UncheckedIOException unreadable(Path path, IOException e) {
        return new UncheckedIOException(
                "PyTorchFiles: the file could not be read. Received: path=" + path + " ("
                        + e.getClass().getSimpleName() + ").",
                e);
    }
}
