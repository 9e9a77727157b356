package io.volok.bench.scale;

import java.util.function.LongPredicate;

/** Something that grows while cost is looked at. */
interface Subject {

    /** Empty figures for a table of this subject's. */
    Table table();

    /**
     * Measures one broker.
     *
     * @param wanted which sizes to measure
     */
    void run(Broker broker, LongPredicate wanted, Table table) throws Exception;

    /** The protocol that peers must speak: {@code amqp} or {@code kafka}; empty if only a Volok started here will do. */
    default String peers() {
        return "";
    }

    /** Settings of the Volok that is started for it. */
    default String[] settings() {
        return new String[0];
    }
}
