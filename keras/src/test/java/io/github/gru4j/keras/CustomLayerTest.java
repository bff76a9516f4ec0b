package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.NonNeg;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.keras.CustomCells.PlusOneCell;
import io.github.gru4j.keras.CustomCells.SumCell;
import io.github.gru4j.keras.CustomCells.Twice;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers that a user wrote, in configs and in files. */
class CustomLayerTest {

    private static final KerasConfigs CONFIGS = KerasConfigs.keras3()
            .with(CustomCells.PLUS_ONE)
            .with(CustomCells.WITH_CONSTANTS)
            .with(CustomCells.TWICE);

    private static final String DTYPE =
            "{\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\":"
                    + " \"float32\"}, \"registered_name\": null}";

    @TempDir
    Path directory;

    // ---- configs ----------------------------------------------------------------------------------------------------

    @Test
    void aCellComesBackAsKerasWritesIt() {
        String json = "{\"module\": null, \"class_name\": \"PlusOneRNNCell\", \"config\": {\"name\": \"p\","
                + " \"trainable\": false, \"dtype\": " + DTYPE
                + ", \"num_unit\": 4}, \"registered_name\": \"PlusOneRNNCell\"}";
        PlusOneCell cell = (PlusOneCell) CONFIGS.layer(json);
        assertThat(cell.units).isEqualTo(4);
        assertThat(cell.name()).isEqualTo("p");
        assertThat(cell.trainable()).isFalse();
        assertThat(CONFIGS.json(cell)).isEqualTo(json);
    }

    @Test
    void aPackageAndAModuleComeBackAndLayersInsideToo() {
        Twice twice =
                new Twice("twice", DType.FLOAT32, Dense.builder(2).name("d").build(), true);
        String json = CONFIGS.json(twice);
        assertThat(json)
                .isEqualTo("{\"module\": \"my_package.layers\", \"class_name\": \"Twice\", \"config\": {\"name\":"
                        + " \"twice\", \"trainable\": true, \"dtype\": " + DTYPE + ", \"inner\": "
                        + CONFIGS.json(twice.inner) + "}, \"registered_name\": \"my_package>Twice\"}");
        assertThat(CONFIGS.json(CONFIGS.layer(json))).isEqualTo(json);
    }

    @Test
    void aCustomLayerIsFoundInsideOthers() {
        Sequential model = Sequential.of(
                Input.of(5, 3),
                RNN.builder(new SumCell.Builder(4).build())
                        .returnSequences(true)
                        .build(),
                Sequential.of(new Twice(null, DType.FLOAT32, Dense.of(2), true)));
        String json = CONFIGS.json(model);
        assertThat(json).contains("\"registered_name\": \"RNNCellWithConstants\"", "\"my_package>Twice\"");
        assertThat(CONFIGS.json(CONFIGS.layer(json))).isEqualTo(json);
    }

    @Test
    void theModuleOfTheFileDoesNotMatter() {
        assertThat(CONFIGS.layer("{\"module\": \"__main__\", \"class_name\": \"PlusOneRNNCell\", \"config\":"
                        + " {\"num_unit\": 4}, \"registered_name\": \"PlusOneRNNCell\"}"))
                .isInstanceOf(PlusOneCell.class);
    }

    @Test
    void keras2MayLeaveTheRegisteredNameOut() {
        assertThat(KerasConfigs.keras2()
                        .with(CustomCells.PLUS_ONE)
                        .layer("{\"class_name\": \"PlusOneRNNCell\", \"config\": {\"num_unit\": 4}}"))
                .isInstanceOf(PlusOneCell.class);
    }

    /** A layer with one argument of every kind. */
    private static final class Rich extends Layer {
        final Map<String, @Nullable Object> arguments = new HashMap<>();

        Rich(Layer.Builder<?> builder) {
            super(builder);
        }

