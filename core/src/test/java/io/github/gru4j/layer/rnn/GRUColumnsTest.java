package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two layouts of a pass give the same bits, and each is taken where it belongs. */
class GRUColumnsTest {

    private static final KernelSet KERNELS = Kernels.of(DType.FLOAT32);

    /** Everything that a pass depends on. */
    private record Case(
            GRUCell cell,
            RNNOptions options,
            Tensor x,
            @Nullable Tensor h,
            @Nullable Mask mask,
            boolean besideAnother) {

        static Case of(long seed) {
            Generator random = new Generator(seed);
            int batch = random.nextInt(20) == 0 ? 1 : 1 + random.nextInt(8 * KERNELS.lanes());
            int timesteps = 1 + random.nextInt(6);
            int features = 1 + random.nextInt(20);
            int units = 1 + random.nextInt(20);
            RNNOptions options = new RNNOptions(
                    random.nextInt(2) == 0, false, random.nextInt(2) == 0, false, false, false, random.nextInt(2) == 0);
            boolean masked = random.nextInt(2) == 0;
            return new Case(
                    cell(features, units, random.nextInt(4) > 0, seed),
                    options,
                    Tensors.random(DType.FLOAT32, seed + 1, batch, timesteps, features),
                    random.nextInt(3) == 0 ? null : Tensors.random(DType.FLOAT32, seed + 2, batch, units),
                    masked ? mask(batch, timesteps, random) : null,
                    random.nextInt(2) == 0);
        }

        private static GRUCell cell(int features, int units, boolean bias, long seed) {
            GRUCell cell = GRUCell.builder(units).useBias(bias).build();
            cell.build(Shape.of(Shape.UNKNOWN, features));
            Generator random = new Generator(seed);
            for (Parameter weight : cell.weights()) {
                Tensor value = Tensor.zeros(DType.FLOAT32, weight.shape());
                Tensors.randomize(value, random);
                weight.assign(value);
            }
            return cell;
        }

        /** Any pattern; about one row in four is masked throughout. */
        private static Mask mask(int batch, int timesteps, Generator random) {
            boolean[][] used = new boolean[batch][timesteps];
            for (boolean[] row : used) {
                boolean none = random.nextInt(4) == 0;
                for (int t = 0; t < timesteps; t++) {
                    row[t] = !none && random.nextInt(3) > 0;
                }
            }
            return Mask.of(used);
        }

        /** A tensor for two directions, of which this is the one that comes last and is turned; or none. */
        private @Nullable OutputPlace place() {
            int both = 2 * cell.units();
            Shape shape = OutputPlace.shape(options, x.dim(0), x.dim(1), both);
            return besideAnother ? new OutputPlace(Tensor.zeros(DType.FLOAT32, shape), cell.units(), both, true) : null;
        }

        GRURun rows(Call call) {
            return forward(new GRUSequence(cell, options, x, h, call.withMask(mask), place()));
        }

        GRURun columns(Call call) {
            return forward(new GRUColumns(cell, options, x, h, call.withMask(mask), place()));
        }

        private static GRURun forward(GRURun run) {
            run.forward();
            return run;
        }

        @Override
        public String toString() {
            return x.shape() + " units=" + cell.units() + " mask=" + (mask != null) + " " + options;
        }
    }

    static LongStream seeds() {
        return KERNELS.panelColumns() == 0 ? LongStream.of(-1) : LongStream.range(0, 200);
    }

