package io.github.gru4j.model;

/**
 * Where a training is.
 *
 * @param epoch counted from 0
 * @param batch how many batches of the epoch are done
 * @param pass the number of the pass over the data that the next batch comes from
 * @param taken how many batches of that pass are done
 * @param masks the state of the generator of the epoch's dropout masks
 */
record Position(int epoch, int batch, long pass, long taken, long masks) {}
