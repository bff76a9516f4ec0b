/** Reads and writes the model files of Keras. */
module io.github.gru4j.keras {
    requires transitive io.github.gru4j.core;
    requires io.jhdf;
    requires tools.jackson.databind;
    requires static org.jspecify;
}