    private static Call training() {
        return Call.training(new Generator(1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void outputsAndStatesAreThoseOfRows(long seed) {
        if (seed < 0) { // a set that packs every operand has no columns
            assertThat(run(cell(4, 4), 32)).isInstanceOf(GRUSequence.class);
            return;
        }
        Case c = Case.of(seed);
        for (Call call : List.of(Call.inference(), training())) {
            GRURun rows = c.rows(call);
            GRURun columns = c.columns(call);
            Tensors.assertSameBits(columns.output(), rows.output());
            Tensors.assertSameBits(columns.state(), rows.state());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gradientsAreThoseOfRows(long seed) {
        if (seed < 0) {
            assertThat(KERNELS.lanes()).isEqualTo(1); // nothing is padded, so nothing could be gained
            return;
        }
        Case c = Case.of(seed);
        GRURun rows = c.rows(training());
        GRURun columns = c.columns(training());
        Tensor dOutput = seed % 5 == 0 ? null : random(seed + 3, rows.output().shape());
        Tensor dState = seed % 3 == 0 ? null : random(seed + 4, rows.state().shape());
        boolean inputWanted = seed % 4 > 0;
        Gradients byRows = new Gradients();
        Gradients byColumns = new Gradients();
        if (seed % 3 > 0) {
            byColumns.want(List.of(c.cell().weights().get((int) (seed % 2))));
        }
        List<@Nullable Tensor> expected = rows.backward(dOutput, dState, byRows, inputWanted);
        List<@Nullable Tensor> found = columns.backward(dOutput, dState, byColumns, inputWanted);
        assertThat(found.get(0) != null).isEqualTo(inputWanted);
        if (inputWanted) {
            Tensors.assertSameBits(found.get(0), expected.get(0));
        }
        Tensors.assertSameBits(found.get(1), expected.get(1));
        for (Parameter weight : c.cell().weights()) { // summed over the rows in blocks, and those differ
            if (byColumns.wants(weight)) {
                assertClose(byColumns.of(weight), byRows.of(weight));
            } else {
                assertThat(byColumns.find(weight)).isNull();
            }
        }
    }

    private static Tensor random(long seed, Shape shape) {
        Tensor tensor = Tensor.zeros(DType.FLOAT32, shape);
        Tensors.randomize(tensor, new Generator(seed));
        return tensor;
    }

    private static void assertClose(Tensor found, Tensor expected) {
        double most = 1e-6;
        for (int i = 0; i < expected.size(); i++) {
            most = Math.max(most, Math.abs(expected.getAt(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Math.abs(found.getAt(i) - expected.getAt(i))).isLessThan(1e-5 * most);
        }
    }

    @Test
    void gradientsDoNotDependOnInputsThatAreSkipped() {
        GRUCell cell = cell(8, 4);
        boolean[][] used = new boolean[32][3];
        for (int b = 0; b < 32; b++) {
            used[b][b % 3] = true;
        }
        Tensor clean = Tensors.random(DType.FLOAT32, 7, 32, 3, 8);
        Tensor odd = clean.copy();
        for (int i = 0; i < odd.size(); i++) {
            if (!used[i / 24][i / 8 % 3]) {
                odd.setAt(i, Double.NaN);
            }
        }
        Call call = training().withMask(Mask.of(used));
        Gradients expected = new Gradients();
        Gradients found = new Gradients();
        Tensor dState = Tensors.random(DType.FLOAT32, 8, 32, 4);
        for (Tensor x : List.of(clean, odd)) {
            GRURun run = GRURun.of(cell, RNNOptions.DEFAULTS, x, Tensor.zeros(32, 4), call, null);
            run.forward();
            run.backward(null, dState, x == clean ? expected : found, true);
        }
        for (Parameter weight : cell.weights()) {
            Tensors.assertSameBits(found.of(weight), expected.of(weight));
        }
    }

    // ---- which of the two -------------------------------------------------------------------------------------------

    private static GRUCell cell(int features, int units) {
        return Case.cell(features, units, true, 5);
    }

    private static GRURun run(GRUCell cell, int batch) {
        return run(cell, RNNOptions.DEFAULTS, batch, Call.inference());
    }

    private static GRURun run(GRUCell cell, RNNOptions options, int batch, Call call) {
        int features = cell.kernel().shape().dim(0);
        Tensor x = Tensor.zeros(cell.dtype(), Shape.of(batch, 3, features));
        return GRURun.of(cell, options, x, Tensor.zeros(cell.dtype(), Shape.of(batch, cell.units())), call, null);
    }

    @Test
    void fewUnitsAndManySequencesLieInColumns() {
        Class<?> columns = KERNELS.panelColumns() == 0 ? GRUSequence.class : GRUColumns.class;
        int lanes = Math.max(4, KERNELS.lanes());
        for (int units : new int[] {1, lanes / 4, lanes / 2}) {
            for (int vectors : new int[] {1, 2, 3, 4, 16}) {
                assertThat(run(cell(8, units), vectors * lanes)).isInstanceOf(columns);
            }
        }
    }

    @Test
    void manyUnitsOrFewSequencesOrManyFeaturesLieInRows() {
        assertThat(run(cell(8, 64), 32)).isInstanceOf(GRUSequence.class);
        assertThat(run(cell(8, 128), 256)).isInstanceOf(GRUSequence.class);
        assertThat(run(cell(8, 4), 0)).isInstanceOf(GRUSequence.class);
        assertThat(run(cell(8, 4), 1)).isInstanceOf(GRUSequence.class);
        assertThat(run(cell(8, 4), 2)).isInstanceOf(GRUSequence.class);
        assertThat(run(cell(1000, 4), 32)).isInstanceOf(GRUSequence.class);
    }

    @Test
    void whatOnlyRowsCanDoLiesInRows() {
        int batch = 2 * KERNELS.lanes();
        List<GRUCell> cells = List.of(
                GRUCell.builder(2).resetAfter(false).build(),
                GRUCell.builder(2).activation("relu").build(),
                GRUCell.builder(2).dtype(DType.FLOAT64).build(),
                GRUCell.builder(2).dropout(0.5).build(),
                GRUCell.builder(2).recurrentDropout(0.5).build());
        for (GRUCell cell : cells) {
            cell.build(Shape.of(Shape.UNKNOWN, 3));
            assertThat(run(cell, RNNOptions.DEFAULTS, batch, training())).isInstanceOf(GRUSequence.class);
        }
        RNNOptions unrolled = new RNNOptions(true, false, true, false, false, true, true);
        Call masked = Call.inference().withMask(Mask.of(new boolean[batch][3]));
        assertThat(run(cell(3, 2), unrolled, batch, masked)).isInstanceOf(GRUSequence.class);
    }
}
