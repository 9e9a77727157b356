package io.volok.server.amqp;

import java.util.List;

/**
 * The deliveries of one channel that wait for an acknowledgement, by delivery tag.
 *
 * <p>Tags only grow, so the ledger is a ring of columns sorted by tag:
 * <pre>
 *   tags        | 7 | 8 | 9 |10 |12 |        head = slot of the oldest tag that is still unacknowledged
 *   deliveries  | d | d | - | d | d |        a slot without owner was acknowledged out of order
 *   owners      | o | o | - | o | o |
 * </pre>
 * Adding and acknowledging in order cost a constant and allocate nothing. What was acknowledged out of order leaves
 * a hole that is squeezed out when the ring is full, so memory follows what is in flight, however long one delivery
 * is held back.
 *
 * @param <D> the delivery's handle, may be null
 * @param <O> who received it, never null
 */
final class UnackedLedger<D, O> {

    /** Sees entries of the ledger; may not change it. */
    @FunctionalInterface
    interface Visitor<D, O> {
        void visit(long tag, D delivery, O owner);
    }

    /** An entry that was taken out and may come back. */
    record Entry<D, O>(long tag, D delivery, O owner) {
    }

    private static final int INITIAL_CAPACITY = 16;

    private long[] tags = new long[INITIAL_CAPACITY];
    private Object[] deliveries = new Object[INITIAL_CAPACITY];
    private Object[] owners = new Object[INITIAL_CAPACITY];
    private int head;
    private int slots;
    private int live;
    private long lastTag;

    /** The tag of a delivery that nobody has to acknowledge. */
    long skipTag() {
        return ++lastTag;
    }

    /** Enters a delivery; returns its tag. */
    long add(D delivery, O owner) {
        if (slots == tags.length) {
            makeRoom();
        }
        put(index(slots), ++lastTag, delivery, owner);
        slots++;
        live++;
        return lastTag;
    }

    /** How many deliveries are unacknowledged. */
    int size() {
        return live;
    }

    boolean contains(long tag) {
        return find(tag) >= 0;
    }

    /** Removes one tag and shows its entry. False when the tag is unknown. */
    boolean remove(long tag, Visitor<? super D, ? super O> visitor) {
        int slot = find(tag);
        if (slot < 0) {
            return false;
        }
        take(slot, visitor);
        dropHoles();
        return true;
    }

    /** Removes every tag up to and including this one, oldest first. False, and nothing is done, when unknown. */
    boolean removeUpTo(long tag, Visitor<? super D, ? super O> visitor) {
        int slot = find(tag);
        if (slot < 0) {
            return false;
        }
        removeSlots(slot + 1, visitor);
        return true;
    }

    /** Removes everything, oldest first. */
    void removeAll(Visitor<? super D, ? super O> visitor) {
        removeSlots(slots, visitor);
    }

    /** Shows everything, oldest first. */
    void forEach(Visitor<? super D, ? super O> visitor) {
        for (int i = 0; i < slots; i++) {
            int at = index(i);
            if (owners[at] != null) {
                visitor.visit(tags[at], delivery(at), owner(at));
            }
        }
    }

    /** Puts entries back that were taken out: a rolled back transaction. */
    void restore(List<Entry<D, O>> entries) {
        makeRoom(); // Squeezes out the holes, which carry the very tags that come back.
        for (Entry<D, O> entry : entries) {
            if (slots == tags.length) {
                makeRoom();
            }
            int slot = slots;
            while (slot > 0 && tags[index(slot - 1)] > entry.tag()) {
                move(index(slot - 1), index(slot));
                slot--;
            }
            put(index(slot), entry.tag(), entry.delivery(), entry.owner());
            slots++;
            live++;
        }
    }

    private void removeSlots(int count, Visitor<? super D, ? super O> visitor) {
        for (int i = 0; i < count; i++) {
            int at = head;
            long tag = tags[at];
            D delivery = delivery(at);
            O owner = owner(at);
            clear(at);
            head = (head + 1) & (tags.length - 1);
            slots--;
            if (owner != null) {
                live--;
                visitor.visit(tag, delivery, owner);
            }
        }
        dropHoles();
    }

    private void take(int slot, Visitor<? super D, ? super O> visitor) {
        int at = index(slot);
        D delivery = delivery(at);
        O owner = owner(at);
        clear(at);
        live--;
        visitor.visit(tags[at], delivery, owner);
    }

    private void dropHoles() {
        while (slots > 0 && owners[head] == null) {
            head = (head + 1) & (tags.length - 1);
            slots--;
        }
    }

    /** The slot of a live tag, counted from the head, or -1. */
    private int find(long tag) {
        if (slots == 0 || tag < tags[head] || tag > lastTag) {
            return -1;
        }
        // Without holes squeezed out, and with no skipped tags, a tag's slot is its distance from the oldest.
        int high = (int) Math.min(tag - tags[head], slots - 1L);
        int slot = tags[index(high)] == tag ? high : search(tag, high);
        return slot >= 0 && owners[index(slot)] != null ? slot : -1;
    }

    private int search(long tag, int highest) {
        int low = 0;
        int high = highest;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long seen = tags[index(middle)];
            if (seen == tag) {
                return middle;
            }
            if (seen < tag) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Squeezes the holes out; doubles the ring when more than half of it is in use. */
    private void makeRoom() {
        int capacity = live > slots / 2 ? tags.length * 2 : tags.length;
        long[] newTags = new long[capacity];
        Object[] newDeliveries = new Object[capacity];
        Object[] newOwners = new Object[capacity];
        int to = 0;
        for (int i = 0; i < slots; i++) {
            int at = index(i);
            if (owners[at] != null) {
                newTags[to] = tags[at];
                newDeliveries[to] = deliveries[at];
                newOwners[to] = owners[at];
                to++;
            }
        }
        tags = newTags;
        deliveries = newDeliveries;
        owners = newOwners;
        head = 0;
        slots = to;
    }

    private int index(int slot) {
        return (head + slot) & (tags.length - 1);
    }

    private void put(int at, long tag, D delivery, O owner) {
        tags[at] = tag;
        deliveries[at] = delivery;
        owners[at] = owner;
    }

    private void move(int from, int to) {
        tags[to] = tags[from];
        deliveries[to] = deliveries[from];
        owners[to] = owners[from];
    }

    private void clear(int at) {
        deliveries[at] = null;
        owners[at] = null;
    }

    @SuppressWarnings("unchecked") // The columns hold only what add() put there.
    private D delivery(int at) {
        return (D) deliveries[at];
    }

    @SuppressWarnings("unchecked") // The columns hold only what add() put there.
    private O owner(int at) {
        return (O) owners[at];
    }
}
