package io.github.gru4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stages of a pipeline. */
class DatasetTest {

    /** Elements with the numbers from 0, each a scalar. */
    private static Dataset numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return Dataset.fromTensorSlices(Tensor.of(numbers, count));
    }

    private static List<Integer> read(Dataset dataset, long pass) {
        List<Integer> numbers = new ArrayList<>();
        try (ElementIterator elements = dataset.iterator(pass)) {
            elements.forEachRemaining(
                    element -> numbers.add((int) element.inputs().get(0).getAt(0)));
        }
        return numbers;
    }

    private static List<Integer> read(Dataset dataset) {
        return read(dataset, 0);
    }

    // ---- sources ----------------------------------------------------------------------------------------------------

    @Test
    void slicesAreTheRowsOfAllTensors() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 3, 2);
        Tensor y = Tensor.of(new double[] {7, 8}, 2);
        Tensor weight = Tensor.of(new float[] {3, 4}, 2, 1);
        List<Element> elements = new ArrayList<>();
        Dataset.fromTensorSlices(new Element(List.of(x, y), List.of(y), Arrays.asList(null, weight)))
                .forEach(elements::add);
        assertThat(elements).hasSize(2);
        Element last = elements.get(1);
        assertThat(last.inputs().get(0).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(last.inputs().get(0).floats()).containsExactly(7, 8, 9, 10, 11, 12);
        assertThat(last.inputs().get(1).shape()).isEqualTo(Shape.of());
        assertThat(last.targets().get(0).doubles()).containsExactly(8);
        assertThat(last.sampleWeights().get(0)).isNull();
        assertThat(last.sampleWeights().get(1).floats()).containsExactly(4);
        assertThatThrownBy(() -> Dataset.fromTensorSlices(x, Tensor.zeros(3, 1)))
                .hasMessage("Dataset: all tensors must have as many rows as the first. Received: shape=(2, 3, 2),"
                        + " shape=(3, 1).");
        assertThatThrownBy(() -> new Element(List.of(), List.of(), List.of()))
                .hasMessage("Element: inputs must hold at least one tensor. Received: none.");
    }

    @Test
    void eachPassTakesANewIteratorOfTheSource() {
        List<Element> elements = new ArrayList<>(List.of(Element.of(Tensor.of(new float[] {4}, 1))));
        Dataset dataset = Dataset.fromIterable(elements);
        assertThat(read(dataset)).containsExactly(4);
        elements.add(Element.of(Tensor.of(new float[] {5}, 1)));
        assertThat(read(dataset)).containsExactly(4, 5);
        assertThat(dataset.cardinality()).isEqualTo(Dataset.UNKNOWN);
    }

    /** An iterator over numbers that says when it is closed. */
    @SuppressWarnings("try") // close may throw anything
    private static final class Closing implements Iterator<Element>, AutoCloseable {
        private final Exception failure;
        private int next;
        private int closed;

        Closing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public boolean hasNext() {
            return next < 3;
        }

        @Override
        public Element next() {
            return Element.of(Tensor.of(new float[] {next++}, 1));
        }

        @Override
        public void close() throws Exception {
            closed++;
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Test
    void aSourceIsClosedOnceAtItsEndOrBefore() {
        for (long take : new long[] {0, 2, 3, 9}) {
            Closing source = new Closing(null);
            Dataset dataset = Dataset.fromIterable(() -> source)
                    .map(element -> element)
                    .shuffle(2, 1)
                    .skip(0)
                    .batch(1)
                    .repeat(1)
                    .prefetch(1)
                    .take(take);
            try (ElementIterator elements = dataset.iterator()) {
                for (int i = 0; i < Math.min(take, 3); i++) {
                    elements.next();
                }
                assertThat(elements.hasNext()).isFalse();
            }
            assertThat(source.closed).as("take %s", take).isEqualTo(1);
        }
    }

    @Test
    void whatGoesWrongInClosingIsSaid() {
        Dataset io = Dataset.fromIterable(() -> new Closing(new IOException("disk")));
        assertThatThrownBy(() -> read(io))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("disk");
        Dataset unchecked = Dataset.fromIterable(() -> new Closing(new IllegalStateException("as it is")));
        assertThatThrownBy(() -> read(unchecked)).hasMessage("as it is");
        Dataset checked = Dataset.fromIterable(() -> new Closing(new Exception("other")));
        assertThatThrownBy(() -> read(checked))
                .hasMessage("Dataset: the source could not be closed. Received: java.lang.Exception: other.");
    }

    @Test
    void aStreamIsOpenedForEachPassAndClosed() {
        int[] opened = new int[1];
        int[] closed = new int[1];
        Dataset dataset = Dataset.fromStream(() -> {
            opened[0]++;
            return Stream.of(1, 2, 3)
                    .map(number -> Element.of(Tensor.of(new float[] {number}, 1)))
                    .onClose(() -> closed[0]++);
        });
        assertThat(opened[0]).isZero();
        assertThat(read(dataset)).containsExactly(1, 2, 3);
        assertThat(read(dataset.take(1))).containsExactly(1);
        assertThat(read(dataset.repeat(2))).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(opened[0]).isEqualTo(4);
        assertThat(closed[0]).isEqualTo(4);
        Dataset missing = Dataset.fromStream(() -> {
            throw new FileNotFoundException("readings.csv");
        });
        assertThatThrownBy(() -> read(missing.prefetch(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("readings.csv");
        Dataset other = Dataset.fromStream(() -> {
            throw new InterruptedException("why");
        });
        assertThatThrownBy(() -> read(other))
                .hasMessage("Dataset: the source could not be opened. Received: java.lang.InterruptedException: why.");
    }

    // ---- stages -----------------------------------------------------------------------------------------------------

    @Test
    void takeSkipAndMapDoAsTheySay() {
        assertThat(read(numbers(5).take(3))).containsExactly(0, 1, 2);
        assertThat(read(numbers(5).take(0))).isEmpty();
        assertThat(read(numbers(5).skip(3))).containsExactly(3, 4);
        assertThat(read(numbers(5).skip(9))).isEmpty();
        assertThat(read(numbers(3)
                        .map(element ->
                                Element.of(Tensor.full(element.inputs().get(0).dtype(), Shape.of(1), 7)))))
                .containsExactly(7, 7, 7);
        assertThatThrownBy(() -> numbers(3).take(-1))
                .hasMessage("Dataset: count must be 0 or more. Received: count=-1.");
        assertThatThrownBy(() -> numbers(3).skip(-2))
                .hasMessage("Dataset: count must be 0 or more. Received: count=-2.");
    }

    @Test
    void repeatGoesThroughTheDataAgain() {
        assertThat(read(numbers(3).repeat(2))).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(read(numbers(3).repeat().take(8))).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
        assertThat(read(numbers(0).repeat())).isEmpty();
        assertThat(read(Dataset.fromIterable(List.<Element>of()).repeat())).isEmpty();
        assertThatThrownBy(() -> numbers(3).repeat(0))
                .hasMessage("Dataset: count must be a positive integer. Received: count=0.");
    }

    @Test
    void zippedSourcesEndWithTheShorterAndAreBothClosed() {
        for (boolean first : new boolean[] {true, false}) {
            Closing closing = new Closing(null);
            Dataset three = Dataset.fromIterable(() -> closing);
            List<Element> pairs = new ArrayList<>();
            (first ? Dataset.zip(three, numbers(2)) : Dataset.zip(numbers(2), three)).forEach(pairs::add);
            assertThat(pairs).hasSize(2);
            assertThat(pairs.get(1).inputs().get(0).getAt(0)).isEqualTo(1);
            assertThat(pairs.get(1).targets().get(0).getAt(0)).isEqualTo(1);
            assertThat(closing.closed).isEqualTo(1);
        }
        Element weighed = Element.of(Tensor.zeros(1), Tensor.zeros(2), Tensor.zeros(3));
        Element pair = Dataset.zip(numbers(1), Dataset.fromIterable(List.of(weighed)))
                .iterator()
                .next();
        assertThat(pair.targets()).isEqualTo(weighed.inputs());
        assertThat(pair.sampleWeights()).isEqualTo(weighed.sampleWeights());
    }

    @Test
    void cardinalityIsKnownWhereItCanBe() {
        Dataset unknown = Dataset.fromIterable(List.<Element>of());
        assertThat(numbers(7).cardinality()).isEqualTo(7);
        assertThat(numbers(7).shuffle(3, 1).map(element -> element).prefetch(2).cardinality())
                .isEqualTo(7);
        assertThat(numbers(7).batch(3).cardinality()).isEqualTo(3);
        assertThat(numbers(6).batch(3).cardinality()).isEqualTo(2);
        assertThat(numbers(7).batch(3, true).cardinality()).isEqualTo(2);
        assertThat(numbers(7).paddedBatch(4).cardinality()).isEqualTo(2);
        assertThat(numbers(7).repeat(3).cardinality()).isEqualTo(21);
        assertThat(numbers(7).repeat().cardinality()).isEqualTo(Dataset.INFINITE);
        assertThat(numbers(0).repeat().cardinality()).isZero();
        assertThat(unknown.repeat().cardinality()).isEqualTo(Dataset.INFINITE);
        assertThat(numbers(7).repeat().batch(2).cardinality()).isEqualTo(Dataset.INFINITE);
        assertThat(numbers(7).repeat().take(9).cardinality()).isEqualTo(9);
        assertThat(numbers(7).take(9).cardinality()).isEqualTo(7);
        assertThat(numbers(7).skip(9).cardinality()).isZero();
        assertThat(numbers(7).repeat().skip(9).cardinality()).isEqualTo(Dataset.INFINITE);
        assertThat(Dataset.zip(numbers(7), numbers(5)).cardinality()).isEqualTo(5);
        assertThat(Dataset.zip(numbers(7), numbers(5).repeat()).cardinality()).isEqualTo(7);
        assertThat(Dataset.zip(numbers(7).repeat(), unknown).cardinality()).isEqualTo(Dataset.UNKNOWN);
        assertThat(Dataset.zip(unknown, numbers(7)).cardinality()).isEqualTo(Dataset.UNKNOWN);
        assertThat(unknown.batch(2).take(3).cardinality()).isEqualTo(Dataset.UNKNOWN);
    }

    @Test
    void anIteratorEndsAndSaysSo() {
        ElementIterator elements = numbers(1).iterator();
        assertThat(elements.hasNext()).isTrue();
        elements.next();
        assertThat(elements.hasNext()).isFalse();
        assertThatThrownBy(elements::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("ElementIterator: there is no further element. Ask hasNext() first.");
        ElementIterator closed = numbers(3).iterator();
        assertThat(closed.hasNext()).isTrue();
        closed.close();
        assertThat(closed.hasNext()).isFalse();
    }

    // ---- batches ----------------------------------------------------------------------------------------------------

    @Test
    void aBatchHasOneMoreAxisInFront() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Tensor y = Tensor.of(new double[] {7, 8, 9}, 3);
        Tensor weight = Tensor.of(new float[] {.5f, .25f, 1}, 3);
        Dataset dataset = Dataset.fromTensorSlices(new Element(List.of(x), List.of(y, y), Arrays.asList(weight, null)));
        List<Element> batches = new ArrayList<>();
        dataset.batch(2).forEach(batches::add);
        assertThat(batches).hasSize(2);
        Element first = batches.get(0);
        assertThat(first.inputs().get(0).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(first.inputs().get(0).floats()).containsExactly(1, 2, 3, 4);
        assertThat(first.targets().get(1).shape()).isEqualTo(Shape.of(2));
        assertThat(first.targets().get(1).doubles()).containsExactly(7, 8);
        assertThat(first.sampleWeights().get(0).floats()).containsExactly(.5f, .25f);
        assertThat(first.sampleWeights().get(1)).isNull();
        assertThat(batches.get(1).inputs().get(0).shape()).isEqualTo(Shape.of(1, 2));
        assertThat(dataset.batch(2, true)).hasSize(1);
        assertThat(dataset.batch(1)
                        .batch(5)
                        .iterator()
                        .next()
                        .inputs()
                        .get(0)
                        .shape()
                        .rank())
                .isEqualTo(3);
        assertThatThrownBy(() -> dataset.batch(0))
                .hasMessage("Dataset: batchSize must be a positive integer. Received: batchSize=0.");
    }

    @Test
    void whatDoesNotFitIntoABatchIsRefused() {
        assertThatThrownBy(() -> read(
                        Dataset.fromIterable(List.of(Element.of(Tensor.zeros(2, 3)), Element.of(Tensor.zeros(4, 3))))
                                .batch(2)))
                .hasMessage("Dataset: inputs of a batch must have the shape of the first, (2, 3). Received:"
                        + " shape=(4, 3). For sequences of several lengths use paddedBatch.");
        Tensor one = Tensor.zeros(1);
        assertThatThrownBy(() -> read(Dataset.fromIterable(
                                List.of(Element.of(List.of(one), List.of(one, one)), Element.of(one, one)))
                        .batch(2)))
                .hasMessage("Dataset: all elements of a batch must have as many targets as the first, 2. Received: 1.");
        assertThatThrownBy(() -> read(Dataset.fromIterable(List.of(
                                new Element(List.of(one), List.of(one, one), Arrays.asList(one, null)),
                                new Element(List.of(one), List.of(one, one), Arrays.asList(one, one)),
                                new Element(List.of(one), List.of(one, one), Arrays.asList(one, null))))
                        .batch(3)))
                .hasMessage(
                        "Dataset: sampleWeights[1] must be null in all elements of a batch or in none. Received: null"
                                + " in 2 of 3.");
    }

    // ---- order ------------------------------------------------------------------------------------------------------

    @Test
    void shufflingKeepsEveryElementAndHasAnOrderForEachPass() {
        Dataset dataset = numbers(50).shuffle(50, 3);
        List<Integer> first = read(dataset, 0);
        assertThat(new TreeSet<>(first)).hasSize(50);
        assertThat(first).hasSize(50).isNotEqualTo(read(numbers(50)));
        assertThat(read(dataset, 1)).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(read(numbers(50).shuffle(50, 3), 1)).isEqualTo(read(dataset, 1));
        assertThat(read(numbers(50).shuffle(50, 4))).isNotEqualTo(first);
        assertThat(read(dataset)).isEqualTo(first);
        Dataset same = numbers(50).shuffle(50, 3, false);
        assertThat(read(same, 7)).isEqualTo(read(same, 0)).isEqualTo(first);
        assertThatThrownBy(() -> numbers(3).shuffle(0, 1))
                .hasMessage("Dataset: bufferSize must be a positive integer. Received: bufferSize=0.");
    }

    @Test
    void anElementComesAtMostABufferTooEarly() {
        List<Integer> order = read(numbers(200).shuffle(10, 5));
        assertThat(new TreeSet<>(order)).hasSize(200);
        int earliest = 0;
        for (int place = 0; place < 200; place++) {
            earliest = Math.max(earliest, order.get(place) - place);
        }
        assertThat(earliest).isEqualTo(9);
        assertThat(read(numbers(20).shuffle(1, 5))).isEqualTo(read(numbers(20)));
    }

    /** Of 3 elements there are 6 orders; 6000 passes give each about 1000 times, with a standard deviation of 29. */
    @Test
    void everyOrderIsEquallyLikely() {
        Dataset dataset = numbers(3).shuffle(3, 11);
        int[] counts = new int[27];
        for (long pass = 0; pass < 6000; pass++) {
            List<Integer> order = read(dataset, pass);
            counts[order.get(0) * 9 + order.get(1) * 3 + order.get(2)]++;
        }
        assertThat(Arrays.stream(counts).boxed().filter(count -> count > 0))
                .hasSize(6)
                .allMatch(count -> Math.abs(count - 1000) < 5 * 29);
    }

    @Test
    void repeatingShufflesAgainAndGoesOnCounting() {
        Dataset shuffled = numbers(30).shuffle(30, 3);
        for (Dataset repeated : List.of(shuffled.repeat(2), shuffled.repeat().take(60))) {
            List<Integer> order = read(repeated);
            assertThat(order.subList(0, 30)).isEqualTo(read(shuffled, 0));
            assertThat(order.subList(30, 60)).isEqualTo(read(shuffled, 1));
        }
        assertThat(read(shuffled.repeat(2), 3).subList(30, 60)).isEqualTo(read(shuffled, 7));
        assertThat(read(shuffled.repeat().take(30), 1))
                .isNotEqualTo(read(shuffled.repeat().take(30)));
    }
}
