package io.volok.server.kafka.data;

import io.volok.broker.partition.Produced;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Throttle;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/** Gathers what became of each partition of a Produce request. Lives on the session's shard. */
final class ProduceAnswer {

    private static final long NONE = -1;

    private final Exchange exchange;
    private final short acks;
    private final Throttle throttle;
    private final ProduceResponseData response = new ProduceResponseData();
    private TopicProduceResponse topic;
    private int pending = 1;
    private long bytes;
    private Errors firstFailure = Errors.NONE;

    ProduceAnswer(Exchange exchange, short acks, Throttle throttle) {
        this.exchange = exchange;
        this.throttle = throttle;
        this.acks = acks;
    }

    void topic(TopicProduceData asked) {
        topic = new TopicProduceResponse().setName(asked.name()).setTopicId(asked.topicId());
        response.responses().add(topic);
    }

    /** Opens a slot for a partition of the present topic. */
    Slot partition(int index) {
        PartitionProduceResponse slot = new PartitionProduceResponse().setIndex(index).setBaseOffset(NONE);
        topic.partitionResponses().add(slot);
        pending++;
        return new Slot(slot);
    }

    /** So many bytes of records came with the request. */
    void carried(int more) {
        bytes += more;
    }

    /** No more slots come. */
    void complete() {
        slotFilled();
    }

    private void slotFilled() {
        if (--pending > 0) {
            return;
        }
        int delayMs = throttle.produced(exchange, bytes);
        if (delayMs > 0) {
            exchange.session().mute(delayMs);
        }
        if (acks != 0) {
            exchange.answer(response.setThrottleTimeMs(delayMs));
        } else if (firstFailure == Errors.NONE) {
            exchange.answerNothing();
        } else {
            exchange.abort("a Produce request that is not to be answered failed with " + firstFailure);
        }
    }

    /** The answer for one partition; may be filled from any shard, once. */
    final class Slot {

        private final PartitionProduceResponse data;

        private Slot(PartitionProduceResponse data) {
            this.data = data;
        }

        Exchange exchange() {
            return exchange;
        }

        /** Whether the answer has to wait until the log keeps the batch. */
        boolean waitsForLog() {
            return acks != 0;
        }

        void appended(Produced.Appended appended) {
            data.setBaseOffset(appended.baseOffset())
                    .setLogAppendTimeMs(appended.logAppendTimeMs())
                    .setLogStartOffset(appended.startOffset());
            filled(Errors.NONE);
        }

        void refused(Produced.Refused refused, long startOffset) {
            if (refused.looked()) {
                data.setLogStartOffset(startOffset);
            }
            for (Produced.RecordFault fault : refused.records()) {
                data.recordErrors().add(new BatchIndexAndErrorMessage().setBatchIndex(fault.batchIndex())
                        .setBatchIndexErrorMessage(fault.text()));
            }
            failed(DataErrors.of(refused.fault()), tells(refused) ? refused.text() : null);
        }

        /** Kafka sends a text about single records only; otherwise clients have their own words for the error's code. */
        private static boolean tells(Produced.Refused refused) {
            return !refused.records().isEmpty() || refused.fault() == Produced.Fault.DISK_FULL;
        }

        void failed(Errors error, String text) {
            data.setErrorCode(error.code()).setErrorMessage(text);
            filled(error);
        }

        private void filled(Errors error) {
            if (exchange.shard().isCurrent()) {
                count(error);
            } else {
                exchange.shard().execute(() -> count(error));
            }
        }

        private void count(Errors error) {
            if (firstFailure == Errors.NONE) {
                firstFailure = error;
            }
            slotFilled();
        }
    }
}
