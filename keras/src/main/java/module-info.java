/** Reads and writes the model files of Keras. */
module io.github.gru4j.keras {
    exports io.github.gru4j.keras;

    requires transitive io.github.gru4j.core;
    requires io.jhdf;
    requires tools.jackson.databind;
    requires static org.jspecify;

    // Used by jhdf, which has no module descriptor to say so.
    requires com.ning.compress.lzf;
    requires org.apache.commons.lang3;
    requires org.slf4j;
}
