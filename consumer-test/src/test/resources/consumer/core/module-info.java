/** A stranger's module that uses the library alone. */
module consumer {
    requires io.github.gru4j.core;
}
