package io.volok.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics read as streams while Kafka's side changes them. */
class StreamReadTest {

    private WorkRig rig;

    private static final class Reading implements StreamSink {

        private final List<String> bodies = new ArrayList<>();
        private boolean ended;

        @Override
        public boolean hasCredit() {
            return true;
        }

        @Override
        public void deliver(RecordView record) {
            bodies.add(WorkRig.string(new MessageView().set(record).body()));
        }

        @Override
        public void ended() {
            ended = true;
        }
    }

    private void open(int shards) {
        rig = new WorkRig(shards);
        rig.topic("orders", 1);
        rig.queue("orders", FieldTable.builder().add("x-queue-type", "stream").build());
    }

    private StreamReader read(StreamStart start, Reading into) {
        StreamReader reader = ((StreamQueue) rig.vhost.queue("orders")).topic().open(start, into);
        rig.run();
        return reader;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aReaderGetsPartitionsThatAreAdded(int shards) {
        open(shards);
        Reading reading = new Reading();
        StreamReader reader = read(new StreamStart.Next(), reading);
        rig.topics.addPartitions(rig.topics.image().byName("orders").id(), 3, outcome -> { });
        rig.run();
        rig.produce("orders", 2, "in the new one");
        rig.pass(1_000);
        assertThat(reading.bodies).containsExactly("in the new one");
        reader.close();
        rig.produce("orders", 2, "too late");
        rig.pass(2_000);
        assertThat(reading.bodies).hasSize(1);
        assertThat(reading.ended).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theLastOneIsNeitherTheEndOfATransactionNorWhatItTookBack(int shards) {
        open(shards);
        Partition partition = rig.partition("orders", 0);
        rig.produceIn("orders", 7, "kept");
        rig.on(partition, () -> partition.endTransaction(new TransactionMarker(7, (short) 1, 0, true)));
        rig.produceIn("orders", 8, "taken back");
        rig.on(partition, () -> partition.endTransaction(new TransactionMarker(8, (short) 1, 0, false)));
        Reading reading = new Reading();
        read(new StreamStart.Last(), reading);
        assertThat(reading.bodies).containsExactly("kept");
    }
}
