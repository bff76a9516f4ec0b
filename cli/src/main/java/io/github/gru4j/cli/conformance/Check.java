package io.github.gru4j.cli.conformance;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of one case: collects what was compared, the largest error and the first failure. A case passes if
 * something was compared and all of it agreed. Not thread-safe.
 */
final class Check {

    private final Tolerance tolerance;
    private String where = "";
    private int comparisons;
    private double maxError;
    private @Nullable String failure;
    private final List<String> decisions = new ArrayList<>();

    /** A case whose numbers are held to a tolerance unless another one is given. */
    Check(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /** Names what follows in failures: {@code "float64"}. */
    void in(String place) {
        where = place;
    }

    /** Compares every number of two tensors. */
    void close(String what, Tensor received, Tensor expected) {
        close(what, received, expected, tolerance);
    }

    /** Compares every number of two tensors; what is not finite must be equal in kind and place. */
    void close(String what, Tensor received, Tensor expected, Tolerance within) {
        if (!received.shape().equals(expected.shape())) {
            fail(what + ": expected shape " + expected.shape() + ", received " + received.shape());
            return;
        }
        comparisons += expected.size() == 0 ? 0 : 1;
        int first = -1;
        int differing = 0;
        for (int i = 0; i < expected.size(); i++) {
            if (!agree(received.getAt(i), expected.getAt(i), within)) {
                first = first < 0 ? i : first;
                differing++;
            }
        }
        if (differing > 0) {
            String place = expected.size() == 1 ? "" : " at " + index(expected.shape(), first);
            String others =
                    differing == 1 ? "" : "; the first of " + differing + " of " + expected.size() + " that differ";
            fail(what + place + ": " + difference(received, expected, first, within) + others);
        }
    }

    /** Compares two lists of tensors, element by element. */
    void close(String what, List<Tensor> received, List<Tensor> expected) {
        close(what, received, expected, tolerance);
    }

    /** Compares two lists of tensors, element by element. */
    void close(String what, List<Tensor> received, List<Tensor> expected, Tolerance within) {
        if (received.size() != expected.size()) {
            fail(what + ": expected " + expected.size() + " arrays, received " + received.size());
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            close(what + "[" + i + "]", received.get(i), expected.get(i), within);
        }
    }

    /** Compares two numbers. */
    void close(String what, double received, double expected) {
        close(what, received, expected, tolerance);
    }

    /** Compares two numbers. */
    void close(String what, double received, double expected, Tolerance within) {
        comparisons++;
        if (!agree(received, expected, within)) {
            fail(what + ": " + difference(received, expected, within));
        }
    }

    /** Compares a statistic of random draws, whose difference is luck and counts into no error. */
    void statistic(String what, double received, double expected, double allowed) {
        comparisons++;
        if (!(Math.abs(received - expected) <= allowed)) {
            fail(what + ": " + difference(received, expected, new Tolerance(0, allowed)));
        }
    }

    /** Compares two values that have no size, such as names, counts and configurations. */
    void same(String what, @Nullable Object received, @Nullable Object expected) {
        comparisons++;
        if (!Objects.equals(received, expected)) {
            fail(what + ": expected " + shown(expected) + ", received " + shown(received));
        }
    }

    /** Something that must hold. */
    void that(String what, boolean holds) {
        comparisons++;
        if (!holds) {
            fail(what + ": expected to hold, received the opposite");
        }
    }

    /** Records that this case is checked against our own behaviour, which a decision record explains. */
    void decided(String decision, String line) {
        decisions.add("decision " + decision + ": " + line);
    }

    /** Fails the case; the first failure counts. */
    void fail(String reason) {
        if (failure == null) {
            failure = where.isEmpty() ? reason : where + ": " + reason;
        }
    }

    /** What came of it. */
    CaseResult result(String id) {
        if (comparisons == 0) {
            fail("nothing was compared");
        }
        return new CaseResult(id, maxError, failure, failure == null ? decisions : List.of());
    }

    private boolean agree(double received, double expected, Tolerance within) {
        if (Double.compare(received, expected) == 0) {
            return true;
        }
        if (!Double.isFinite(received) || !Double.isFinite(expected)) {
            return false;
        }
        double difference = Math.abs(received - expected);
        maxError = Math.max(maxError, difference / Math.max(1, Math.abs(expected)));
        return difference <= within.allowed(expected);
    }

    private static String difference(Tensor received, Tensor expected, int at, Tolerance within) {
        String text = difference(received.getAt(at), expected.getAt(at), within);
        if (expected.dtype() != DType.FLOAT32) {
            return text;
        }
        // The digits that a float32 has, not those of the double that it was widened to.
        return "expected " + (float) expected.getAt(at) + ", received " + (float) received.getAt(at)
                + (text.contains(", difference") ? text.substring(text.indexOf(", difference")) : "");
    }

    private static String difference(double received, double expected, Tolerance within) {
        double size = Math.abs(received - expected);
        return "expected " + expected + ", received " + received
                + (Double.isFinite(size)
                        ? ", difference " + Tolerance.shown(size) + " (allowed "
                                + Tolerance.shown(within.allowed(expected)) + ")"
                        : "");
    }

    private static List<Integer> index(Shape shape, int position) {
        List<Integer> index = new ArrayList<>();
        int rest = position;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            index.add(0, rest % shape.dim(axis));
            rest /= shape.dim(axis);
        }
        return index;
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