        @Override
        protected io.github.gru4j.layer.Pass forward(List<Tensor> inputs, Call call) {
            return io.github.gru4j.layer.Pass.of(inputs);
        }

        @Override
        public io.github.gru4j.tensor.Shape computeOutputShape(io.github.gru4j.tensor.Shape shape) {
            return shape;
        }

        static final class Builder extends Layer.Builder<Builder> {
            @Override
            public Rich build() {
                return new Rich(this);
            }
        }

        static Rich read(LayerConfig config) {
            Rich rich = config.common(new Builder()).build();
            Map<String, @Nullable Object> to = rich.arguments;
            to.put("integer", config.integer("integer"));
            to.put("number", config.number("number"));
            to.put("bool", config.bool("bool"));
            to.put("string", config.string("string"));
            to.put("integers", config.integers("integers"));
            to.put("numbers", config.numbers("numbers"));
            to.put("strings", config.strings("strings"));
            to.put("layers", config.layers("layers", RNNCell.class));
            to.put("activation", config.activation("activation", Activations.relu()));
            to.put("initializer", config.initializer("initializer", Zeros.of()));
            to.put("regularizer", config.regularizer("regularizer"));
            to.put("constraint", config.constraint("constraint"));
            to.put("layer", config.has("layer") ? config.layer("layer", Dense.class) : null);
            to.put("absent integer", config.integer("absent integer", 7));
            to.put("absent number", config.number("absent number", 0.5));
            to.put("absent bool", config.bool("absent bool", true));
            to.put("absent string", config.string("absent string", "s"));
            return rich;
        }

        @SuppressWarnings("unchecked")
        static void write(Rich rich, LayerConfigWriter out) {
            Map<String, @Nullable Object> from = rich.arguments;
            out.put("integer", (int) from.get("integer"))
                    .put("number", (double) from.get("number"))
                    .put("bool", (boolean) from.get("bool"))
                    .put("string", (String) from.get("string"))
                    .putIntegers("integers", (List<Integer>) from.get("integers"))
                    .putNumbers("numbers", (List<Double>) from.get("numbers"))
                    .putStrings("strings", (List<String>) from.get("strings"))
                    .putLayers("layers", (List<RNNCell>) from.get("layers"))
                    .put("activation", (Activation) from.get("activation"))
                    .put("initializer", (Zeros) from.get("initializer"))
                    .put("regularizer", (L2) from.get("regularizer"))
                    .put("constraint", (NonNeg) from.get("constraint"))
                    .put("layer", (Dense) from.get("layer"));
        }
    }

    private static final KerasConfigs RICH =
            KerasConfigs.keras3().with(CustomLayer.of("Rich", Rich.class, Rich::read, Rich::write));

    @Test
    void everyKindOfArgumentComesBack() {
        String json =
                "{\"module\": null, \"class_name\": \"Rich\", \"config\": {\"name\": \"rich\", \"trainable\": true,"
                        + " \"dtype\": " + DTYPE
                        + ", \"integer\": -3, \"number\": 0.25, \"bool\": true, \"string\": \"a\\\"b\","
                        + " \"integers\": [1, 2], \"numbers\": [0.5, 1.0], \"strings\": [\"x\"], \"layers\": ["
                        + RICH.json(GRUCell.of(2)) + "], \"activation\": \"tanh\", \"initializer\": "
                        + RICH.json(Zeros.of())
                        + ", \"regularizer\": " + RICH.json(L2.of(0.5)) + ", \"constraint\": " + RICH.json(NonNeg.of())
                        + ", \"layer\": " + RICH.json(Dense.of(1)) + "}, \"registered_name\": \"Rich\"}";
        Rich rich = (Rich) RICH.layer(json);
        assertThat(RICH.json(rich)).isEqualTo(json);
        assertThat(rich.arguments)
                .containsEntry("absent integer", 7)
                .containsEntry("absent number", 0.5)
                .containsEntry("absent bool", true)
                .containsEntry("absent string", "s");
    }

