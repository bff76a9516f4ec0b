package io.github.gru4j.keras;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.regularizer.Regularizer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads and writes Keras's serialised objects: the JSON that {@code keras.saving.serialize_keras_object} gives, which is
 * also what stands in {@code config.json} of a {@code .keras} file.
 *
 * <pre>{@code
 * KerasConfigs configs = KerasConfigs.keras3();
 * Layer layer = configs.layer(json);
 * String same = configs.json(layer);
 * }</pre>
 *
 * <p>The generation says whose meaning a text has when it is read. Keras 2 and Keras 3 share most words but not all
 * meanings: {@code hard_sigmoid} is another function, and {@code time_major} is an argument of Keras 2 alone. What is
 * written is always Keras 3; the keys come in Keras's order, the text as Python's {@code json.dumps} gives it.
 *
 * <p>A layer comes back unbuilt, without weights. The exceptions are a {@code Functional}, and a {@code Sequential} that
 * starts with an {@code InputLayer} or says what it was built for: they are built, with zeros for weights, of which there
 * may be at most 2<sup>28</sup> (1 GiB).
 *
 * <p>A text that is damaged, that holds a class or an argument which is not supported, or that contradicts itself, ends in
 * a {@link KerasFormatException} whose {@link KerasFormatException#inside() place} is the path inside the text. Nothing
 * that a text names is opened, loaded or run: custom classes are those that the caller gives to {@link #with}.
 *
 * <p>Immutable; thread-safe.
 *
 * @see <a href="https://keras.io/api/models/model_saving_apis/serialization_utils/">Keras: serialization utilities</a>
 */
public final class KerasConfigs {

    /** The most weights that a text alone can make us allocate. */
    private static final long MAX_WEIGHTS = 1L << 28;

    /** No limit of memory but those that depend on what is read. */
    private static final long NOT_SET = 0;

    private static final KerasConfigs KERAS_3 = new KerasConfigs(Generation.KERAS_3, List.of(), NOT_SET);
    private static final KerasConfigs KERAS_2 = new KerasConfigs(Generation.KERAS_2, List.of(), NOT_SET);

    private final Generation generation;
    private final List<Codec<?>> custom;
    private final Codecs codecs;
    private final long maxMemory;

    private KerasConfigs(Generation generation, List<Codec<?>> custom, long maxMemory) {
        this.generation = generation;
        this.custom = List.copyOf(custom);
        this.codecs = codecs(generation);
        this.maxMemory = maxMemory;
    }

    /** Configs with the meaning of Keras 3. */
    public static KerasConfigs keras3() {
        return KERAS_3;
    }

    /** Configs with the meaning of Keras 2 ({@code tf.keras} up to TensorFlow 2.15, {@code tf_keras}). */
    public static KerasConfigs keras2() {
        return KERAS_2;
    }

    /**
     * These configs and one more class of layers.
     *
     * @param layer how a class that the user wrote is read and written
     * @throws IllegalArgumentException if its name or its Java class is taken
     */
    public KerasConfigs with(CustomLayer<?> layer) {
        Codec<?> added = layer.codec();
        for (Codec<?> codec : codecs.list()) {
            if (Codecs.key(codec).equals(layer.registeredName()) || codec.type() == layer.type()) {
                throw new IllegalArgumentException("KerasConfigs: a registered name and a Java class must be new to the"
                        + " configs. Received: registeredName=" + layer.registeredName() + ", type="
                        + layer.type().getName() + "; there is " + Codecs.key(codec) + " for "
                        + codec.type().getName() + ".");
            }
        }
        List<Codec<?>> all = new ArrayList<>(custom);
        all.add(added);
        return new KerasConfigs(generation, all, maxMemory);
    }

    /**
     * These configs with a limit to the memory that reading one file or text may take. Without one it is 2 GiB for a text,
     * and for a file 100 times its own size, but at least 64 MiB and at most 2 GiB. A limit that is set holds in place of
     * all of these, however small the file.
     *
     * <p>What counts is what grows with what a file says: the file itself or the unpacked entries of an archive, its JSON,
     * its HDF5 structures and arrays, the weights of the model and the state of its optimizer. Each is asked for before it
     * is allocated, and a file that asks for too much ends in a {@link KerasFormatException}. Every reading has the whole
     * limit to itself, in whatever thread. A model takes about four times its file while it is read.
     *
     * @param bytes the limit; positive
     * @throws IllegalArgumentException if it is not
     */
    public KerasConfigs maxMemory(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(
                    "KerasConfigs: maxMemory must be a positive number of bytes. Received: maxMemory=" + bytes + ".");
        }
        return new KerasConfigs(generation, custom, bytes);
    }

    /** The class names of the layers that can be read; of custom ones, the registered names. */
    public List<String> layers() {
        return codecs.classNames();
    }

    /**
     * Reads a layer, a cell or a model.
     *
     * @param json {@code {"module", "class_name", "config", "registered_name"}}
     * @return the layer; unbuilt, unless it is a model that says what it was built for
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Layer layer(String json) {
        Place place = text();
        return codecs.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes a layer, a cell or a model; of a built one also its {@code build_config}.
     *
     * @throws IllegalArgumentException if it holds something that has no form in Keras 3
     */
    public String json(Layer layer) {
        return Json.write(codecs.write(layer));
    }

    /**
     * Reads an optimizer.
     *
     * @param json its serialised form, or a string such as {@code "adam"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Optimizer optimizer(String json) {
        Place place = text();
        return OptimizerConfigs.FAMILY.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes an optimizer, without its state.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Optimizer optimizer) {
        return Json.write(OptimizerConfigs.FAMILY.write(optimizer));
    }

    /**
     * Reads a loss.
     *
     * @param json its serialised form, or a string such as {@code "mse"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Loss loss(String json) {
        Place place = text();
        return LossConfigs.FAMILY.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes a loss.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Loss loss) {
        return Json.write(LossConfigs.FAMILY.write(loss));
    }

    /**
     * Reads a metric.
     *
     * @param json its serialised form, or a string such as {@code "mae"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Metric metric(String json) {
        Place place = text();
        return MetricConfigs.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes a metric; one that was asked for by a short name, such as {@code "mae"}, as that string.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Metric metric) {
        return Json.write(MetricConfigs.write(metric));
    }

    /**
     * Reads an initializer.
     *
     * @param json its serialised form, or a string such as {@code "glorot_uniform"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Initializer initializer(String json) {
        Place place = text();
        return InitializerConfigs.FAMILY.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes an initializer.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Initializer initializer) {
        return Json.write(InitializerConfigs.FAMILY.write(initializer));
    }

    /**
     * Reads a regularizer.
     *
     * @param json its serialised form, or a string such as {@code "l2"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Regularizer regularizer(String json) {
        Place place = text();
        return RegularizerConfigs.FAMILY.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes a regularizer.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Regularizer regularizer) {
        return Json.write(RegularizerConfigs.FAMILY.write(regularizer));
    }

    /**
     * Reads a constraint.
     *
     * @param json its serialised form, or a string such as {@code "non_neg"} (in quotes)
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Constraint constraint(String json) {
        Place place = text();
        return ConstraintConfigs.FAMILY.read(Json.parseAny(json, place), place);
    }

    /**
     * Writes a constraint.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Constraint constraint) {
        return Json.write(ConstraintConfigs.FAMILY.write(constraint));
    }

    /**
     * Reads an activation.
     *
     * @param json its name (in quotes), a serialised function, an activation layer such as {@code ReLU} with its
     *     arguments, or {@code null} for linear
     * @throws KerasFormatException if the text is damaged or holds something that is not supported
     */
    public Activation activation(String json) {
        Place place = text();
        JsonNode node = Json.parseAny(json, place);
        return node.isNull() ? Activations.linear() : ActivationConfigs.KIND.read(node, place);
    }

    /**
     * Writes an activation: as its name where that says it all, else as the activation layer with its arguments.
     *
     * @throws IllegalArgumentException if it has no form in Keras 3
     */
    public String json(Activation activation) {
        return Json.write(ActivationConfigs.KIND.write(activation));
    }

    /** How layers are read and written. */
    Codecs codecs() {
        return codecs;
    }

    /** How layers are read and written where the words have the meaning of a generation. */
    Codecs codecs(Generation meaning) {
        List<Codec<?>> all = new ArrayList<>(LayerTable.codecs(meaning));
        all.addAll(custom);
        return new Codecs(all);
    }

    /**
     * What reading a file may allocate.
     *
     * @param fileSize the size of the file in bytes
     */
    MemoryBudget memory(long fileSize) {
        return maxMemory == NOT_SET ? MemoryBudget.ofFile(fileSize) : new MemoryBudget(maxMemory);
    }

    /** A text from its beginning: each has budgets of its own. */
    private Place text() {
        return Place.of("")
                .withGeneration(generation)
                .withMaxWeights(MAX_WEIGHTS)
                .withMemory(new MemoryBudget(maxMemory == NOT_SET ? MemoryBudget.DEFAULT : maxMemory));
    }
}
