package io.volok.broker.event;

/** Takes what has happened. Any thread. */
public interface EventSink {

    /** Nobody listens. */
    EventSink NONE = new EventSink() {
        @Override
        public boolean isWanted() {
            return false;
        }

        @Override
        public void tell(Event event) {
            // Nobody listens.
        }
    };

    /** Whether anybody listens; whoever tells asks first, so that describing costs nothing while nobody does. */
    boolean isWanted();

    /** Takes one event, some time later. */
    void tell(Event event);
}
