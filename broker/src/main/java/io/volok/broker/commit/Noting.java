package io.volok.broker.commit;

import java.util.ArrayList;
import java.util.List;

/** Until the end of a commit is noted as durably as its shares are kept. */
public final class Noting {

    /** Nothing has to be noted. */
    public static final Noting DONE = new Noting(null);

    private List<Runnable> waiting;

    private Noting(List<Runnable> waiting) {
        this.waiting = waiting;
    }

    static Noting underWay() {
        return new Noting(new ArrayList<>());
    }

    /** Runs a task when the commit is noted; perhaps in the call. */
    public void then(Runnable task) {
        if (waiting == null) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    void noted() {
        List<Runnable> tasks = waiting;
        waiting = null;
        tasks.forEach(Runnable::run);
    }
}
