package io.github.gru4j.cli.report;

import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model as Keras's {@code summary()} prints it into 80 columns, but that a name which is too long widens its column
 * where Keras cuts it off. Stateless.
 */
public final class ModelSummary {

    private static final int[] CHAIN_WIDTHS = {31, 22, 13};
    private static final int[] GRAPH_WIDTHS = {19, 17, 10, 17};

    private ModelSummary() {}

    /**
     * The summary.
     *
     * @param model a built model
     * @param inputShape the shape of its first input with the batch axis
     */
    public static String of(Model model, Shape inputShape) {
        StringBuilder text = new StringBuilder();
        text.append("Model: \"").append(Printable.of(model.name())).append("\"\n");
        text.append(model instanceof Functional graph ? graph(graph) : chain(model, inputShape));
        Size trainable = Size.of(model.trainableWeights());
        Size frozen = Size.of(model.nonTrainableWeights());
        Size optimizer = Size.of(model.optimizer());
        total(text, "Total params", trainable.plus(frozen).plus(optimizer));
        total(text, "Trainable params", trainable);
        total(text, "Non-trainable params", frozen);
        if (optimizer.numbers() > 0) {
            total(text, "Optimizer params", optimizer);
        }
        return text.toString();
    }

    // ---- one layer after the other ----------------------------------------------------------------------------------

    private static SummaryTable chain(Model model, Shape inputShape) {
        SummaryTable table = new SummaryTable(CHAIN_WIDTHS, "Layer (type)", "Output Shape", "Param #");
        Shape shape = inputShape;
        for (Layer layer : layers(model)) {
            shape = layer.computeOutputShape(shape);
            table.row(List.of(name(layer), List.of(shape.toString()), List.of(count(layer.countParams()))));
        }
        return table;
    }

    /** The layers that Keras counts: a sequential model starts after its input. */
    public static List<Layer> layers(Model model) {
        return model.layers().stream()
                .filter(layer -> !(layer instanceof Input && model instanceof Sequential))
                .toList();
    }

    // ---- a graph ----------------------------------------------------------------------------------------------------

    private static SummaryTable graph(Functional model) {
        Map<Use, Integer> numbers = new HashMap<>(); // within their layer
        Map<Layer, List<Use>> uses = new HashMap<>();
        for (Use use : model.uses()) {
            List<Use> ofLayer = uses.computeIfAbsent(use.layer(), layer -> new ArrayList<>());
            numbers.put(use, ofLayer.size());
            ofLayer.add(use);
        }
        boolean chain = isChain(model);
        SummaryTable table = chain
                ? new SummaryTable(CHAIN_WIDTHS, "Layer (type)", "Output Shape", "Param #")
                : new SummaryTable(GRAPH_WIDTHS, "Layer (type)", "Output Shape", "Param #", "Connected to");
        for (Layer layer : model.layers()) {
            List<Use> ofLayer = uses.getOrDefault(layer, List.of());
            List<Shape> shapes = layer instanceof Input input
                    ? List.of(input.batchShape())
                    : ofLayer.get(ofLayer.size() - 1).outputs().stream()
                            .map(KerasTensor::shape)
                            .toList();
            List<String> connections = ofLayer.stream()
                    .flatMap(use -> use.inputs().stream())
                    .map(tensor -> connection(tensor, numbers))
                    .toList();
            List<List<String>> row =
                    new ArrayList<>(List.of(name(layer), shapes(shapes), List.of(count(layer.countParams()))));
            if (!chain) {
                row.add(connections.isEmpty() ? List.of("-") : separated(connections));
            }
            table.row(row);
        }
        return table;
    }

    /** Whether every layer takes what the one before it gives, which Keras prints without the connections. */
    private static boolean isChain(Functional model) {
        List<Use> uses = model.uses();
        boolean chain = uses.size() == model.layers().size() && model.inputs().size() == 1;
        for (int i = 1; i < uses.size() && chain; i++) {
            List<KerasTensor> inputs = uses.get(i).inputs();
            chain = inputs.size() == 1 && inputs.get(0).use() == uses.get(i - 1);
        }
        return chain;
    }

    private static String connection(KerasTensor tensor, Map<Use, Integer> numbers) {
        return Printable.of(tensor.use().layer().name()) + "[" + numbers.getOrDefault(tensor.use(), 0) + "]["
                + tensor.index() + "]";
    }

    // ---- cells ------------------------------------------------------------------------------------------------------

    /** A name and a class, between which a line may be broken. */
    private static List<String> name(Layer layer) {
        return List.of(Printable.of(layer.name()), "(" + Printable.of(layer.className()) + ")");
    }

    private static List<String> shapes(List<Shape> shapes) {
        if (shapes.size() == 1) {
            return List.of(shapes.get(0).toString());
        }
        String all = shapes.stream().map(Shape::toString).collect(Collectors.joining("\n", "[", "]"));
        return separated(List.of(all.split("\n")));
    }

    private static List<String> separated(List<String> parts) {
        List<String> separated = new ArrayList<>(parts);
        for (int i = 0; i < parts.size() - 1; i++) {
            separated.set(i, parts.get(i) + ",");
        }
        return separated;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    // ---- totals -----------------------------------------------------------------------------------------------------

    /** How many numbers some weights hold, and in how many bytes. */
    private record Size(long numbers, long bytes) {

        static Size of(List<Parameter> weights) {
            return weights.stream().map(weight -> of(weight.value())).reduce(new Size(0, 0), Size::plus);
        }

        /** As Keras counts: the steps so far (an int64) are a parameter, and so is a learning rate that is a number. */
        static Size of(@Nullable Optimizer optimizer) {
            if (optimizer == null) {
                return new Size(0, 0);
            }
            Size own = optimizer.learningRateSchedule() == null ? new Size(2, 12) : new Size(1, 8);
            return optimizer.slots().stream().map(slot -> of(slot.value())).reduce(own, Size::plus);
        }

        private static Size of(Tensor value) {
            return new Size(value.size(), value.size() * (value.dtype() == DType.FLOAT64 ? 8L : 4L));
        }

        Size plus(Size other) {
            return new Size(numbers + other.numbers, bytes + other.bytes);
        }
    }

    private static void total(StringBuilder text, String name, Size size) {
        text.append(' ').append(name).append(": ").append(count(size.numbers()));
        text.append(" (").append(bytes(size.bytes())).append(")\n");
    }

    /** A size as Keras writes it: {@code 13.25 KB}. */
    public static String bytes(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB", "PB"};
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < units.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %s", size, units[unit]);
    }
}
