package io.github.gru4j.keras;

import java.nio.ByteBuffer;

/** An element type that Keras's weight files use: the Java array that holds it, and how HDF5 describes it. */
enum HdfType {
    /** {@code float[]}. */
    FLOAT32(4, floatMessage(4, 31, 32, 23, 8, 23, 127)) {
        @Override
        int length(Object values) {
            return ((float[]) values).length;
        }

        @Override
        void render(Object values, int from, int to, ByteBuffer out) {
            out.asFloatBuffer().put((float[]) values, from, to - from);
        }
    },
    /** {@code double[]}. */
    FLOAT64(8, floatMessage(8, 63, 64, 52, 11, 52, 1023)) {
        @Override
        int length(Object values) {
            return ((double[]) values).length;
        }

        @Override
        void render(Object values, int from, int to, ByteBuffer out) {
            out.asDoubleBuffer().put((double[]) values, from, to - from);
        }
    },
    /** {@code int[]}. */
    INT32(4, integerMessage(4)) {
        @Override
        int length(Object values) {
            return ((int[]) values).length;
        }

        @Override
        void render(Object values, int from, int to, ByteBuffer out) {
            out.asIntBuffer().put((int[]) values, from, to - from);
        }
    },
    /** {@code long[]}. */
    INT64(8, integerMessage(8)) {
        @Override
        int length(Object values) {
            return ((long[]) values).length;
        }

        @Override
        void render(Object values, int from, int to, ByteBuffer out) {
            out.asLongBuffer().put((long[]) values, from, to - from);
        }
    };

    private final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // handed out as copies only
    private final byte[] message;

    HdfType(int bytes, byte[] message) {
        this.bytes = bytes;
        this.message = message;
    }

    /** The type of the elements of an array. */
    static HdfType of(Object values) {
        if (values instanceof float[]) {
            return FLOAT32;
        } else if (values instanceof double[]) {
            return FLOAT64;
        } else if (values instanceof int[]) {
            return INT32;
        } else if (values instanceof long[]) {
            return INT64;
        }
        throw new IllegalArgumentException("HdfType: values must be a float[], double[], int[] or long[]. Received: "
                + values.getClass().getSimpleName() + ".");
    }

    /** Bytes per element. */
    int bytes() {
        return bytes;
    }

    /** The HDF5 datatype message. */
    byte[] message() {
        return message.clone();
    }

    /** The number of elements of the array. */
    abstract int length(Object values);

    /** Writes elements, in the byte order of {@code out}. */
    abstract void render(Object values, int from, int to, ByteBuffer out);

    /** HDF5 file format, IV.A.2.d, class 1: little-endian IEEE, with an implied leading mantissa bit. */
    private static byte[] floatMessage(
            int size, int sign, int precision, int exponentAt, int exponentBits, int mantissaBits, int bias) {
        return new byte[] {
            0x11,
            0x20,
            (byte) sign,
            0,
            (byte) size,
            0,
            0,
            0,
            0,
            0,
            (byte) precision,
            0,
            (byte) exponentAt,
            (byte) exponentBits,
            0,
            (byte) mantissaBits,
            (byte) bias,
            (byte) (bias >> 8),
            0,
            0
        };
    }

    /** HDF5 file format, IV.A.2.d, class 0: little-endian, signed. */
    private static byte[] integerMessage(int size) {
        return new byte[] {0x10, 0x08, 0, 0, (byte) size, 0, 0, 0, 0, 0, (byte) (size * 8), 0};
    }
}
