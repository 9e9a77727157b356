package io.volok.testkit.chaos;

/** One client, or some that take turns, on a thread of its own. */
@FunctionalInterface
interface Actor {

    /** Acts until the stage is off. What it throws fails the run. */
    void act(Stage stage) throws Exception;
}
