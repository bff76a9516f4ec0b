package io.github.gru4j.data;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one element of several, tensor by tensor. Stateless. */
final class Together {

    /** Makes one tensor of those that stand at one place of each element. */
    interface Join {
        /** Joins tensors; {@code name} is the place as errors name it. */
        Tensor join(String name, List<Tensor> tensors);
    }

    private Together() {}

    /** A batch of elements of one shape. */
    static Element stacked(List<Element> elements) {
        Join stack = (name, tensors) -> stack(name, tensors, "paddedBatch");
        return of(elements, stack, stack, stack);
    }

    /** One element of several, each of its three parts joined in its own way. */
    static Element of(List<Element> elements, Join inputs, Join targets, Join sampleWeights) {
        return new Element(
                present("inputs", each("inputs", elements, Element::inputs, inputs)),
                present("targets", each("targets", elements, Element::targets, targets)),
                each("sampleWeights", elements, Element::sampleWeights, sampleWeights));
    }

    private static List<Tensor> present(String part, List<@Nullable Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> Objects.requireNonNull(tensor, part))
                .toList();
    }

    private static List<@Nullable Tensor> each(
            String part,
            List<Element> elements,
            Function<Element, ? extends List<@Nullable Tensor>> tensors,
            Join join) {
        int count = tensors.apply(elements.get(0)).size();
        List<@Nullable Tensor> joined = new ArrayList<>();
        for (int place = 0; place < count; place++) {
            List<Tensor> column = new ArrayList<>();
            for (Element element : elements) {
                List<@Nullable Tensor> row = tensors.apply(element);
                if (row.size() != count) {
                    throw new IllegalArgumentException("Dataset: all elements of a batch must have as many " + part
                            + " as the first, " + count + ". Received: " + row.size() + ".");
                }
                Tensor tensor = row.get(place);
                if (tensor != null) {
                    column.add(tensor);
                }
            }
            String name = count == 1 ? part : part + "[" + place + "]";
            if (!column.isEmpty() && column.size() < elements.size()) {
                throw new IllegalArgumentException("Dataset: " + name + " must be null in all elements of a batch or in"
                        + " none. Received: null in " + (elements.size() - column.size()) + " of " + elements.size()
                        + ".");
            }
            joined.add(column.isEmpty() ? null : join.join(name, column));
        }
        return joined;
    }

    /** Tensors of one shape under a new first axis; the error says what there is for sequences of several lengths. */
    static Tensor stack(String name, List<Tensor> tensors, String forSequences) {
        Tensor first = tensors.get(0);
        for (Tensor tensor : tensors) {
            if (!tensor.shape().equals(first.shape())) {
                throw new IllegalArgumentException("Dataset: " + name + " of a batch must have the shape of the first, "
                        + first.shape() + ". Received: shape=" + tensor.shape()
                        + ". For sequences of several lengths use " + forSequences + ".");
            }
        }
        Tensor stacked = Tensor.zeros(first.dtype(), withBatch(tensors.size(), first.shape()));
        for (int i = 0; i < tensors.size(); i++) {
            Tensor.copyRange(tensors.get(i), 0, stacked, i * first.size(), first.size());
        }
        return stacked;
    }

    /** A shape with another axis in front. */
    static Shape withBatch(int size, Shape shape) {
        int[] dimensions = new int[shape.rank() + 1];
        dimensions[0] = size;
        System.arraycopy(shape.toArray(), 0, dimensions, 1, shape.rank());
        return Shape.of(dimensions);
    }

    /** One row of a tensor, without its first axis. */
    static Tensor row(Tensor tensor, int row) {
        int[] dimensions = tensor.shape().toArray();
        Tensor one = Tensor.zeros(tensor.dtype(), Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length)));
        Tensor.copyRange(tensor, row * one.size(), one, 0, one.size());
        return one;
    }
}
