package io.volok.broker.stream;

import io.volok.broker.shard.Shard;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The readers of a virtual host's streams that are at it: has them look now and then whether there are more partitions. */
final class OpenReaders {

    private static final long LOOK_EVERY_MS = 500;

    private final Shard home;
    private final Set<TopicReader> readers = new LinkedHashSet<>();
    private boolean looking;

    OpenReaders(Shard home) {
        this.home = home;
    }

    void add(TopicReader reader) {
        readers.add(reader);
        lookLater();
    }

    void remove(TopicReader reader) {
        readers.remove(reader);
    }

    private void lookLater() {
        if (!looking && !readers.isEmpty()) {
            looking = true;
            home.schedule(LOOK_EVERY_MS, this::look);
        }
    }

    private void look() {
        looking = false;
        List.copyOf(readers).forEach(TopicReader::follow);
        lookLater();
    }
}