    @Test
    void whatMayBeNullComesBackAsNull() {
        String json =
                "{\"module\": null, \"class_name\": \"Rich\", \"config\": {\"name\": \"rich\", \"trainable\": true,"
                        + " \"dtype\": " + DTYPE
                        + ", \"integer\": 1, \"number\": 1.0, \"bool\": false, \"string\": \"\","
                        + " \"integers\": [], \"numbers\": [], \"strings\": [], \"layers\": [], \"activation\": \"linear\","
                        + " \"initializer\": " + RICH.json(Zeros.of())
                        + ", \"regularizer\": null, \"constraint\": null,"
                        + " \"layer\": null}, \"registered_name\": \"Rich\"}";
        assertThat(RICH.json(RICH.layer(json))).isEqualTo(json);
        assertThat(RICH.json(RICH.layer(json.replace("\"linear\"", "null")))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "integer": 1 | "integer": 1.5 | integer: must be an integer of 32 bits. Received: 1.5.
            "number": 1  | "number": "1"  | number: must be a finite number. Received: "1".
            "bool": true | "bool": 1      | bool: must be true or false. Received: 1.
            "string": "" | "string": 1    | string: must be a string. Received: 1.
            "string": "" | "string": null | Rich: string must be given. Received: string=null.
            "integers": [] | "integers": [1, "x"] | integers[1]: must be an integer of 32 bits. Received: "x".
            "numbers": [] | "numbers": {} | numbers: must be a list. Received: {}.
            "layers": [] | "layers": [3] | layers[0]: must be a serialised Keras object. Received: 3.
            "layers": [] | "layers": [{"module": "keras.layers", "class_name": "Dropout", "config": {"rate": 0.5}}] | layers[0]: must be a RNNCell. Received: class_name=Dropout.
            "layers": [] | "layers": [], "nope": 1 | Rich: config must have no other keys than
            """)
    void aWrongArgumentIsRefusedWithItsPlace(String old, String wrong, String message) {
        String json = "{\"class_name\": \"Rich\", \"registered_name\": \"Rich\", \"config\": {\"integer\": 1,"
                + " \"number\": 1, \"bool\": true, \"string\": \"\", \"integers\": [], \"numbers\": [], \"strings\": [],"
                + " \"layers\": []}}";
        RICH.layer(json);
        assertThat(json).contains(old);
        assertThatThrownBy(() -> RICH.layer(json.replace(old, wrong)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theLayersOwnRulesAreSaidAtThePlace() {
        assertThatThrownBy(() -> CONFIGS.layer("{\"module\": \"keras.layers\", \"class_name\": \"RNN\", \"config\":"
                        + " {\"cell\": {\"module\": null, \"class_name\": \"PlusOneRNNCell\", \"config\": {\"num_unit\":"
                        + " 0}, \"registered_name\": \"PlusOneRNNCell\"}}, \"registered_name\": null}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage("cell: PlusOneCell: units must be 1 or more. Received: units=0.");
    }

    // ---- registering ------------------------------------------------------------------------------------------------

    @Test
    void aClassThatNobodyRegisteredIsRefusedByName() {
        assertThatThrownBy(() -> KerasConfigs.keras3()
                        .layer("{\"module\": \"a.b\", \"class_name\": \"Twice\","
                                + " \"config\": {\"name\": \"t\"}, \"registered_name\": \"my_package>Twice\"}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        "Twice 't': must be a class of Keras itself; register a custom layer with KerasConfigs.with."
                                + " Received: module=\"a.b\", registered_name=\"my_package>Twice\".");
        assertThatThrownBy(() -> KerasConfigs.keras3().json(new PlusOneCell("p", DType.FLOAT32, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasConfigs: layer must be one of "
                        + KerasConfigs.keras3().layers()
                        + ". Received: io.github.gru4j.keras.CustomCells$PlusOneCell 'p'. Register a custom layer with"
                        + " KerasConfigs.with.");
    }

    @Test
    void configsAreNotChangedByAddingToThem() {
        KerasConfigs none = KerasConfigs.keras3();
        KerasConfigs one = none.with(CustomCells.PLUS_ONE);
        assertThat(none.layers()).doesNotContain("PlusOneRNNCell");
        assertThat(one.layers())
                .endsWith("PlusOneRNNCell")
                .startsWith(none.layers().toArray(new String[0]));
        assertThat(KerasFiles.supportedLayers()).isEqualTo(none.layers());
    }

    @Test
    void aNameOrAClassThatIsTakenIsRefused() {
        CustomLayer<PlusOneCell> sameName = CustomLayer.of(
                "GRUCell", PlusOneCell.class, config -> new PlusOneCell(null, config.dtype(), 1), (c, o) -> {});
        assertThatThrownBy(() -> CONFIGS.with(sameName))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasConfigs: a registered name and a Java class must be new to the configs. Received:"
                        + " registeredName=GRUCell, type=io.github.gru4j.keras.CustomCells$PlusOneCell; there is GRUCell"
                        + " for io.github.gru4j.layer.rnn.GRUCell.");
        CustomLayer<PlusOneCell> sameClass = CustomLayer.of(
                "Other", PlusOneCell.class, config -> new PlusOneCell(null, config.dtype(), 1), (c, o) -> {});
        assertThatThrownBy(() -> CONFIGS.with(sameClass))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("there is PlusOneRNNCell for io.github.gru4j.keras.CustomCells$PlusOneCell.");
    }

    @ParameterizedTest
    @CsvSource({"''", "my_package>"})
    void aRegisteredNameHasAClass(String name) {
        assertThatThrownBy(() -> CustomLayer.of(name, Dropout.class, config -> Dropout.of(0.5), (dropout, out) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CustomLayer: registeredName must end in the name of a class. Received: registeredName='"
                        + name + "'.");
    }

    // ---- files ------------------------------------------------------------------------------------------------------

    private Sequential model() {
        return Sequential.of(
                Input.of(5, 3),
                RNN.builder(new SumCell.Builder(4).name("sum").build())
                        .returnSequences(true)
                        .build(),
                new Twice("twice", DType.FLOAT32, Dense.of(2), true),
                GRU.of(2));
    }

    @Test
    void aWeightForWhichThereIsNoRoomIsNotMade() {
        // Nobody said how many there will be.
        KerasConfigs configs = KerasConfigs.keras3().with(CustomCells.WITH_CONSTANTS.weightCount((cell, shape) -> 0));
        String entrance = "{\"module\": \"keras.layers\", \"class_name\": \"InputLayer\", \"config\": {\"batch_shape\":"
                + " [null, 5, 3]}, \"registered_name\": null}";
        String cell = "{\"module\": null, \"class_name\": \"RNNCellWithConstants\", \"config\": {\"units\": 600000000,"
                + " \"constant_size\": 0}, \"registered_name\": \"RNNCellWithConstants\"}";
        String rnn =
                "{\"module\": \"keras.layers\", \"class_name\": \"RNN\", \"config\": {\"name\": \"rnn\", \"cell\": "
                        + cell + "}, \"registered_name\": null}";
        assertThatThrownBy(() -> configs.layer("{\"module\": \"keras\", \"class_name\": \"Sequential\", \"config\":"
                        + " {\"layers\": [" + entrance + ", " + rnn + "]}, \"registered_name\": null}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        "layers[1]: RNN 'rnn': the model must not have more weights than a text may ask for, 268435456"
                                + " numbers. Received: a layer of 1800000000 weights.");
    }

    @Test
    void weightsComeBackFromFiles() {
        Sequential model = model();
        Path file = directory.resolve("model.keras");
        KerasFiles.save(model, file, CONFIGS);
        Model loaded = KerasFiles.load(file, CONFIGS);
        Tensor x = Golden.random(1, 2, 5, 3);
        assertThat(Golden.distance(loaded.predict(x), model.predict(x), 0, 1e-30))
                .isZero();
        assertThat(loaded.countParams()).isEqualTo(model.countParams());
        assertThat(CONFIGS.json(loaded)).isEqualTo(CONFIGS.json(model));
    }

    @Test
    void weightsStandUnderTheNamesOfKeras() throws Exception {
        Path file = directory.resolve("model.keras");
        KerasFiles.save(model(), file, Map.of("a", List.of("b")), CONFIGS);
        assertThat(KerasFiles.describe(file).notes()).containsOnlyKeys("a");
        ArchiveReader archive = ArchiveReader.read(file);
        try (HdfReader hdf = HdfReader.open(archive.weights(), Place.of("model.keras"))) {
            assertThat(hdf.members("layers")).containsExactlyInAnyOrder("rnn", "twice", "gru");
            assertThat(hdf.read("layers/rnn/cell/vars/0").dimensions()).containsExactly(3, 4);
            assertThat(hdf.read("layers/rnn/cell/vars/1").dimensions()).containsExactly(4, 4);
            assertThat(hdf.read("layers/twice/inner/vars/0").dimensions()).containsExactly(4, 2);
            assertThat(hdf.members("layers/twice/vars")).isEmpty();
        }
    }

    @Test
    void aFileWithACustomLayerNeedsItsClass() {
        Path file = directory.resolve("model.keras");
        assertThatThrownBy(() -> KerasFiles.save(model(), file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("CustomCells$SumCell 'sum'. Register a custom layer with KerasConfigs.with.");
        KerasFiles.save(model(), file, CONFIGS);
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Twice 'twice': must be a class of Keras itself; register a custom"
                        + " layer with KerasConfigs.with.");
    }

    @Test
    void theFileSaysWhoseMeaningItsWordsHave() {
        Path file = directory.resolve("model.keras");
        Sequential model = Sequential.of(
                Input.of(3),
                Dense.builder(2).activation(Activations.hardSigmoid()).build());
        KerasFiles.save(model, file);
        Sequential loaded = (Sequential) KerasFiles.load(file, KerasConfigs.keras2());
        assertThat(((Dense) loaded.layers().get(1)).activation()).isEqualTo(Activations.hardSigmoid());
    }

    @Test
    void aCustomLayerThatIsLargerThanItsFileIsRefusedBeforeItIsBuilt() throws Exception {
        Path file = directory.resolve("model.keras");
        KerasFiles.save(model(), file, CONFIGS);
        ArchiveReader archive = ArchiveReader.read(file);
        String config = new String(archive.config(), StandardCharsets.UTF_8)
                .replace("\"units\": 4, \"constant_size\"", "\"units\": 100000, \"constant_size\"");
        Archives.write(file, archive.metadata(), config.getBytes(StandardCharsets.UTF_8), archive.weights());
        assertThatThrownBy(() -> KerasFiles.load(file, CONFIGS))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("the model must not have more weights than its file has room for")
                .hasMessageContaining("Received: a layer of 10000300000 weights.");
    }

    @Test
    void aLayerInsideThatIsNoNamedPartIsRefused() {
        KerasConfigs forgetful = KerasConfigs.keras3()
                .with(CustomLayer.of("Twice", Twice.class, Twice::read, (twice, out) -> out.put("inner", twice.inner)));
        Sequential model = Sequential.of(Input.of(3), new Twice("twice", DType.FLOAT32, Dense.of(2), true));
        assertThatThrownBy(() -> KerasFiles.save(model, directory.resolve("model.keras"), forgetful))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CustomLayer: part must be named for every layer inside that has weights. Received: Twice"
                        + " 'twice' of 2 weights, 0 of them its own or in the parts [].");
    }
}
