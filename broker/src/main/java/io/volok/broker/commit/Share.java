package io.volok.broker.commit;

/**
 * What a commit puts into one log. It has been gathered; nothing of it is written, and nobody sees it before {@link
 * #keep}.
 *
 * <p>Either {@link #write} and {@link #keep} are called, or {@link #takeBack} and {@link #refuse}. If neither is, because
 * the commit needs no care, it is written at the end of the batch of work as if there were no commit.
 */
public interface Share {

    /** Where it goes: to the end of its log. */
    Span extent();

    /** Whether it is a single batch, which a crash leaves whole or not at all. */
    boolean isOneBatch();

    /**
     * Appends it.
     *
     * @throws io.volok.log.store.DiskFull if it cannot be; nothing of it is there then
     */
    void write();

    /** Whether what was written is as durable as its log promises. */
    boolean isDurable();

    /**
     * The commit is there as a whole: what was written counts, and whoever waits is told once it is durable and the
     * commit is noted as durably.
     */
    void keep(Noting noting);

    /** The commit has failed: cuts off what was written, if it was, from where {@link #extent} said. */
    void takeBack(long baseOffset);

    /** Tells whoever waits that it was refused. After every share was taken back. */
    void refuse();
}
