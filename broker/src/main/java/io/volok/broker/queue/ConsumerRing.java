package io.volok.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Who gets the next message: among the consumers of the highest priority that can take one, each in turn.
 *
 * <p>A consumer that cannot take one leaves the ring and comes back at its end when it can, so that finding the next
 * costs nothing however many wait. With a single active consumer only that one is ever in the ring; a quorum queue
 * hands over to a consumer of higher priority once the active one has settled what it holds.
 */
final class ConsumerRing {

    private final boolean singleActive;
    private final boolean handsOverToPriority;
    private final List<Consumer> consumers = new ArrayList<>();
    /** By descending priority. */
    private final List<Level> levels = new ArrayList<>(1);
    private Consumer active;

    ConsumerRing(QueueSpec spec) {
        this.singleActive = spec.singleActiveConsumer();
        this.handsOverToPriority = spec.type() == QueueType.QUORUM;
    }

    private record Level(int priority, ArrayDeque<Consumer> ready) {
    }

    /** All consumers in the order in which they came. */
    List<Consumer> all() {
        return consumers;
    }

    boolean isEmpty() {
        return consumers.isEmpty();
    }

    boolean hasExclusive() {
        return consumers.size() == 1 && consumers.getFirst().spec().exclusive();
    }

    boolean isActive(Consumer consumer) {
        return !singleActive || active == consumer;
    }

    void add(Consumer consumer) {
        consumers.add(consumer);
        if (singleActive && active == null) {
            active = consumer;
        }
        ready(consumer);
    }

    /** False when it was not there. */
    boolean remove(Consumer consumer) {
        if (!consumers.remove(consumer)) {
            return false;
        }
        consumer.leave();
        dequeue(consumer);
        if (active == consumer) {
            active = null;
            activate(best());
        }
        return true;
    }

    /** This consumer may be able to take a message again. */
    void ready(Consumer consumer) {
        if (singleActive) {
            handOver();
        }
        if (!consumer.queued && consumer.isEligible() && isActive(consumer)) {
            consumer.queued = true;
            level(consumer.spec().priority()).ready.addLast(consumer);
        }
    }

    /** The consumer whose turn it is, null when none can take a message. Does not end its turn. */
    Consumer peek() {
        for (int i = 0; i < levels.size(); i++) {
            ArrayDeque<Consumer> ready = levels.get(i).ready;
            for (Consumer first = ready.peekFirst(); first != null; first = ready.peekFirst()) {
                if (first.isEligible() && isActive(first) && !isFading(first)) {
                    if (first.sink().hasCredit(first)) {
                        return first;
                    }
                    first.park();
                }
                ready.pollFirst();
                first.queued = false;
            }
        }
        return null;
    }

    /** The consumer that {@link #peek} gave has been served: its turn ends. */
    void served(Consumer consumer) {
        ArrayDeque<Consumer> ready = level(consumer.spec().priority()).ready;
        if (ready.size() > 1 || !consumer.isEligible()) {
            if (ready.peekFirst() == consumer) {
                ready.pollFirst();
                consumer.queued = false;
                ready(consumer);
            }
        }
    }

    /** Whether it is only waited for until it has settled what it holds. */
    private boolean isFading(Consumer consumer) {
        return singleActive && handsOverToPriority && best().spec().priority() > consumer.spec().priority();
    }

    private void handOver() {
        if (active != null && active.unackedCount() == 0 && isFading(active)) {
            Consumer before = active;
            dequeue(before);
            active = null;
            activate(best());
        }
    }

    private void activate(Consumer consumer) {
        if (singleActive && consumer != null) {
            active = consumer;
            ready(consumer);
        }
    }

    /** The one of highest priority that came first. */
    private Consumer best() {
        Consumer best = null;
        for (Consumer consumer : consumers) {
            if (best == null || consumer.spec().priority() > best.spec().priority()) {
                best = consumer;
            }
        }
        return best;
    }

    private void dequeue(Consumer consumer) {
        if (consumer.queued) {
            level(consumer.spec().priority()).ready.remove(consumer);
            consumer.queued = false;
        }
    }

    private Level level(int priority) {
        int at = 0;
        while (at < levels.size() && levels.get(at).priority > priority) {
            at++;
        }
        if (at == levels.size() || levels.get(at).priority != priority) {
            levels.add(at, new Level(priority, new ArrayDeque<>()));
        }
        return levels.get(at);
    }
}
