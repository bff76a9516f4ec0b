/** A stranger's module that uses the library and its files. */
module consumer {
    requires io.github.gru4j.keras;
}
