package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.share.ShareSettings;
import io.volok.broker.vhost.WorkSettings;

/**
 * The share group as which a queue works off a topic: Kafka's share consumers of the same group take part in the work.
 *
 * @param name that of the queue; of one in another virtual host than the default one, with that before it
 * @param holder in whose hands the records are that the queue has acquired
 */
record WorkGroup(String name, String holder, ShareSettings settings, SharePartitions shares) {

    /** Of AMQP consumers it is known when they are gone, so they need no clock. */
    private static final int MOST_LOCKS = Integer.MAX_VALUE;

    static WorkGroup of(String vhost, WorkSettings work, SharePartitions shares) {
        ShareSettings settings = new ShareSettings(ShareSettings.NO_TIME_LIMIT, work.deliveryLimit(), MOST_LOCKS,
                false, switch (work.start()) {
                    case FIRST -> ShareSettings.Reset.EARLIEST;
                    case NEXT -> ShareSettings.Reset.LATEST;
                    case BY_AGE -> ShareSettings.Reset.BY_AGE;
                }, work.startAgeMs(), true);
        return new WorkGroup(TopicNames.of(vhost, work.queueName()), "queue " + work.queueName(), settings, shares);
    }

    /** The same under other settings. */
    WorkGroup with(WorkSettings work) {
        ShareSettings changed = new ShareSettings(settings.lockMs(), work.deliveryLimit(), settings.maxLocks(),
                settings.renewable(), settings.reset(), settings.resetAgeMs(), settings.readCommitted());
        return new WorkGroup(name, holder, changed, shares);
    }

    /** Its view of a partition. On the partition's shard. */
    SharePartition of(Partition partition) {
        return shares.get(name, partition);
    }
}
