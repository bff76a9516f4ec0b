package io.github.gru4j.keras;

import java.util.Arrays;
import java.util.List;

/** The element types of safetensors files, under the names that stand there ({@code safetensors/src/tensor.rs}). */
enum SafeTensorsType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    /** Those that weights can have: float32 or float64 holds every number of theirs. */
    static final List<SafeTensorsType> WEIGHTS = List.of(F32, F64, F16, BF16);

    private final int bits;

    SafeTensorsType(int bits) {
        this.bits = bits;
    }

    /** The size of an element. */
    int bits() {
        return bits;
    }

    /**
     * The type of a name.
     *
     * @throws KerasFormatException if there is none
     */
    static SafeTensorsType of(String name, Place place) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> place.error("dtype must be one of " + List.of(values()) + ". Received: dtype="
                        + Place.printable(name) + "."));
    }
}
