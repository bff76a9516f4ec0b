package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chorales of Johann Sebastian Bach as piano rolls, in the split of Boulanger-Lewandowski, Bengio and Vincent (2012).
 *
 * <p>The file is JSON: {@code {"keys": 88, "train": [...], "valid": [...], "test": [...]}}, where a chorale is a list of
 * steps and a step the list of the keys that sound, counted from 0. Immutable, if nobody writes to the tensors.
 *
 * @param train chorales to learn from, (steps, 88) each, 1 where a key sounds
 * @param valid chorales to choose a model by
 * @param test chorales to judge it by
 * @see <a href="https://arxiv.org/abs/1206.6392">Modeling temporal dependencies in high-dimensional sequences</a>
 */
record JsbChorales(List<Tensor> train, List<Tensor> valid, List<Tensor> test) {

    /** The keys of a piano. */
    static final int KEYS = 88;

    /**
     * Reads the text of a file.
     *
     * @param file its name, for errors
     * @throws IllegalArgumentException if it is not what the class says
     */
    static JsbChorales read(String file, String json) {
        NumberLists text = new NumberLists(file, json);
        Map<String, List<Tensor>> splits = new LinkedHashMap<>();
        int keys = 0;
        text.expect('{');
        do {
            String name = text.name();
            text.expect(':');
            switch (name) {
                case "keys" -> keys = text.number();
                case "train", "valid", "test" -> splits.put(name, chorales(text));
                default -> throw text.error("one of keys, train, valid and test as a name", '"' + name + '"');
            }
        } while (text.take(','));
        text.expect('}');
        text.expectEnd();
        if (keys != KEYS || splits.size() != 3) {
            throw text.error(
                    "88 keys and the splits train, valid and test", "keys=" + keys + ", splits " + splits.keySet());
        }
        return new JsbChorales(split(splits, "train"), split(splits, "valid"), split(splits, "test"));
    }

    private static List<Tensor> split(Map<String, List<Tensor>> splits, String name) {
        return List.copyOf(splits.getOrDefault(name, List.of()));
    }

    private static List<Tensor> chorales(NumberLists text) {
        List<Tensor> chorales = new ArrayList<>();
        text.list(() -> {
            List<int[]> steps = new ArrayList<>();
            text.list(() -> steps.add(chord(text)));
            if (steps.size() < 2) {
                throw text.error("chorales of two steps and more", steps.size() + " steps");
            }
            Tensor roll = Tensor.zeros(steps.size(), KEYS);
            for (int step = 0; step < steps.size(); step++) {
                for (int key : steps.get(step)) {
                    roll.set(1, step, key);
                }
            }
            chorales.add(roll);
        });
        if (chorales.isEmpty()) {
            throw text.error("a chorale in each split", "none");
        }
        return chorales;
    }

    private static int[] chord(NumberLists text) {
        List<Integer> keys = new ArrayList<>();
        text.list(() -> {
            int key = text.number();
            if (key < 0 || key >= KEYS) {
                throw text.error("keys from 0 to 87", "key " + key);
            }
            keys.add(key);
        });
        return keys.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A sample for each chorale: all chords but the last and, as targets, those that follow. */
    static List<Element> nextChords(List<Tensor> chorales) {
        return chorales.stream()
                .map(roll -> Element.of(steps(roll, 0, roll.dim(0) - 1), steps(roll, 1, roll.dim(0))))
                .toList();
    }

    private static Tensor steps(Tensor roll, int from, int to) {
        Tensor steps = Tensor.zeros(to - from, KEYS);
        Tensor.copyRange(roll, from * KEYS, steps, 0, steps.size());
        return steps;
    }
}
