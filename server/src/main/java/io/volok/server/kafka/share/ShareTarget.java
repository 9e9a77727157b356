package io.volok.server.kafka.share;

import org.apache.kafka.common.Uuid;

/** A partition as share requests name it. */
record ShareTarget(Uuid topicId, int index) {
}
