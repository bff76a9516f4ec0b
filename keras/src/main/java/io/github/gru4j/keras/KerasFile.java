package io.github.gru4j.keras;

import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of Keras, open for reading. Its first bytes decide which of the formats it is, never its name.
 *
 * <p>Not thread-safe.
 */
abstract sealed class KerasFile implements AutoCloseable permits ArchiveFile, LegacyFile, WeightsFile {

    /** Takes a weight, and what overwrites its value with that in the file. */
    interface Sink extends BiConsumer<Parameter, Consumer<Tensor>> {}

    /** Fills the weights. */
    static final Sink ASSIGN = (weight, fill) -> {
        fill.accept(weight.value());
        weight.changed();
    };

    /** Only sees that each weight could be filled, so that a file which does not fit leaves a model as it was. */
    static final Sink CHECK = (weight, fill) -> {};

    private static final byte[] ZIP = {'P', 'K'};
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** The greatest array of bytes. */
    static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private final HdfReader hdf;
    private final Codecs codecs;
    private final Place place;

    /**
     * An open file.
     *
     * @param hdf the weights; closed with this file
     * @param codecs the layers, with the meaning that the file gives their words
     * @param place where the weights stand
     */
    KerasFile(HdfReader hdf, Codecs codecs, Place place) {
        this.hdf = hdf;
        this.codecs = codecs;
        this.place = place;
    }

    /**
     * Opens a file.
     *
     * @throws KerasFormatException if it is damaged, or no file of Keras
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    static KerasFile open(Path path, KerasConfigs configs) {
        try {
            return opened(path, configs);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "KerasFiles: the file could not be read. Received: path=" + path + " ("
                            + e.getClass().getSimpleName() + ").",
                    e);
        }
    }

    private static KerasFile opened(Path path, KerasConfigs configs) throws IOException {
        Place place = Place.of(path.toString());
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            throw place.error("must be a file of Keras, .keras or .h5. Received: a directory. If it is a SavedModel of"
                    + " TensorFlow, open it there and save the model as .keras.");
        }
        if (!Files.isRegularFile(path)) {
            throw place.error("must be a file of Keras, .keras or .h5. Received: a device.");
        }
        byte[] head = head(path);
        Place file = place.withMemory(configs.memory(Files.size(path)));
        if (isArchive(head)) {
            return ArchiveFile.open(ArchiveReader.read(path, file), file, configs);
        }
        if (isHdf5(head)) {
            return hdf5(path, configs, file);
        }
        throw place.error("must be a file of Keras: .keras, a zip archive, or .h5, which is HDF5. Received: "
                + (head.length == 0
                        ? "an empty file."
                        : PyTorchFiles.recognises(path)
                                ? "a safetensors file. PyTorchFiles reads the GRUs of PyTorch in it."
                                : "a file that starts with " + shown(head) + "."));
    }

    private static KerasFile hdf5(Path path, KerasConfigs configs, Place file) throws IOException {
        byte[] bytes = bytes(path, file);
        // Every number takes two bytes at least (float16).
        Place place = file.withMaxWeights(bytes.length / 2);
        HdfReader hdf = HdfReader.open(bytes, place);
        return LegacyFile.is(hdf)
                ? LegacyFile.of(hdf, configs, place, bytes.length)
                : new WeightsFile(hdf, configs, place, bytes.length);
    }

    /**
     * All bytes of a file.
     *
     * @throws KerasFormatException if they are more than may be read
     */
    static byte[] bytes(Path path, Place file) throws IOException {
        long size = Files.size(path);
        if (size > MAX_BYTES) {
            throw file.error("must have at most " + MAX_BYTES + " bytes. Received: " + size + " bytes.");
        }
        file.memory().spend(size, "the file", file);
        return Files.readAllBytes(path);
    }

    /** The first bytes of a file. */
    static byte[] head(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(HDF5.length);
        }
    }

    /** Whether a file starts as a zip archive does. */
    static boolean isArchive(byte[] head) {
        return startsWith(head, ZIP);
    }

    /** Whether a file starts as HDF5 does. */
    static boolean isHdf5(byte[] head) {
        return startsWith(head, HDF5);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static String shown(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b >= ' ' && b < 0x7f ? Character.toString(b) : String.format("\\x%02x", b));
        }
        return "\"" + text + "\"";
    }

    /** The weights. */
    final HdfReader hdf() {
        return hdf;
    }

    /** The layers, with the meaning that the file gives their words. */
    final Codecs codecs() {
        return codecs;
    }

    /** Where the weights stand. */
    final Place place() {
        return place;
    }

    /**
     * The model that the file describes, compiled if the file says how, its weights still to be filled.
     *
     * @throws KerasFormatException if the file describes none, or one that is not supported
     */
    abstract Model model();

    /**
     * Hands every weight of a model its value, found by position.
     *
     * @throws KerasFormatException if a weight is missing, has another shape, or there are more than the model has
     */
    void readWeights(Model model, Sink sink) {
        new WeightTree(codecs).read(model, hdf, sink, place);
    }

    /**
     * Fills the state of a model's optimizer, if the model is compiled and the file has any.
     *
     * @throws KerasFormatException if the state does not fit the model
     */
    void readOptimizer(Model model) {
        OptimizerTree.read(model, hdf, place);
    }

    /**
     * Fills the state of a model's optimizer if it is the one of the file, and leaves it as it was if not.
     *
     * @param assign false to see only that nothing is damaged
     * @throws KerasFormatException if an array that would fit is damaged
     */
    void readOptimizerIfSame(Model model, boolean assign) {
        OptimizerTree.readIfSame(model, hdf, place, assign);
    }

    /**
     * Hands the weights of those layers their values whose names the file knows.
     *
     * @return the names of these layers
     * @throws KerasFormatException if the file knows none, their weights do not fit, or it keeps weights by position only
     */
    List<String> readWeightsByName(Model model, Sink sink) {
        throw place.error(
                "must be a legacy .h5 file for weights to be found by the names of layers. Received: a file that"
                        + " keeps weights by position.");
    }

    /** What the file says about itself. */
    abstract KerasFileInfo info();

    /** The serialised form of the model; null for weights alone. */
    @Nullable
    Serialized form() {
        return null;
    }

    /** What the file says about itself, and what is inside it. */
    final KerasFileInfo description() {
        Serialized form = form();
        List<LayerInfo> layers = form == null ? List.of() : LayerListing.of(form.node(), form.place(), codecs);
        return info().with(layers, hdf.arrays());
    }

    @Override
    public void close() {
        hdf.close();
    }
}
