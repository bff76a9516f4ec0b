package io.github.gru4j.keras;

/**
 * Where in a file the reader stands, so that every error can say it: the file, the archive entry, and the path inside it.
 *
 * @param file the file, as the caller named it
 * @param entry the archive entry, or empty for the file as a whole
 * @param path the path inside the entry, or empty for the entry as a whole
 */
record Place(String file, String entry, String path) {

    /** The file as a whole. */
    static Place of(String file) {
        return new Place(file, "", "");
    }

    /** An entry of the archive. */
    Place entry(String name) {
        return new Place(file, name, "");
    }

    /** A step further down: {@code layers[1]}, then {@code config}. */
    Place down(String step) {
        return new Place(file, entry, path.isEmpty() ? step : step.startsWith("[") ? path + step : path + "." + step);
    }

    /** A place in the same entry, named by a complete path. */
    Place at(String completePath) {
        return new Place(file, entry, completePath);
    }

    /** An error here. */
    KerasFormatException error(String reason) {
        return new KerasFormatException(file, inside(), reason);
    }

    /** An error here, with the exception that revealed it. */
    KerasFormatException error(String reason, Throwable cause) {
        return new KerasFormatException(file, inside(), reason, cause);
    }

    private String inside() {
        return path.isEmpty() ? entry : entry.isEmpty() ? path : entry + ": " + path;
    }
}
