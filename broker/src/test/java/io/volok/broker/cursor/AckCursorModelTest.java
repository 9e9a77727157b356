package io.volok.broker.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands against a naive model; after every step the states agree, and replaying the facts gives them back.
 */
class AckCursorModelTest {

    private static final int STEPS = 2_000;

    private final AckCursor cursor = new AckCursor(0);
    private final TreeSet<Long> available = new TreeSet<>();
    private final TreeSet<Long> acquired = new TreeSet<>();
    private final Map<Long, int[]> counts = new TreeMap<>();
    private final List<byte[]> facts = new ArrayList<>();
    private final Set<Long> brief = new HashSet<>();
    private long end;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheModel(long seed) {
        Random random = new Random(seed);
        // Few or many in hands, so that both the in-order and the chunked paths are walked.
        int crowd = seed % 2 == 0 ? 20 : 9_000;
        for (int step = 0; step < STEPS; step++) {
            step(random, crowd);
            check();
            if (random.nextInt(20) == 0) {
                writeFacts(random);
                checkReplay(seed, step);
            }
        }
    }

    private void step(Random random, int crowd) {
        switch (random.nextInt(10)) {
            case 0, 1 -> extend(random, random.nextInt(crowd / 4 + 1));
            case 2, 3, 4 -> acquire(random.nextInt(crowd / 4 + 1));
            case 5, 6, 7 -> settle(random, random.nextInt(crowd / 4 + 1));
            case 8 -> giveBack(random, random.nextInt(crowd / 10 + 1));
            default -> {
                if (random.nextInt(200) == 0) {
                    purge();
                }
            }
        }
    }

    private void extend(Random random, int by) {
        boolean allBrief = random.nextInt(4) == 0;
        for (int i = 0; i < by; i++) {
            available.add(end++);
            cursor.extend(end);
            if (allBrief || random.nextInt(5) == 0) {
                brief.add(end - 1);
                cursor.ephemeral(end - 1, end);
            }
        }
    }

    private void acquire(int many) {
        for (int i = 0; i < many; i++) {
            Long expected = available.pollFirst();
            assertThat(cursor.acquire()).isEqualTo(expected == null ? AckCursor.NONE : expected);
            if (expected != null) {
                acquired.add(expected);
            }
        }
    }

    private void settle(Random random, int many) {
        for (int i = 0; i < many && !acquired.isEmpty(); i++) {
            long offset = random.nextInt(3) == 0 ? pick(random) : acquired.first();
            cursor.acknowledge(offset);
            acquired.remove(offset);
            counts.remove(offset);
        }
    }

    private void giveBack(Random random, int many) {
        for (int i = 0; i < many && !acquired.isEmpty(); i++) {
            long offset = pick(random);
            boolean failed = random.nextBoolean();
            cursor.release(offset, failed);
            acquired.remove(offset);
            available.add(offset);
            int[] count = counts.computeIfAbsent(offset, key -> new int[2]);
            count[0]++;
            count[1] += failed ? 1 : 0;
        }
    }

    private void purge() {
        assertThat(cursor.archiveAvailable()).isEqualTo(available.size());
        available.forEach(counts::remove);
        available.clear();
    }

    private long pick(Random random) {
        long near = acquired.first() + random.nextInt((int) (acquired.last() - acquired.first()) + 1);
        return acquired.ceiling(near);
    }

    private void check() {
        assertThat(cursor.available()).isEqualTo(available.size());
        assertThat(cursor.acquired()).isEqualTo(acquired.size());
        assertThat(cursor.peek()).isEqualTo(available.isEmpty() ? AckCursor.NONE : available.first());
        long floor = Math.min(acquired.isEmpty() ? end : acquired.first(), available.isEmpty() ? end : available.first());
        assertThat(cursor.floor()).isEqualTo(floor);
        if (!acquired.isEmpty()) {
            assertThat(cursor.isAcquired(acquired.last())).isTrue();
        }
    }

    private void writeFacts(Random random) {
        ByteWriter out = new ByteWriter(64);
        if (random.nextInt(10) == 0) {
            facts.clear();
            CursorFacts.writeAll(cursor, out);
        } else {
            CursorFacts.writeChanges(cursor, out);
        }
        facts.add(out.toByteArray());
        assertThat(CursorFacts.hasChanges(cursor)).isFalse();
    }

    private void checkReplay(long seed, int step) {
        AckCursor copy = new AckCursor(0);
        for (byte[] entry : facts) {
            CursorFacts.replay(copy, (at, enqueued, archived) -> { }, entry, 0, entry.length);
        }
        assertThat(copy.recover(0, end)).isTrue();
        TreeSet<Long> expected = new TreeSet<>(available);
        expected.addAll(acquired);
        expected.removeAll(brief);
        assertThat(copy.available()).as("seed %d step %d", seed, step).isEqualTo(expected.size());
        assertThat(copy.floor()).isGreaterThanOrEqualTo(cursor.floor());
        for (long offset : expected) {
            int[] count = counts.get(offset);
            int before = count == null ? 0 : count[0];
            boolean inHands = acquired.contains(offset);
            assertThat(copy.acquire()).isEqualTo(offset);
            assertThat(copy.acquiredCount(offset)).isEqualTo(inHands && before == 0 ? 1 : before);
            assertThat(copy.deliveryCount(offset)).isEqualTo(count == null ? 0 : count[1]);
        }
    }
}
