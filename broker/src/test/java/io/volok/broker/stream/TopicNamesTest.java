package io.volok.broker.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicNamesTest {

    @Test
    void aStreamOfTheDefaultVhostIsTheTopicOfItsName() {
        assertThat(TopicNames.of("/", "orders")).isEqualTo("orders");
        assertThat(TopicNames.of("/", "a.b-c_d")).isEqualTo("a.b-c_d");
    }

    @Test
    void allOthersAreLegalNamesThatNeverMeet() {
        List<String> vhosts = List.of("/", "dev", "dev.a", "a", "ü", "vhost", "");
        List<String> streams = List.of("orders", "a.b", "b", "my stream", "my_20stream", ".", "..", "vhost.dev.orders",
                "dev.orders", "ü", "_", "a/b", "vhost._2F.x");
        Set<String> topics = new HashSet<>();
        for (String vhost : vhosts) {
            for (String stream : streams) {
                String topic = TopicNames.of(vhost, stream);
                assertThat(Topic.nameFault(topic)).as("%s in %s", stream, vhost).isNull();
                assertThat(topics.add(topic)).as("%s in %s is %s like another", stream, vhost, topic).isTrue();
            }
        }
    }

    @Test
    void keysGoToThePartitionsThatKafkasProducersChoose() {
        assertThat(PartitionHash.murmur2("21".getBytes(UTF_8))).isEqualTo(-973932308);
        assertThat(PartitionHash.murmur2("foobar".getBytes(UTF_8))).isEqualTo(-790332482);
        assertThat(PartitionHash.murmur2("a-little-bit-long-string".getBytes(UTF_8))).isEqualTo(-985981536);
        assertThat(PartitionHash.murmur2("a-little-bit-longer-string".getBytes(UTF_8))).isEqualTo(-1486304829);
        assertThat(PartitionHash.murmur2("abc".getBytes(UTF_8))).isEqualTo(479470107);
        byte[] inside = "..foobar..".getBytes(UTF_8);
        assertThat(PartitionHash.murmur2(inside, 2, 6)).isEqualTo(-790332482);
    }
}
