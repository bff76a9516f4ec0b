package io.github.gru4j.keras;

import io.jhdf.AbstractNode;
import io.jhdf.api.Dataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayout;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.List;

/** Which datasets are read: numbers of IEEE and integers, in either byte order, in one piece. All else is refused by name. */
final class HdfKinds {

    private HdfKinds() {}

    /**
     * Refuses a dataset that Keras does not write.
     *
     * @throws KerasFormatException if it is stored in another way, or does not hold numbers
     */
    static void check(Dataset dataset, Place place) {
        if (dataset.getDataLayout() != DataLayout.CONTIGUOUS && dataset.getDataLayout() != DataLayout.COMPACT) {
            throw place.error(
                    "must be stored contiguously, as Keras stores it. Received: layout="
                            + dataset.getDataLayout() + ", filters=" + filters(dataset)
                            + ". Save the model again with Keras, or store the .h5 file so: h5repack -f NONE -l CONTI old.h5 new.h5.");
        }
        if (!isNumber(dataset.getDataType())) {
            throw place.error(
                    "must hold floating-point numbers of IEEE, or integers of 32 or 64 bits. Received: elements of type "
                            + dataset.getDataType().getClass().getSimpleName() + " of "
                            + dataset.getDataType().getSize() + " bytes.");
        }
    }

    private static List<String> filters(Dataset dataset) {
        if (!(dataset instanceof AbstractNode node)) {
            return List.of();
        }
        return node.getHeader().getMessagesOfType(FilterPipelineMessage.class).stream()
                .flatMap(pipeline -> pipeline.getFilters().stream())
                .map(HdfKinds::name)
                .toList();
    }

    /** Filters of HDF5 itself are known by numbers; others bring a name. */
    private static String name(FilterInfo filter) {
        return switch (filter.getId()) {
            case 1 -> "deflate";
            case 2 -> "shuffle";
            case 3 -> "fletcher32";
            case 4 -> "szip";
            case 5 -> "nbit";
            case 6 -> "scaleoffset";
            default -> Json.shown(Json.array().add(filter.getName()).get(0)) + " (" + filter.getId() + ")";
        };
    }

    private static boolean isNumber(DataType type) {
        int bits = 8 * type.getSize();
        if (type instanceof FixedPoint integer) {
            return integer.getBitOffset() == 0
                    && integer.getBitPrecision() == bits
                    && (bits == 32 || (bits == 64 && integer.isSigned()));
        }
        if (type instanceof FloatingPoint real) {
            return switch (bits) {
                case 16 -> isIeee(real, bits, 5, 10);
                case 32 -> isIeee(real, bits, 8, 23);
                case 64 -> isIeee(real, bits, 11, 52);
                default -> false;
            };
        }
        return false;
    }

    /** HDF5 can describe any floating-point number; the library reads all of them as if they were of IEEE. */
    private static boolean isIeee(FloatingPoint type, int bits, int exponent, int mantissa) {
        return type.getBitOffset() == 0
                && type.getBitPrecision() == bits
                && type.getSignLocation() == bits - 1
                && type.getExponentLocation() == mantissa
                && type.getExponentSize() == exponent
                && type.getExponentBias() == (1 << (exponent - 1)) - 1
                && type.getMantissaLocation() == 0
                && type.getMantissaSize() == mantissa
                && type.getMantissaNormalization() == 2;
    }
}
