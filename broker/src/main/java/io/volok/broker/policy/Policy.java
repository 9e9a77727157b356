package io.volok.broker.policy;

import io.volok.broker.access.NamePattern;
import io.volok.codec.table.FieldTable;

/**
 * One policy or operator policy of a virtual host.
 *
 * @param name its name, unique among the policies (or operator policies) of the vhost
 * @param pattern which names it matches
 * @param applyTo which kind of thing it matches
 * @param priority of all that match, the highest is in force
 * @param definition the settings, without the {@code x-} of the argument they stand for
 */
public record Policy(String name, NamePattern pattern, ApplyTo applyTo, int priority, FieldTable definition) {

    boolean matches(ApplyTo thing, String thingName) {
        return applyTo.covers(thing) && PolicyKeys.suit(thing, definition) && pattern.matches(thingName);
    }
}
