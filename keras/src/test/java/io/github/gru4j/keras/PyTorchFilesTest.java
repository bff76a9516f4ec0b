package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PyTorchFilesTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("weights"); // files are known by their content
    }

    // ---- what PyTorch computed --------------------------------------------------------------------------------------

    static Stream<ObjectNode> modules() {
        return Golden.cases("pytorch.json", "cases").stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aLoadedModelGivesWhatPyTorchGives(ObjectNode module) {
        Path golden = file(module);
        String prefix = module.get("prefix").stringValue();
        Sequential model = PyTorchFiles.load(golden, prefix);
        assertGives(module, model.predict(input(module, model)));
        if (module.get("strangers").booleanValue()) {
            assertThatThrownBy(() -> PyTorchFiles.load(golden)).isInstanceOf(KerasFormatException.class);
        } else {
            assertThat(weights(PyTorchFiles.load(golden))).isEqualTo(weights(model));
        }
    }

    /** Both ways of a layer that is there already: not built, and built with other weights. */
    @ParameterizedTest
    @MethodSource("modules")
    void aFilledModelGivesWhatPyTorchGives(ObjectNode module) {
        String prefix = module.get("prefix").stringValue();
        Sequential loaded = PyTorchFiles.load(file(module), prefix);
        Sequential model = loaded.toBuilder().build();
        assertThat(weights(model)).isNotEqualTo(weights(loaded));
        PyTorchFiles.loadWeights(model, file(module), prefix);
        assertGives(module, model.predict(input(module, model)));

        List<Layer> unbuilt = new ArrayList<>();
        loaded.layers().stream()
                .skip(1)
                .forEach(layer -> unbuilt.add(layer.toBuilder().build()));
        if (unbuilt.size() == 1) {
            PyTorchFiles.loadWeights(unbuilt.get(0), file(module), prefix);
            assertThat(unbuilt.get(0).built()).isTrue();
            assertGives(module, Sequential.of(unbuilt.get(0)).predict(input(module, model)));
        }
    }

    @Test
    void aSavedModelOpensAsAnyOther() {
        ObjectNode module = module("both_ways");
        Sequential model = PyTorchFiles.load(file(module));
        KerasFiles.save(model, directory.resolve("copy.keras"));
        Model loaded = KerasFiles.load(directory.resolve("copy.keras"));
        assertThat(weights(loaded)).isEqualTo(weights(model));
        assertGives(module, loaded.predict(input(module, loaded)));
    }

    @Test
    void theModelHasALayerPerLayerThatGivesAllSteps() {
        Sequential both = PyTorchFiles.load(file(module("both_ways")));
        assertThat(both.layers())
                .extracting(Layer::name)
                .containsExactly("input_layer", "bidirectional", "bidirectional_1");
        assertThat(both.computeOutputShape(Shape.of(2, 5, 3))).isEqualTo(Shape.of(2, 5, 8));
        assertThat(both.layers().get(0).inputShape()).isEqualTo(Shape.of(-1, -1, 3));
        Sequential three = PyTorchFiles.load(file(module("three_layers")));
        assertThat(three.layers()).extracting(Layer::className).containsExactly("InputLayer", "GRU", "GRU", "GRU");
        assertThat(three.layers()).allMatch(layer -> layer.dtype() == DType.FLOAT32);
    }

    @Test
    void float64StaysFloat64AndIsRoundedWhereALayerIsNarrower() {
        ObjectNode module = module("float64");
        Sequential exact = PyTorchFiles.load(file(module));
        assertThat(exact.layers()).allMatch(layer -> layer.dtype() == DType.FLOAT64);
        GRU rounded = GRU.of(4);
        PyTorchFiles.loadWeights(rounded, file(module));
        for (int i = 0; i < 3; i++) {
            Tensor weight = exact.weights().get(i).value();
            assertThat(rounded.getWeights().get(i).floats())
                    .isEqualTo(weight.cast(DType.FLOAT32).floats());
            assertThat(weight.doubles())
                    .isNotEqualTo(weight.cast(DType.FLOAT32).cast(DType.FLOAT64).doubles());
        }
    }

    @Test
    void cellsAloneAndInAStackAreFilled() {
        ObjectNode three = module("three_layers");
        RNN stack = RNN.builder(List.of(GRUCell.of(4), GRUCell.of(4), GRUCell.of(4)))
                .returnSequences(true)
                .build();
        PyTorchFiles.loadWeights(stack, file(three));
        Tensor x = Golden.tensor(three.get("input"), DType.FLOAT32);
        assertGives(three, stack.call(x).sequence());

        StackedRNNCells cells = StackedRNNCells.of(GRUCell.of(4), GRUCell.of(4), GRUCell.of(4));
        PyTorchFiles.loadWeights(cells, file(three));
        assertGives(
                three, RNN.builder(cells).returnSequences(true).build().call(x).sequence());

        ObjectNode one = module("cell");
        GRUCell cell = GRUCell.of(4);
        PyTorchFiles.loadWeights(cell, file(one), "");
        assertGives(
                one,
                RNN.builder(cell).returnSequences(true).build().call(x(one)).sequence());
    }

    @Test
    void otherLayersOfAModelStayAsTheyAre() {
        ObjectNode module = module("translator");
        Model model = Sequential.of(
                Input.of(5, 3),
                Bidirectional.of(GRU.builder(5).returnSequences(true).build()),
                Dropout.of(0.5),
                Sequential.of(TimeDistributed.of(Dense.of(7))));
        Tensor dense = model.getWeights().get(6);
        PyTorchFiles.loadWeights(model, file(module), "encoder.");
        assertThat(model.getWeights().get(6).floats()).isEqualTo(dense.floats());
        assertGives(module, Sequential.of(model.layers().get(1)).predict(x(module)));

        GRU decoder = GRU.builder(4).returnSequences(true).build();
        Model nested = Sequential.of(Input.of(5, 3), Sequential.of(decoder), Dense.of(7));
        PyTorchFiles.loadWeights(nested, file(module), "decoder.0.");
        assertThat(decoder.getWeights().get(0).floats())
                .isEqualTo(PyTorchFiles.load(file(module), "decoder.0.")
                        .getWeights()
                        .get(0)
                        .floats());
    }

    private static Path file(ObjectNode module) {
        return Golden.file("pytorch/" + module.get("file").stringValue());
    }

    private static ObjectNode module(String name) {
        return modules()
                .filter(module -> module.get("file").stringValue().equals(name + ".safetensors"))
                .findFirst()
                .orElseThrow();
    }

    private static Tensor x(ObjectNode module) {
        return Golden.tensor(module.get("input"), DType.FLOAT32);
    }

    private static Tensor input(ObjectNode module, Layer layer) {
        return Golden.tensor(module.get("input"), layer.dtype());
    }

    /** In float64 to its last digits, in float32 to 1e-6. */
    private static void assertGives(ObjectNode module, Tensor output) {
        double tolerance = output.dtype() == DType.FLOAT64 ? 1e-14 : 1e-6;
        assertThat(Golden.distance(output, Golden.tensor(module.get("output"), output.dtype()), tolerance, 0))
                .isLessThanOrEqualTo(1);
    }

    private static List<List<Double>> weights(Layer layer) {
        List<List<Double>> all = new ArrayList<>();
        for (Tensor weight : layer.getWeights()) {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < weight.size(); i++) {
                numbers.add(weight.getAt(i));
            }
            all.add(numbers);
        }
        return all;
    }

    // ---- files that hold something else -----------------------------------------------------------------------------

    @Test
    void whatBelongsToNoGruIsNamed() {
        Path golden = file(module("translator"));
        assertRefused(
                golden,
                () -> PyTorchFiles.load(golden),
                ": must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received:"
                        + " weights of recurrent layers under the prefixes ['decoder.0.', 'encoder.'], tensors of no"
                        + " recurrent layer ['embedding.weight', 'output.bias', 'output.weight'].");
        assertRefused(
                golden,
                () -> PyTorchFiles.loadWeights(GRU.of(4), golden, "decoder."),
                ": must hold the weights of a GRU under the prefix. Received: prefix='decoder.', weights of recurrent"
                        + " layers under the prefixes ['decoder.0.', 'encoder.'].");
        assertRefused(
                golden,
                () -> PyTorchFiles.load(golden, "output."),
                "!/output.bias: must be a tensor of an nn.GRU or nn.GRUCell, such as weight_ih_l0, for it has the prefix of"
                        + " one. Received: prefix='output.'.");
    }

    @Test
    void otherRecurrentLayersAreRefusedByName() {
        Path lstm = Golden.file("pytorch/lstm.safetensors");
        assertRefused(
                lstm,
                () -> PyTorchFiles.load(lstm),
                "!/weight_hh_l0: must have 3 * hidden rows, those of the three gates of a GRU. Received: shape=(16, 4), the"
                        + " rows of an nn.LSTM; only GRUs are read.");
        Path rnn = Golden.file("pytorch/rnn.safetensors");
        assertRefused(
                rnn,
                () -> PyTorchFiles.load(rnn),
                "!/weight_hh_l0: must have 3 * hidden rows, those of the three gates of a GRU. Received: shape=(4, 4), the"
                        + " rows of an nn.RNN; only GRUs are read.");
        Path projected = Golden.file("pytorch/lstm_proj.safetensors");
        assertRefused(
                projected,
                () -> PyTorchFiles.load(projected),
                "!/weight_hr_l0: must not be there: it projects the outputs of an nn.LSTM (proj_size), and an nn.GRU has no"
                        + " projection. Received: such a tensor; only GRUs are read.");
    }

    @Test
    void tensorsOfTheWrongShapeAreNamedWithTheRule() throws IOException {
        assertRefused(
                gru().with("weight_ih_l0", 15, 3),
                "!/weight_ih_l0: must have shape (3 * hidden, features) = (12, features). Received: shape=(15, 3).");
        assertRefused(
                gru().with("weight_ih_l0_reverse", 12, 4),
                "!/weight_ih_l0_reverse: must have shape (3 * hidden, features) = (12, 3). Received: shape=(12, 4).");
        assertRefused(
                gru().with("weight_ih_l1", 12, 4),
                "!/weight_ih_l1: must have shape (3 * hidden, directions * hidden) = (12, 8). Received: shape=(12, 4).");
        assertRefused(
                gru().with("weight_hh_l1", 12, 3),
                "!/weight_hh_l1: must have shape (3 * hidden, hidden) = (12, 4). Received: shape=(12, 3).");
        assertRefused(
                gru().with("weight_hh_l0", 13, 4),
                "!/weight_hh_l0: must have shape (3 * hidden, hidden) with hidden of 1 or more and at most 2147483639"
                        + " numbers. Received: shape=(13, 4).");
        assertRefused(
                gru().with("bias_hh_l1_reverse", 12, 1),
                "!/bias_hh_l1_reverse: must have shape (3 * hidden) = (12). Received: shape=(12, 1).");
        assertRefused(
                gru().with("bias_ih_l0", 4), "!/bias_ih_l0: must have shape (3 * hidden) = (12). Received: shape=(4).");
        for (int[] nothing : new int[][] {{}, {12}, {12, 4, 1}, {0, 0}, {0, 4}, {12, 0}}) {
            Files.write(file, gru().with("weight_hh_l0", nothing).bytes());
            assertThatThrownBy(() -> PyTorchFiles.load(file))
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessageContaining("weight_hh_l0: must have shape (3 * hidden, hidden)");
            Files.write(file, gru().with("weight_ih_l0", nothing).bytes());
            assertThatThrownBy(() -> PyTorchFiles.load(file))
                    .isInstanceOf(KerasFormatException.class)
                    .hasMessageContaining("weight_ih_l0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight_ih_l0", "weight_hh_l0_reverse", "weight_ih_l1", "bias_ih_l0", "bias_hh_l1_reverse"})
    void aMissingTensorIsNamed(String name) throws IOException {
        assertRefused(
                gru().without(name),
                "!/" + name + ": must be there, for the other tensors are those of an nn.GRU with num_layers=2,"
                        + " bidirectional=true, bias=true. Received: no such tensor.");
    }

    @Test
    void layersAreNumberedFromZeroWithoutGaps() throws IOException {
        assertRefused(
                new SafeTensorsFile().gru("", "_l1", 3, 4, true),
                "!/weight_hh_l0: must be there, for the other tensors are those of an nn.GRU with num_layers=2,"
                        + " bidirectional=false, bias=true. Received: no such tensor.");
        assertRefused(
                gru().with("weight_ih_l999999999", 1),
                ": must hold a GRU of at most 1000 layers. Received: layer 999999999.");
        for (String name : List.of("weight_ih_l01", "weight_ih_l1000000000", "weight_ih_l-1", "weight_ih_reverse")) {
            assertRefused(
                    gru().with(name, 1),
                    ": must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received:"
                            + " weights of recurrent layers under the prefixes [''], tensors of no recurrent layer ['"
                            + name + "'].");
        }
    }

    @Test
    void aGruAndACellUnderOnePrefixAreRefused() throws IOException {
        assertRefused(
                gru().gru("", "", 3, 4, true),
                ": must hold an nn.GRU or an nn.GRUCell under a prefix, not both. Received: tensors with and without a"
                        + " layer (_l0), prefix=''.");
    }

    @Test
    void aPrefixLeavesOutTheTensorsOfOtherModulesAndOfThoseInside() throws IOException {
        gru().with("output.weight", 2, 8).with("inside.weight_ih_l0", 1).write(file);
        assertThat(PyTorchFiles.load(file, "").layers()).hasSize(3);
        assertRefused(
                file,
                () -> PyTorchFiles.load(file),
                ": must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received:"
                        + " weights of recurrent layers under the prefixes ['', 'inside.'], tensors of no recurrent layer"
                        + " ['output.weight'].");
        assertRefused(
                gru().with("scale", 1),
                ": must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received:"
                        + " weights of recurrent layers under the prefixes [''], tensors of no recurrent layer"
                        + " ['scale'].");
        assertRefused(
                file,
                () -> PyTorchFiles.load(file, ""),
                "!/scale: must be a tensor of an nn.GRU or nn.GRUCell, such as weight_ih_l0, for it has the prefix of one."
                        + " Received: prefix=''.");
    }

    @Test
    void aFileWithoutTensorsIsRefused() throws IOException {
        assertRefused(
                new SafeTensorsFile(),
                ": must hold the weights of one GRU and nothing else, unless a prefix says which to take. Received: weights"
                        + " of recurrent layers under the prefixes [], tensors of no recurrent layer [].");
    }

    @Test
    void manyNamesAreCountedNotListed() throws IOException {
        SafeTensorsFile many = gru();
        for (int i = 0; i < 11; i++) {
            many.with("x" + i, 1);
        }
        Files.write(file, many.bytes());
        assertThatThrownBy(() -> PyTorchFiles.load(file)).hasMessageEndingWith("'x6', 'x7', … and 3 more].");
    }

    @Test
    void integersAreNoWeights() throws IOException {
        String text = new String(gru().bytes(), StandardCharsets.ISO_8859_1).replaceFirst("F32", "I32");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(
                file,
                () -> PyTorchFiles.load(file),
                "!/weight_ih_l0: dtype must be one of [F32, F64, F16, BF16]. Received: dtype=I32.");
    }

    /** A bidirectional nn.GRU(3, 4, num_layers=2). */
    private static SafeTensorsFile gru() {
        return new SafeTensorsFile()
                .gru("", "_l0", 3, 4, true)
                .gru("", "_l0_reverse", 3, 4, true)
                .gru("", "_l1", 8, 4, true)
                .gru("", "_l1_reverse", 8, 4, true);
    }

    private void assertRefused(SafeTensorsFile content, String message) throws IOException {
        content.write(file);
        assertRefused(file, () -> PyTorchFiles.load(file), message);
    }

    private static void assertRefused(Path file, ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(KerasFormatException.class).hasMessage(file + message);
    }

    // ---- layers that do not fit -------------------------------------------------------------------------------------

    @Test
    void aLayerThatDoesNotFitIsRefusedAndStaysAsItIs() throws IOException {
        new SafeTensorsFile().gru("gru.", "_l0", 3, 4, true).write(file);
        assertUnfit(
                GRU.of(5),
                "gru.weight_hh_l0: must have shape (3 * hidden, hidden) = (15, 5), for GRU 'gru' has units=5. Received:"
                        + " shape=(12, 4).");
        GRU built = GRU.of(4);
        built.build(Shape.of(2, 5, 7));
        assertUnfit(
                built,
                "gru.weight_ih_l0: must have shape (3 * hidden, features) = (12, 7), for GRU 'gru' takes 7 features."
                        + " Received: shape=(12, 3).");
        assertUnfit(
                GRU.builder(4, cell -> cell.useBias(false)).build(),
                "gru.bias_ih_l0: must not be there, for GRU 'gru' has useBias=false. Received: such a tensor.");
        assertUnfit(
                Bidirectional.of(GRU.of(4)),
                "gru.weight_ih_l0_reverse: must be there, for Bidirectional 'bidirectional' reads both ways. Received: no"
                        + " such tensor.");
        Sequential two = Sequential.of(
                Input.of(5, 3), GRU.builder(4).returnSequences(true).build(), GRU.of(4));
        assertThatThrownBy(() -> PyTorchFiles.loadWeights(two, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + ": must hold as many layers of a GRU as Sequential 'sequential' has, 2. Received:"
                        + " layers=1, prefix='gru.'.");

        new SafeTensorsFile().gru("gru.", "_l0", 3, 4, false).write(file);
        assertUnfit(
                GRU.of(4), "gru.bias_ih_l0: must be there, for GRU 'gru' has useBias=true. Received: no such tensor.");

        new SafeTensorsFile()
                .gru("gru.", "_l0", 3, 4, true)
                .gru("gru.", "_l0_reverse", 3, 4, true)
                .write(file);
        assertUnfit(
                GRU.of(4),
                "gru.weight_ih_l0_reverse: must not be there, for GRU 'gru' reads one way. Received: such a"
                        + " tensor.");
        assertUnfit(
                Bidirectional.builder(GRU.of(4))
                        .backwardLayer(GRU.builder(2).goBackwards(true).build())
                        .build(),
                "gru.weight_hh_l0_reverse: must have shape (3 * hidden, hidden) = (6, 2), for Bidirectional 'bidirectional'"
                        + " has units=2. Received: shape=(12, 4).");
    }

    private void assertUnfit(Layer layer, String message) {
        boolean built = layer.built();
        List<List<Double>> before = weights(layer);
        assertRefused(file, () -> PyTorchFiles.loadWeights(layer, file), "!/" + message);
        assertThat(layer.built()).isEqualTo(built);
        assertThat(weights(layer)).isEqualTo(before);
    }

    @Test
    void aLayerThatComputesSomethingElseIsRefusedBeforeTheFileIsOpened() {
        assertIllegal(
                GRU.builder(4, cell -> cell.resetAfter(false)).build(),
                "resetAfter must be true: PyTorch's reset gate acts after the product with the state. Received: GRU 'gru'"
                        + " with resetAfter=false.");
        assertIllegal(
                GRUCell.builder(4).activation("relu").build(),
                "activation must be tanh and recurrentActivation sigmoid, those of PyTorch. Received: GRUCell 'gru_cell'"
                        + " with activation=relu, recurrentActivation=sigmoid.");
        assertIllegal(
                GRUCell.builder(4).recurrentActivation("hard_sigmoid").build(),
                "activation must be tanh and recurrentActivation sigmoid, those of PyTorch. Received: GRUCell 'gru_cell'"
                        + " with activation=tanh, recurrentActivation=hard_sigmoid.");
        assertIllegal(
                GRU.builder(4).goBackwards(true).build(),
                "goBackwards must be false: an nn.GRU reads forwards, and backwards only beside that. Received: GRU 'gru'"
                        + " with goBackwards=true. Use a Bidirectional.");
        assertIllegal(
                Bidirectional.of(GRU.builder(4).goBackwards(true).build()),
                "goBackwards must be false: an nn.GRU reads forwards, and backwards only beside that. Received:"
                        + " Bidirectional 'bidirectional' with goBackwards=true. Use a Bidirectional.");
        assertIllegal(
                RNN.of(ResidualWrapper.of(GRUCell.of(4))),
                "recurrent layers must be over GRU cells. Received: RNN 'rnn' over ResidualWrapper 'residual_wrapper'.");
        assertIllegal(
                Bidirectional.of(RNN.of(List.of(GRUCell.of(4), GRUCell.of(4)))),
                "recurrent layers must be over GRU cells. Received: Bidirectional 'bidirectional' over StackedRNNCells"
                        + " 'stacked_rnn_cells'.");
        assertIllegal(
                TimeDistributed.of(GRU.of(4)),
                "recurrent layers must stand by themselves or in a model, a Bidirectional or an RNN. Received:"
                        + " TimeDistributed 'time_distributed' around one.");
        assertIllegal(Dense.of(4), "layer must be, or be a model of, GRU layers. Received: Dense 'dense' without any.");
    }

    private void assertIllegal(Layer layer, String message) {
        assertThatThrownBy(() -> PyTorchFiles.loadWeights(layer, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PyTorchFiles: " + message);
    }

    @Test
    void aModelMustBeBuilt() {
        assertThatThrownBy(() -> PyTorchFiles.loadWeights(Sequential.of(GRU.of(4)), file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "PyTorchFiles: model must be built before it is filled. Received: Sequential 'sequential', not"
                                + " built. Call build(shape) or put an Input in front.");
    }

    // ---- recognising ------------------------------------------------------------------------------------------------

    @Test
    void aFileIsRecognisedByTheLengthOfItsHeaderAndABrace() throws IOException {
        gru().write(file);
        assertThat(PyTorchFiles.recognises(file)).isTrue();
        assertThat(PyTorchFiles.recognises(start(2, '{'))).isTrue();
        assertThat(PyTorchFiles.recognises(start(100_000_000, '{'))).isTrue();
        assertThat(PyTorchFiles.recognises(start(100_000_001, '{'))).isFalse();
        assertThat(PyTorchFiles.recognises(start(0, '{'))).isFalse();
        assertThat(PyTorchFiles.recognises(start(-1, '{'))).isFalse();
        assertThat(PyTorchFiles.recognises(start(2, '['))).isFalse();
        Files.writeString(file, "a text: {"); // the first eight bytes are a length that no header has
        assertThat(PyTorchFiles.recognises(file)).isFalse();
        Files.write(file, new byte[8]);
        assertThat(PyTorchFiles.recognises(file)).isFalse();
        Path missing = directory.resolve("nowhere");
        assertThatThrownBy(() -> PyTorchFiles.recognises(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("PyTorchFiles: the file could not be read. Received: path=" + missing
                        + " (NoSuchFileException).");
    }

    private Path start(long length, char next) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(file, bytes.putLong(length).put((byte) next).array());
    }

    // ---- damage -----------------------------------------------------------------------------------------------------

    @Test
    void aDamagedFileIsRefusedOrAModel() throws IOException {
        byte[] sound = gru().bytes();
        int header = new String(sound, StandardCharsets.ISO_8859_1).lastIndexOf("}}") + 2;
        String digits = "0123456789-\"[]{},:_lF.e ";
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int at = random.nextInt(i % 8 == 0 ? damaged.length : header);
                damaged[at] = at >= 8 && at < header && random.nextInt(4) > 0
                        ? (byte) digits.charAt(random.nextInt(digits.length()))
                        : (byte) random.nextInt(256);
            }
            if (i % 16 == 1) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 100));
            }
            Files.write(file, damaged);
            try {
                Sequential model = PyTorchFiles.load(file, "");
                assertThat(model.built()).isTrue();
            } catch (KerasFormatException e) {
                assertThat(e.file()).isEqualTo(file.toString());
                assertThat(e.reason()).contains("must ").contains("Received: ");
                refused++;
            }
        }
        assertThat(refused).isBetween(1200, 1950);
    }
}
