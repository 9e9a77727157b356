package io.volok.broker.share;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Dead letters that are on their way. Until one is written its record is neither done nor available: after a crash it is
 * delivered again, and nothing is lost.
 */
final class Burials {

    private record Waiter(long begun, Runnable task) {
    }

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private long begun;
    private long ended;

    void begin() {
        begun++;
    }

    /** One is over. Letters go to one topic, so they end about as they began. */
    void end() {
        ended++;
        while (!waiters.isEmpty() && waiters.peek().begun() <= ended) {
            waiters.poll().task().run();
        }
    }

    /** Runs a task, perhaps in the call, when as many are over as have begun by now. */
    void whenOver(Runnable task) {
        if (ended >= begun) {
            task.run();
        } else {
            waiters.add(new Waiter(begun, task));
        }
    }
}
