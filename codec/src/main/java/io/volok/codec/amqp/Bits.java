package io.volok.codec.amqp;

/** Packs consecutive bit arguments into the octet they share, the first in the lowest bit. */
final class Bits {

    private Bits() {
    }

    static int of(boolean bit) {
        return bit ? 1 : 0;
    }

    static int of(boolean first, boolean second) {
        return of(first) | of(second) << 1;
    }

    static int of(boolean first, boolean second, boolean third) {
        return of(first, second) | of(third) << 2;
    }

    static int of(boolean first, boolean second, boolean third, boolean fourth) {
        return of(first, second, third) | of(fourth) << 3;
    }

    static int of(boolean first, boolean second, boolean third, boolean fourth, boolean fifth) {
        return of(first, second, third, fourth) | of(fifth) << 4;
    }
}
