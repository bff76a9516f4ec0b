package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code errors.json}: what Keras accepts, rejects and normalises. Each Python expression has its counterpart in
 * {@link ErrorExpressions}; one without a counterpart fails.
 */
final class ErrorCases implements Cases {

    /** What Keras's expression is in Java. */
    interface Expression {

        /** Evaluates it; the value must be that of Keras, and what Keras rejects must be rejected. */
        @Nullable
        Object evaluate();
    }

    /**
     * Where we differ from Keras.
     *
     * @param number the record that says so
     * @param keras what Keras gave, as text; {@link #REJECTED} if it rejects
     * @param line what we do instead, in one line
     */
    record Decision(String number, String keras, String line) {

        /** Keras rejects it. */
        static final String REJECTED = "an error";
    }

    /**
     * The counterpart of an expression.
     *
     * @param legal what is like it and must not be rejected, so that a rejection says what it should
     * @param expression what it is in Java; where we differ, whether it is as decided
     * @param decision how we differ from Keras; null where we do not
     */
    record Counterpart(
            Expression legal,
            Expression expression,
            @Nullable Decision decision) {

        /** A counterpart that needs no legal relative: nothing else of it can be rejected. */
        Counterpart(Expression expression, @Nullable Decision decision) {
            this(() -> null, expression, decision);
        }

        /** Checks a decided difference: that Keras gave what the decision is about, and that ours is as decided. */
        void checkDecided(Decision decided, @Nullable Object recorded, boolean rejected, Check check) {
            check.decided(decided.number(), decided.line());
            check.same("Keras gives", rejected ? Decision.REJECTED : String.valueOf(recorded), decided.keras());
            check.same("what was decided", expression.evaluate(), true);
        }
    }

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "expression", "raises");
    }

    @Override
    public Set<String> keys() {
        return Set.of("expression", "raises", "message", "value");
    }

    @Override
    public String tolerance() {
        return "none: rejected, or the same value";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.EXACT;
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        String text = GoldenArrays.text(item, "expression");
        Counterpart counterpart = ErrorExpressions.TABLE.get(text);
        if (counterpart == null) {
            check.fail("no counterpart of this expression is known");
            return;
        }
        JsonNode raises = item.get("raises");
        if (!raises.isNull() && !raises.isString()) {
            throw new GoldenFormatException("must name an exception in 'raises' or have null, but has " + raises);
        }
        Decision decision = counterpart.decision();
        if (decision != null) {
            Object recorded = raises.isNull() ? value(GoldenArrays.required(item, "value")) : null;
            counterpart.checkDecided(decision, recorded, raises.isString(), check);
            return;
        }
        counterpart.legal().evaluate();
        if (raises.isNull()) {
            check.same("value", counterpart.expression().evaluate(), value(GoldenArrays.required(item, "value")));
        } else {
            Rejection.expect("the expression", counterpart.expression()::evaluate, check);
        }
    }

    /** A recorded value in Java: null, a text, a number or a list. */
    static @Nullable Object value(JsonNode node) {
        if (node.isArray()) {
            List<@Nullable Object> values = new ArrayList<>();
            node.forEach(element -> values.add(value(element)));
            return values;
        }
        if (node.isNull()) {
            return null;
        }
        return node.isString() ? node.stringValue() : node.isBoolean() ? node.booleanValue() : node.doubleValue();
    }

    /** Whether an action is rejected, for what we reject by decision. */
    static boolean rejects(Callable<?> action) {
        try {
            action.call();
            return false;
        } catch (IllegalArgumentException | IllegalStateException | KerasFormatException e) {
            return true;
        } catch (Exception e) {
            throw new IllegalStateException("rejected in another form", e);
        }
    }
}
