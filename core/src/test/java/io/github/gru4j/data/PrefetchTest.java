package io.github.gru4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.tensor.Tensor;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading ahead on another thread. */
@Timeout(60)
class PrefetchTest {

    private final AtomicReference<Thread> reader = new AtomicReference<>();
    private final AtomicInteger read = new AtomicInteger();

    private Dataset source(int count, IntFunction<Element> elements) {
        return Dataset.fromIterable(() -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Element next() {
                reader.set(Thread.currentThread());
                Element element = elements.apply(next++);
                read.incrementAndGet();
                return element;
            }
        });
    }

    private static Element number(int number) {
        return Element.of(Tensor.of(new float[] {number}, 1));
    }

    private static int value(Element element) {
        return (int) element.inputs().get(0).getAt(0);
    }

    private Thread readerWhenItHasRead(int elements) throws InterruptedException {
        while (read.get() < elements) {
            Thread.sleep(1);
        }
        return reader.get();
    }

    @Test
    void elementsComeInOrderFromADaemon() {
        int expected = 0;
        for (Element element : source(100, PrefetchTest::number).prefetch(3)) {
            assertThat(value(element)).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(100);
        assertThat(reader.get()).isNotSameAs(Thread.currentThread());
        assertThat(reader.get().isDaemon()).isTrue();
        assertThat(reader.get().isAlive()).isFalse();
        assertThatThrownBy(() -> source(1, PrefetchTest::number).prefetch(0))
                .hasMessage("Dataset: bufferSize must be a positive integer. Received: bufferSize=0.");
    }

    /** With one element in use, two kept ready and one waiting for room. */
    @Test
    void noMoreIsReadAheadThanAsked() throws InterruptedException {
        try (ElementIterator elements =
                source(100, PrefetchTest::number).prefetch(2).iterator()) {
            elements.next();
            Thread thread = readerWhenItHasRead(4);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
            assertThat(read).hasValue(4);
        }
    }

    @Test
    void anErrorOfTheSourceReachesTheReaderBehindWhatCameBefore() {
        for (Throwable failure :
                new Throwable[] {new IllegalStateException("bad row"), new StackOverflowError("deep")}) {
            Dataset dataset = source(9, number -> {
                if (number == 2) {
                    throwUnchecked(failure);
                }
                return number(number);
            });
            try (ElementIterator elements = dataset.prefetch(5).iterator()) {
                assertThat(value(elements.next())).isZero();
                assertThat(value(elements.next())).isEqualTo(1);
                assertThatThrownBy(elements::hasNext).isSameAs(failure);
                assertThat(elements.hasNext()).isFalse();
                assertThat(reader.get().isAlive()).isFalse();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aCheckedErrorThatEscapesIsWrapped() {
        Dataset dataset = source(9, number -> {
            throwUnchecked(new InterruptedException("escaped"));
            return number(number);
        });
        try (ElementIterator elements = dataset.prefetch(5).iterator()) {
            assertThatThrownBy(elements::hasNext)
                    .hasMessage(
                            "Dataset: the source must not fail. Received: java.lang.InterruptedException: escaped.");
        }
    }

    @Test
    void anErrorInOpeningTheSourceReachesTheReader() {
        Dataset dataset = Dataset.fromIterable(() -> {
            throw new IllegalStateException("no such file");
        });
        try (ElementIterator elements = dataset.prefetch(1).iterator()) {
            assertThatThrownBy(elements::hasNext).hasMessage("no such file");
        }
    }

    @Test
    void closingEndsAThreadThatWaitsForRoom() throws InterruptedException {
        ElementIterator elements =
                source(Integer.MAX_VALUE, PrefetchTest::number).prefetch(1).iterator();
        elements.next();
        Thread thread = readerWhenItHasRead(3);
        elements.close();
        assertThat(thread.isAlive()).isFalse();
        assertThat(elements.hasNext()).isFalse();
    }

    @Test
    void closingInterruptsASourceAndWaitsUntilItHasBeenLeft() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        Dataset dataset = source(9, number -> {
            blocked.countDown();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                for (int i = 0; i < 1000; i++) {
                    Thread.yield(); // has something to tidy up
                }
                left.set(true);
                throw new IllegalStateException("interrupted", e);
            }
            return number(number);
        });
        ElementIterator elements = dataset.prefetch(1).iterator();
        blocked.await();
        elements.close();
        assertThat(left).isTrue();
        assertThat(reader.get().isAlive()).isFalse();
    }

    /** An iterator that is interrupted while it reads, and takes note of that. */
    @SuppressWarnings("try") // close may throw anything
    private static final class Interrupted implements Iterator<Element>, AutoCloseable {
        private final CountDownLatch reading = new CountDownLatch(1);
        private Boolean closedUnderInterrupt;

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Element next() {
            reading.countDown();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("interrupted");
        }

        @Override
        public void close() {
            closedUnderInterrupt = Thread.currentThread().isInterrupted();
        }
    }

    @Test
    void aSourceIsClosedWithoutTheInterruptThatEndedItsReading() throws InterruptedException {
        Interrupted source = new Interrupted();
        ElementIterator elements =
                Dataset.fromIterable(() -> source).prefetch(1).iterator();
        source.reading.await();
        elements.close();
        assertThat(source.closedUnderInterrupt).isFalse();
    }

    @Test
    void closingEndsAllThreadsOfAPipeline() throws InterruptedException {
        ElementIterator elements = source(Integer.MAX_VALUE, PrefetchTest::number)
                .prefetch(1)
                .batch(2)
                .prefetch(1)
                .iterator();
        elements.next();
        Thread inner = readerWhenItHasRead(4);
        elements.close();
        assertThat(inner.isAlive()).isFalse();
    }

    @Test
    void aReaderThatIsInterruptedStopsWaiting() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Dataset dataset = source(9, number -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return number(number);
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try (ElementIterator elements = dataset.prefetch(1).iterator()) {
                elements.next();
            } catch (IllegalStateException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get())
                .hasMessage(
                        "Dataset: the reader must not be interrupted while it waits for a prefetched element. Received:"
                                + " an interrupt. The iteration has ended.");
        assertThat(interrupted).hasValue(true);
    }

    @Test
    void anInterruptFromElsewhereLosesNothing() throws InterruptedException {
        Dataset dataset = source(20, number -> {
            Thread.currentThread().interrupt();
            return number(number);
        });
        int expected = 0;
        for (Element element : dataset.prefetch(1)) {
            assertThat(value(element)).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(20);
    }

    @Test
    void aThreadWhoseReaderIsForgottenEnds() throws InterruptedException {
        source(Integer.MAX_VALUE, PrefetchTest::number).prefetch(1).iterator().next();
        Thread thread = readerWhenItHasRead(3);
        while (thread.isAlive()) {
            System.gc();
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
        assertThat(read.get()).isLessThan(10);
    }
}
