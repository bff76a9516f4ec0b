package io.github.gru4j.keras;

/**
 * Where in a file the reader stands, so that every error can say it: the file, the archive entry, and the path inside it;
 * whose words stand there; and how much they may make us allocate.
 *
 * @param file the file, as the caller named it; empty for a text that the caller gave
 * @param entry the archive entry, or empty for the file as a whole
 * @param path the path inside the entry, or empty for the entry as a whole
 * @param generation whose meaning the words have
 * @param bareForms whether classes of Keras 3, too, stand without their modules, as those of Keras 2 may
 * @param budget how many numbers the weights of all models in this file can have, since the file must hold them
 * @param memory how many bytes reading may allocate
 */
record Place(
        String file,
        String entry,
        String path,
        Generation generation,
        boolean bareForms,
        WeightBudget budget,
        MemoryBudget memory) {

    /** The file as a whole, with the meaning of Keras 3. */
    static Place of(String file) {
        return new Place(
                file,
                "",
                "",
                Generation.KERAS_3,
                false,
                new WeightBudget(Long.MAX_VALUE),
                new MemoryBudget(MemoryBudget.DEFAULT));
    }

    /** This place in a file that may take this much memory. */
    Place withMemory(MemoryBudget newMemory) {
        return new Place(file, entry, path, generation, bareForms, budget, newMemory);
    }

    /** This place in a file whose weights have at most this many numbers, none of them spent. */
    Place withMaxWeights(long limit) {
        return new Place(file, entry, path, generation, bareForms, new WeightBudget(limit), memory);
    }

    /** This place with the meaning of a generation. */
    Place withGeneration(Generation meaning) {
        return new Place(file, entry, path, meaning, bareForms, budget, memory);
    }

    /** This place in a legacy file, which leaves out the modules of classes. */
    Place withBareForms() {
        return new Place(file, entry, path, generation, true, budget, memory);
    }

    /** An entry of the archive. */
    Place entry(String name) {
        return new Place(file, name, "", generation, bareForms, budget, memory);
    }

    /** A step further down: {@code layers[1]}, then {@code config}. */
    Place down(String step) {
        return at(path.isEmpty() ? step : step.startsWith("[") ? path + step : path + "." + step);
    }

    /** A place in the same entry, named by a complete path. */
    Place at(String completePath) {
        return new Place(file, entry, completePath, generation, bareForms, budget, memory);
    }

    /** An error here. */
    KerasFormatException error(String reason) {
        return new KerasFormatException(file, inside(), reason);
    }

    /** An error here, with the exception that revealed it. */
    KerasFormatException error(String reason, Throwable cause) {
        return new KerasFormatException(file, inside(), reason, cause);
    }

    /** A text of the file as errors show it: not too long, and without characters that steer a terminal. */
    static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private String inside() {
        return path.isEmpty() ? entry : entry.isEmpty() ? path : entry + ": " + path;
    }
}
