package io.volok.server.runtime;

import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.CatalogListener;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells what happens to users, virtual hosts, permissions, policies and parameters. */
final class CatalogEvents implements CatalogListener {

    private final EventSink sink;
    private CatalogImage before;

    CatalogEvents(EventSink sink, CatalogImage start) {
        this.sink = sink;
        this.before = start;
    }

    @Override
    public void changed(CatalogFact fact, CatalogImage image) {
        CatalogImage old = before;
        before = image;
        if (sink.isWanted()) {
            tell(fact, old);
        }
    }

    private void tell(CatalogFact fact, CatalogImage old) {
        switch (fact) {
            case CatalogFact.UserPut(User user) -> user(user, old.users().get(user.name()));
            case CatalogFact.UserDeleted(String name) -> sink.tell(Event.of("user.deleted").with("name", name));
            case CatalogFact.VhostPut(VhostEntry entry) -> vhost(entry, old.vhosts().get(entry.name()));
            case CatalogFact.VhostDeleted(String name) -> sink.tell(Event.of("vhost.deleted").with("name", name));
            case CatalogFact.PermissionsPut put -> sink.tell(Event.of("permission.created").with("vhost", put.vhost())
                    .with("user", put.user()).with("configure", put.permissions().configure().text())
                    .with("write", put.permissions().write().text()).with("read", put.permissions().read().text()));
            case CatalogFact.PermissionsCleared(String vhost, String user) ->
                    sink.tell(Event.of("permission.deleted").with("vhost", vhost).with("user", user));
            case CatalogFact.TopicPermissionsPut put -> sink.tell(Event.of("topic.permission.created")
                    .with("vhost", put.vhost()).with("user", put.user()).with("exchange", put.exchange())
                    .with("write", put.permissions().write()).with("read", put.permissions().read()));
            case CatalogFact.TopicPermissionsCleared(String vhost, String user, String exchange) ->
                    sink.tell(Event.of("topic.permission.deleted").with("vhost", vhost).with("user", user));
            case CatalogFact.PolicyPut put -> policy(put);
            case CatalogFact.PolicyDeleted(String vhost, boolean operator, String name) ->
                    sink.tell(Event.of(operator ? "operator.policy.cleared" : "policy.cleared").with("vhost", vhost)
                            .with("name", name));
            case CatalogFact.ParameterPut(var key, FieldValue value) -> sink.tell(Event.of("parameter.set")
                    .with("vhost", key.vhost()).with("component", key.component()).with("name", key.name())
                    .with("value", value));
            case CatalogFact.ParameterDeleted(var key) -> sink.tell(Event.of("parameter.cleared")
                    .with("vhost", key.vhost()).with("component", key.component()).with("name", key.name()));
        }
    }

    private void user(User user, User old) {
        if (old == null) {
            sink.tell(Event.of("user.created").with("name", user.name()));
        } else if (!Objects.equals(old.password(), user.password())) {
            sink.tell(Event.of("user.password.changed").with("name", user.name()));
        }
        if (old == null || !old.tags().equals(user.tags())) {
            List<FieldValue> tags = new ArrayList<>();
            user.tags().forEach(tag -> tags.add(FieldValue.of(tag)));
            sink.tell(Event.of("user.tags.set").with("name", user.name()).with("tags", new FieldValue.Array(tags)));
        }
    }

    private void vhost(VhostEntry entry, VhostEntry old) {
        if (old == null) {
            sink.tell(Event.of("vhost.created").with("name", entry.name()).with("description", entry.description())
                    .with("tracing", entry.tracing()).with("default_queue_type", entry.defaultQueueType()));
        } else if (!old.limits().equals(entry.limits())) {
            Event event = Event.of("vhost.limits.set").with("vhost", entry.name()).with("name", "limits");
            for (Map.Entry<String, Long> limit : entry.limits().entrySet()) {
                event.with(limit.getKey(), limit.getValue());
            }
            sink.tell(event);
        }
    }

    private void policy(CatalogFact.PolicyPut put) {
        FieldTable definition = put.policy().definition();
        sink.tell(Event.of(put.operator() ? "operator.policy.set" : "policy.set").with("vhost", put.vhost())
                .with("name", put.policy().name()).with("pattern", put.policy().pattern().text())
                .with("apply-to", put.policy().applyTo().word()).with("priority", put.policy().priority())
                .with("definition", definition));
    }
}
