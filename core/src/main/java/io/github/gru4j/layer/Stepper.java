package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One layer of a streaming model: the weights as they were when it was made, and how one event passes. State and scratch
 * memory belong to the caller, so one stepper serves any number of threads.
 *
 * <p>Immutable; safe to share between threads. {@link #step} allocates nothing.
 */
public interface Stepper {

    /**
     * Steppers one after the other, each taking the event that the one before gives; the state of a key is theirs in order.
     * Those that only pass the event on are left out, and chains inside count as their steppers, so that models that compute
     * the same have the same {@link #signature}.
     *
     * @param steppers at least one
     */
    static Stepper chain(List<Stepper> steppers) {
        List<Stepper> acting = StepperChain.acting(steppers);
        return acting.size() > 1 ? new StepperChain(acting) : acting.isEmpty() ? steppers.get(0) : acting.get(0);
    }

    /**
     * A stepper that passes events on unchanged.
     *
     * @param size numbers per event
     */
    static Stepper identity(int size) {
        return new CopyStepper(size);
    }

    /**
     * What a {@link #signature} is written with: {@code dense(8, 16, tanh, true)}. Numbers that are not whole appear as their
     * bits, for the decimal form of some depends on the JDK.
     *
     * @param kind what the step is
     * @param options sizes, truth values, numbers, activations and texts, in an order that stays
     */
    static String signature(String kind, Object... options) {
        return Stream.of(options).map(Stepper::text).collect(Collectors.joining(", ", kind + "(", ")"));
    }

    private static String text(Object option) {
        if (option instanceof Double number) {
            return "#" + Long.toHexString(Double.doubleToLongBits(number));
        }
        if (option instanceof double[] numbers) {
            return Arrays.stream(numbers).mapToObj(Stepper::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return option instanceof Activation activation ? text(activation) : option.toString();
    }

    private static String text(Activation activation) {
        boolean own = activation.getClass().getPackage() == Activation.class.getPackage();
        String name = own ? activation.identifier() : activation.getClass().getName() + " " + activation.identifier();
        Map<String, Double> arguments = activation.arguments();
        return arguments.isEmpty()
                ? name
                : arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + "=" + text(argument.getValue()))
                        .collect(Collectors.joining(", ", name + "{", "}"));
    }

    /** Numbers per event that come in. */
    int inputSize();

    /** Numbers per event that go out. */
    int outputSize();

    /** Numbers kept from one event to the next, per key; zero-filled at the start. */
    default int stateSize() {
        return 0;
    }

    /** Numbers of scratch memory, per key. */
    default int scratchSize() {
        return 0;
    }

    /**
     * Everything that decides what the numbers of a state mean and how a step computes, but for the values of the weights:
     * the kind of the step, its sizes and options. Two steppers with equal signatures and equal weights compute the same. It
     * is the same in every process and release, for states that are kept outside are told apart by it
     * ({@code StreamingModel.fingerprint}).
     *
     * <p>By default the name of the class and the sizes: a step with options of its own adds them, with
     * {@link #signature(String, Object...)}.
     */
    default String signature() {
        return signature(getClass().getName(), inputSize(), outputSize(), stateSize());
    }

    /**
     * Passes one event of each of {@code rows} keys. The operands may be parts of one tensor that do not overlap.
     *
     * @param rows number of keys
     * @param x (rows, inputSize), from {@code xOffset}
     * @param state the state of row r begins at {@code stateOffset + r * stateStride}; read and overwritten
     * @param y (rows, outputSize), from {@code yOffset}; overwritten
     * @param scratch {@code rows * scratchSize()} numbers from {@code scratchOffset}; contents undefined before and after
     */
    void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset);
}
