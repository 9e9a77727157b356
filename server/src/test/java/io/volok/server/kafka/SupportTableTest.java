package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.server.kafka.wire.ApiTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that says what is supported says what ApiVersions says. */
class SupportTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (\\w+) \\| (\\d+)(?:-(\\d+))? \\|.*");

    @TempDir
    private Path data;

    @Test
    void thePageListsExactlyWhatIsAdvertised() throws Exception {
        Map<Integer, String> written = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/kafka.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String newest = row.group(4) == null ? row.group(3) : row.group(4);
                written.put(Integer.valueOf(row.group(1)), row.group(2) + " " + row.group(3) + "-" + newest);
            }
        }
        Map<Integer, String> advertised = new TreeMap<>();
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of())) {
            for (ApiTable.Entry entry : kafka.face().table().entries()) {
                advertised.put((int) entry.api().id, entry.api().name + " " + entry.oldest() + "-" + entry.newest());
            }
        }
        assertThat(written).isEqualTo(advertised);
    }
}
