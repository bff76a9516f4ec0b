package io.github.gru4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Windows beside those of Keras's {@code timeseries_dataset_from_array}; {@code datasets.py} says how these came about. */
class TimeseriesDatasetTest {

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        Golden.read("datasets.json")
                .get("windows")
                .forEach(item -> cases.add(Arguments.of(item.get("name").stringValue(), item)));
        assertThat(cases).hasSizeGreaterThan(20);
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void windowsAreThoseOfKeras(String name, JsonNode item) {
        TimeseriesDataset.Builder builder = builder(item);
        if (item.has("error")) {
            assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Dataset dataset = builder.build();
        List<Element> elements = new ArrayList<>();
        dataset.forEach(elements::add);
        JsonNode expected = item.get("elements");
        assertThat(elements).hasSize(expected.size());
        assertThat(dataset.cardinality()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Element element = elements.get(i);
            Tensors.assertSameBits(
                    element.inputs().get(0), Golden.tensor(expected.get(i).get(0), DType.FLOAT32));
            assertThat(element.targets()).hasSize(expected.get(i).size() - 1);
            if (!element.targets().isEmpty()) {
                Tensors.assertSameBits(
                        element.targets().get(0), Golden.tensor(expected.get(i).get(1), DType.FLOAT32));
            }
        }
    }

    private static TimeseriesDataset.Builder builder(JsonNode item) {
        JsonNode arguments = item.get("arguments");
        JsonNode targets = item.get("targets");
        TimeseriesDataset.Builder builder = TimeseriesDataset.builder(
                series(item),
                targets.isNull() ? null : series(targets),
                arguments.get("sequence_length").intValue());
        for (String name : arguments.propertyNames()) {
            JsonNode value = arguments.get(name);
            Integer number = value.isNull() ? null : (Integer) value.intValue();
            switch (name) {
                case "sequence_length" -> {}
                case "sequence_stride" -> builder.sequenceStride(number);
                case "sampling_rate" -> builder.samplingRate(number);
                case "batch_size" -> builder.batchSize(number);
                case "start_index" -> builder.startIndex(number);
                case "end_index" -> builder.endIndex(number);
                default -> throw new AssertionError(name);
            }
        }
        return builder;
    }

    private static Tensor series(JsonNode item) {
        Shape rest = Golden.shape(item.get("shape"));
        return series(Together.withBatch(item.get("rows").intValue(), rest));
    }

    private static Tensor series(Shape shape) {
        Tensor series = Tensor.zeros(DType.FLOAT32, shape);
        for (int i = 0; i < series.size(); i++) {
            series.setAt(i, i);
        }
        return series;
    }

    private static List<Double> starts(Dataset dataset, long pass) {
        List<Double> starts = new ArrayList<>();
        dataset.iterator(pass).forEachRemaining(batch -> {
            Tensor windows = batch.inputs().get(0);
            for (int window = 0; window < windows.dim(0); window++) {
                double start = windows.get(window, 0);
                starts.add(start);
                assertThat(windows.get(window, 1)).isEqualTo(start + 2);
                assertThat(batch.targets().get(0).get(window)).isEqualTo(start);
            }
        });
        return starts;
    }

    @Test
    void shuffledWindowsAreTheSameInAnotherOrder() {
        Tensor series = series(Shape.of(101));
        TimeseriesDataset.Builder builder = TimeseriesDataset.builder(series, series, 2)
                .samplingRate(2)
                .sequenceStride(3)
                .batchSize(2);
        List<Double> ordered = starts(builder.build(), 0);
        Dataset shuffled = builder.shuffle(true).seed(5).build();
        assertThat(starts(shuffled, 0))
                .containsExactlyInAnyOrderElementsOf(ordered)
                .isEqualTo(starts(shuffled, 0))
                .isNotEqualTo(starts(shuffled, 1));
        assertThat(starts(shuffled, 0).subList(0, 4)).anyMatch(start -> start > 3 * 19); // not through a buffer alone
        assertThat(starts(builder.seed(6).build(), 0)).isNotEqualTo(starts(shuffled, 0));
        assertThat(builder.batchSize(null).build().cardinality()).isEqualTo(ordered.size());
    }

    /** The third example in the documentation of Keras's function. */
    @Test
    void windowsMayBeTargetsOfWindows() {
        Tensor x = series(Shape.of(100));
        Tensor y = series(Shape.of(100));
        for (int i = 0; i < 100; i++) {
            y.setAt(i, 2 * i);
        }
        Dataset inputs =
                TimeseriesDataset.builder(x, null, 20).sequenceStride(20).build();
        Dataset targets =
                TimeseriesDataset.builder(y, null, 20).sequenceStride(20).build();
        Dataset dataset = Dataset.zip(inputs, targets);
        assertThat(dataset.cardinality()).isEqualTo(1);
        Element batch = dataset.iterator().next();
        Tensors.assertSameBits(batch.inputs().get(0), x.reshape(5, 20));
        Tensors.assertSameBits(batch.targets().get(0), y.reshape(5, 20));
        Dataset shuffled = Dataset.zip(
                TimeseriesDataset.builder(x, null, 3).shuffle(true).seed(4).build(),
                TimeseriesDataset.builder(y, null, 3).shuffle(true).seed(4).build());
        shuffled.iterator(1).forEachRemaining(pair -> {
            for (int i = 0; i < pair.inputs().get(0).size(); i++) {
                assertThat(pair.targets().get(0).getAt(i))
                        .isEqualTo(2 * pair.inputs().get(0).getAt(i));
            }
        });
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        Tensor series = series(Shape.of(8));
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, null, 0).build())
                .hasMessage(
                        "TimeseriesDataset: sequenceLength must be a positive integer. Received: sequenceLength=0.");
        assertThatThrownBy(() -> TimeseriesDataset.builder(Tensor.of(new float[1]), null, 1)
                        .build())
                .hasMessage("TimeseriesDataset: data must have a time axis. Received: shape=().");
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, Tensor.of(new float[1]), 1)
                        .build())
                .hasMessage("TimeseriesDataset: targets must have a time axis. Received: shape=().");
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, null, 1)
                        .samplingRate(8)
                        .build())
                .hasMessage(
                        "TimeseriesDataset: samplingRate must be 1 or more, and lower than the length of the data, 8."
                                + " Received: samplingRate=8.");
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, null, 1)
                        .startIndex(-1)
                        .build())
                .hasMessage("TimeseriesDataset: startIndex must be 0 or more, and lower than the length of the data, 8."
                        + " Received: startIndex=-1.");
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, null, 1)
                        .startIndex(4)
                        .endIndex(4)
                        .build())
                .hasMessage(
                        "TimeseriesDataset: endIndex must be higher than startIndex. Received: startIndex=4, endIndex=4.");
        assertThatThrownBy(() -> TimeseriesDataset.builder(series, series(Shape.of(6)), 2)
                        .startIndex(3)
                        .build())
                .hasMessage("TimeseriesDataset: targets must reach to the start of the last window, row 6. Received:"
                        + " shape=(6,).");
    }
}
