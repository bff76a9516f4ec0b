package io.github.gru4j.internal.kernel;

/**
 * A weight matrix in the private layout of the {@link KernelSet} that packed it. Shared code holds it and hands it back;
 * only that set looks inside. Immutable until it is handed back to be packed over, but for a {@link KernelSet#panel}, which
 * shows what its tensor holds.
 */
public interface PackedMatrix {

    /** The length of the sum in a product: the rows of the packed matrix. */
    int inner();

    /** The padded number of columns: every group of columns rounded up to the set's lanes. */
    int paddedColumns();
}
