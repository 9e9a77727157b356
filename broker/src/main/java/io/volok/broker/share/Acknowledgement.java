package io.volok.broker.share;

/**
 * What a consumer says about a run of records.
 *
 * @param first first offset
 * @param last last offset, inclusive
 * @param types one for all records of the run, or one for each
 */
public record Acknowledgement(long first, long last, byte[] types) {

    /** There is no record. */
    public static final byte GAP = 0;
    /** It is done. */
    public static final byte ACCEPT = 1;
    /** Somebody else shall try. */
    public static final byte RELEASE = 2;
    /** Nobody can do it. */
    public static final byte REJECT = 3;
    /** It takes longer. */
    public static final byte RENEW = 4;

    boolean isWellFormed() {
        boolean fits = first >= 0 && first <= last && (types.length == 1 || types.length == last - first + 1);
        for (byte type : types) {
            fits &= type >= GAP && type <= RENEW;
        }
        return fits;
    }

    boolean renews() {
        for (byte type : types) {
            if (type == RENEW) {
                return true;
            }
        }
        return false;
    }

    byte type(long offset) {
        return types.length == 1 ? types[0] : types[(int) (offset - first)];
    }
}
