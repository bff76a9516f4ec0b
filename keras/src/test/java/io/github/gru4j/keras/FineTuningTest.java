package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Models that Keras saved are trained further, whatever layers and however many outputs they have. */
class FineTuningTest {

    static Stream<Arguments> goldenFiles() {
        return Stream.of("", "keras2/")
                .flatMap(folder -> Golden.cases(folder + "models.json", "models").stream()
                        .filter(item -> !item.get("name")
                                .stringValue()
                                .equals("time_major_gru")) // samples are columns of x, rows of y
                        .flatMap(item -> Stream.of(".keras", ".h5")
                                .filter(item.get("files")::has)
                                .map(ending -> Arguments.of(
                                        folder + item.get("files").get(ending).stringValue(),
                                        tensors(item.get("inputs"))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenFiles")
    void everyTrainableWeightOfAGoldenModelLearnsFromOneBatch(String file, List<Tensor> inputs) {
        assertLearns(KerasFiles.load(Golden.file(file)), inputs, 0);
    }

    /** In graph 347 nothing comes of the state of a backward GRU: its weights stay as they are in Keras, too. */
    @ParameterizedTest
    @CsvSource({"decoder, 0", "order, 0", "317, 0", "347, 3", "355, 0"})
    void everyTrainableWeightOfAGoldenGraphLearnsFromOneBatch(String name, int idle) throws IOException {
        ObjectNode golden = Golden.parse(Files.readAllBytes(Golden.file("graphs/graph_" + name + ".json")), name);
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode item : golden.get("inputs")) {
            int[] shape =
                    item.get("shape").valueStream().mapToInt(JsonNode::intValue).toArray();
            inputs.add(Golden.tensor(item.get("values"), DType.FLOAT32).reshape(shape));
        }
        assertLearns(KerasFiles.load(Golden.file("graphs/graph_" + name + ".keras")), inputs, idle);
    }

    private static void assertLearns(Model model, List<Tensor> inputs, int idle) {
        List<Tensor> targets = new ArrayList<>();
        for (Tensor output : model.predict(inputs)) {
            targets.add(Golden.random(targets.size(), output.shape().toArray()));
        }
        model.resetState();
        List<Parameter> frozen = model.weights().stream()
                .filter(weight -> !model.trainableWeights().contains(weight))
                .filter(weight -> !weight.name().startsWith("moving_")) // which learn in their own way
                .toList();
        List<Tensor> weights = copies(model.trainableWeights());
        List<Tensor> others = copies(frozen);
        assertThat(weights).isNotEmpty();
        model.compile(SGD.of(0.5), Losses.meanSquaredError());
        model.fit(
                inputs,
                targets,
                FitOptions.epochs(1).batchSize(inputs.get(0).dim(0)).shuffle(false));
        List<String> unchanged = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = model.trainableWeights().get(i);
            double change = Golden.distance(weight.value(), weights.get(i), 0, 1);
            assertThat(change).isFinite();
            if (change == 0) {
                unchanged.add(i + " " + weight.name());
            }
        }
        assertThat(unchanged).hasSize(idle);
        for (int i = 0; i < others.size(); i++) {
            assertThat(Golden.distance(frozen.get(i).value(), others.get(i), 0, 1))
                    .isZero();
        }
    }

    private static List<Tensor> copies(List<Parameter> weights) {
        return weights.stream().map(weight -> weight.value().copy()).toList();
    }

    private static List<Tensor> tensors(JsonNode list) {
        return list.valueStream()
                .map(item -> Golden.tensor(item, DType.FLOAT32))
                .toList();
    }
}
