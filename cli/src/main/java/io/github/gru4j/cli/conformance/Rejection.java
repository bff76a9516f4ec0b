package io.github.gru4j.cli.conformance;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.keras.KerasFormatException;

/** What Keras rejects, this library must reject, with an error of its own form. Stateless. */
final class Rejection {

    private Rejection() {}

    /**
     * Checks that an action is rejected: by an exception for a bad value, a wrong order of calls or a bad file, whose
     * message names a rule.
     */
    static void expect(String what, Runnable action, Check check) {
        try {
            action.run();
        } catch (IllegalArgumentException | IllegalStateException | KerasFormatException e) {
            String message = String.valueOf(e.getMessage());
            boolean inForm =
                    message.contains(": ") && (e instanceof IllegalStateException || message.contains("Received: "));
            check.that(what + " is rejected in the form of our errors, not by '" + message + "'", inForm);
            return;
        } catch (RuntimeException e) {
            check.fail(what + ": expected to be rejected with a reason, received "
                    + e.getClass().getSimpleName() + ": " + UserError.oneLine(String.valueOf(e.getMessage())));
            return;
        }
        check.fail(what + ": expected to be rejected, received no error");
    }
}
