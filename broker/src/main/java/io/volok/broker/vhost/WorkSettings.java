package io.volok.broker.vhost;

/**
 * How a topic is worked off.
 *
 * @param queueName whose work it is: several queues may work off the same topic, each of them all of it
 * @param start where it begins
 * @param startAgeMs how far back {@link Start#BY_AGE} begins
 * @param deliveryLimit how many times a record is delivered at most
 * @param ownLetters whether what is given up goes to the queue's {@link WorkLetters}, and not where the share group says
 * @param singleActive whether only the consumer that has been there longest gets records
 */
public record WorkSettings(String queueName, Start start, long startAgeMs, int deliveryLimit, boolean ownLetters,
                           boolean singleActive) {

    /** Where the work begins. */
    public enum Start {
        FIRST,
        NEXT,
        BY_AGE
    }
}
