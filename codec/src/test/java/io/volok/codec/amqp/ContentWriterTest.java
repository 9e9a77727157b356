package io.volok.codec.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageDecoder;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentWriterTest {

    private static final ShortString TAG = ShortString.of("ctag");
    private static final ShortString QUEUE = ShortString.of("q");

    private final ByteWriter out = new ByteWriter(16);
    private final ContentWriter content = new ContentWriter(out);

    private static MessageDecoder message(int bodyLength) {
        MessageProperties properties = MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build();
        RecordBody body = new MessageEncoder().encode("ex", "key", properties, new byte[bodyLength]);
        return new MessageDecoder().read(new RecordView().wrapBody(body, 0));
    }

    private List<String> frames() {
        RecordingSink sink = new RecordingSink();
        FrameDecoder.ofServerFrames(sink, 0).decode(out.toBuffer());
        return sink.events();
    }

    @Test
    void aDeliveryIsMethodHeaderAndBody() {
        content.frameMax(131072);
        content.deliver(5, TAG, 17, true, message(3), QUEUE);
        assertThat(frames()).containsExactly(
                "method 5 Deliver[consumerTag=ctag, deliveryTag=17, redelivered=true, exchange=ex, routingKey=key]",
                "header 5 60 3 100002", "body 5 000000");
    }

    @Test
    void anEmptyBodyHasNoFrame() {
        content.getOk(5, 17, false, 4_000_000_000L, message(0), QUEUE);
        assertThat(frames()).containsExactly(
                "method 5 GetOk[deliveryTag=17, redelivered=false, exchange=ex, routingKey=key, messageCount=4000000000]",
                "header 5 60 0 100002");
    }

    @Test
    void bodiesAreSplitByFrameMax() {
        content.frameMax(4096);
        int payload = 4096 - FrameType.OVERHEAD_BYTES;
        for (int length : new int[] {payload - 1, payload, payload + 1, 3 * payload, 3 * payload + 7}) {
            out.reset();
            content.deliver(1, TAG, 1, false, message(length), QUEUE);
            RecordingSink sink = new RecordingSink();
            FrameDecoder.ofServerFrames(sink, 4096).decode(out.toBuffer());
            assertThat(sink.pieces()).isEqualTo((length + payload - 1) / payload);
            assertThat(sink.events()).last().isEqualTo("body 1 " + "00".repeat(length));
        }
        assertThatThrownBy(() -> content.frameMax(8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void kafkasRecordsShowTheQueueAsRoutingKey() {
        RecordView record = new RecordView().wrapBody(RecordBody.of(null, new byte[1]), -1);
        content.deliver(1, TAG, 1, false, new MessageDecoder().read(record), QUEUE);
        assertThat(frames()).first().asString().contains("exchange=, routingKey=q");
        assertThat(frames()).element(1).isEqualTo("header 1 60 1 100002");
    }

    @Test
    void returnedMessagesCarryTheReason() {
        content.returned(1, ReplyCode.NO_ROUTE, message(1));
        assertThat(frames()).first()
                .isEqualTo("method 1 Return[replyCode=312, replyText=NO_ROUTE, exchange=ex, routingKey=key]");
    }

    @Test
    void contentOfAClientIsTheSame() {
        content.frameMax(131072);
        content.content(1, ByteBuffer.wrap(HexLines.bytes("100002")), new byte[3]);
        assertThat(frames()).containsExactly("header 1 60 3 100002", "body 1 000000");
    }

    @Test
    void replyCodesKnowTheirReach() {
        assertThat(ReplyCode.NOT_FOUND.text("no queue 'q' in vhost '/'"))
                .isEqualTo("NOT_FOUND - no queue 'q' in vhost '/'");
        assertThat(ReplyCode.NOT_FOUND.isConnectionError()).isFalse();
        assertThat(ReplyCode.FRAME_ERROR.isConnectionError()).isTrue();
        assertThat(ReplyCode.FRAME_ERROR.code()).isEqualTo(501);
    }
}
