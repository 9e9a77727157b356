package io.volok.server.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * How many connections several listeners may have together, and each of them. A connection that comes when all places
 * are taken waits for one, as behind Kafka's {@code max.connections}; meanwhile its listener accepts no further one. Used
 * by all loops.
 */
public final class ConnectionSlots {

    private final IntSupplier most;
    private final List<Door> doors = new ArrayList<>();
    private int taken;

    /** @param most connections of all listeners together; asked whenever it matters */
    public ConnectionSlots(IntSupplier most) {
        this.most = most;
    }

    /** Where the connections of one more listener come in. */
    public synchronized Door door(IntSupplier mostOfListener) {
        Door door = new Door(mostOfListener);
        doors.add(door);
        return door;
    }

    /** Lets waiting connections in for which there is a place now. To be called when a limit may have grown. */
    public void review() {
        List<Runnable> admitted = new ArrayList<>();
        synchronized (this) {
            doors.forEach(door -> door.admitWaiting(admitted));
        }
        admitted.forEach(Runnable::run); // with no lock held: who comes in may do anything
    }

    /** Where the connections of one listener come in. */
    public final class Door {

        private final IntSupplier mostHere;
        /** What lets a connection in, by the connection; in the order in which they came. */
        private final Map<Object, Runnable> waiting = new LinkedHashMap<>();
        private int takenHere;

        private Door(IntSupplier mostHere) {
            this.mostHere = mostHere;
        }

        /**
         * Takes a place for a connection if there is one. If not, {@code later} runs when it has got one, on whichever
         * thread made room.
         *
         * @return whether there was one
         */
        boolean enter(Object connection, Runnable later) {
            synchronized (ConnectionSlots.this) {
                if (!waiting.isEmpty() || !hasPlace()) {
                    waiting.put(connection, later);
                    return false;
                }
                take();
                return true;
            }
        }

        /** Gives the place of a connection back, or its wait up. */
        void leave(Object connection) {
            synchronized (ConnectionSlots.this) {
                if (waiting.remove(connection) == null) {
                    taken--;
                    takenHere--;
                }
            }
            review();
        }

        /** Whether somebody waits here. */
        boolean isFull() {
            synchronized (ConnectionSlots.this) {
                return !waiting.isEmpty();
            }
        }

        private void admitWaiting(List<Runnable> admitted) {
            while (!waiting.isEmpty() && hasPlace()) {
                Object next = waiting.keySet().iterator().next();
                admitted.add(waiting.remove(next));
                take();
            }
        }

        private boolean hasPlace() {
            return takenHere < mostHere.getAsInt() && taken < most.getAsInt();
        }

        private void take() {
            taken++;
            takenHere++;
        }
    }
}
