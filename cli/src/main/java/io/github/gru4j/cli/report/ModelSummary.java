package io.github.gru4j.cli.report;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model as Keras's {@code summary()} prints it. Stateless. */
public final class ModelSummary {

    private static final int[] LEAST_WIDTHS = {31, 22, 13};

    private ModelSummary() {}

    /**
     * The summary.
     *
     * @param model a built model
     * @param inputShape the shape of its input with the batch axis
     */
    public static String of(Model model, Shape inputShape) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"Layer (type)", "Output Shape", "Param #"});
        Shape shape = inputShape;
        for (Layer layer : model.layers()) {
            // As in Keras, a sequential model's summary starts after its input.
            if (layer instanceof Input && model instanceof Sequential) {
                continue;
            }
            shape = layer.computeOutputShape(shape);
            rows.add(new String[] {
                layer.name() + " (" + layer.className() + ")", shape.toString(), count(layer.countParams())
            });
        }
        StringBuilder text = new StringBuilder();
        text.append("Model: \"").append(model.name()).append("\"\n");
        table(text, rows);
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

    private static void table(StringBuilder text, List<String[]> rows) {
        int[] widths = LEAST_WIDTHS.clone();
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        rule(text, "┏━┳┓", widths);
        cells(text, "┃", rows.get(0), widths);
        rule(text, "┡━╇┩", widths);
        for (int r = 1; r < rows.size(); r++) {
            cells(text, "│", rows.get(r), widths);
            rule(text, r == rows.size() - 1 ? "└─┴┘" : "├─┼┤", widths);
        }
    }

    private static void rule(StringBuilder text, String parts, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append(parts.charAt(i == 0 ? 0 : 2))
                    .append(parts.substring(1, 2).repeat(widths[i] + 2));
        }
        text.append(parts.charAt(3)).append('\n');
    }

    private static void cells(StringBuilder text, String bar, String[] row, int[] widths) {
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(widths[i] - row[i].length());
            boolean right = i == row.length - 1;
            text.append(bar)
                    .append(' ')
                    .append(right ? padding + row[i] : row[i] + padding)
                    .append(' ');
        }
        text.append(bar).append('\n');
    }

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

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
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
