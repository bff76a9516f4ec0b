package io.github.gru4j.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets a Ctrl-C, or a request of the system to end the process, reach the work that is going on, and keeps the process alive
 * until that work has been put away: from the making of this object to {@link #close}.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch putAway = new CountDownLatch(1);
    private final Thread hook;

    /**
     * Begins to listen.
     *
     * @param stop called on another thread when the process is to end; must return soon
     */
    StopSignal(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    await();
                },
                "gru4j-stop");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            stop.run(); // the process is ending already
        }
    }

    private void await() {
        try {
            putAway.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does so while the process ends
        }
    }

    /** The work is put away: the process may end. */
    @Override
    public void close() {
        putAway.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and now has nothing to wait for.
        }
    }
}
