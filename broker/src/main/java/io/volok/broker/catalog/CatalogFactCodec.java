package io.volok.broker.catalog;

import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.NamePattern;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.Policy;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Map;
import java.util.TreeMap;

/** The catalog's facts as bytes. The number of each type is stored: never reuse one. */
final class CatalogFactCodec {

    private static final int VERSION = 1;
    private static final int USER_PUT = 1;
    private static final int USER_DELETED = 2;
    private static final int VHOST_PUT = 3;
    private static final int VHOST_DELETED = 4;
    private static final int PERMISSIONS_PUT = 5;
    private static final int PERMISSIONS_CLEARED = 6;
    private static final int TOPIC_PERMISSIONS_PUT = 7;
    private static final int TOPIC_PERMISSIONS_CLEARED = 8;
    private static final int POLICY_PUT = 9;
    private static final int POLICY_DELETED = 10;
    private static final int PARAMETER_PUT = 11;
    private static final int PARAMETER_DELETED = 12;
    private static final String VALUE = "value";

    private CatalogFactCodec() {
    }

    static byte[] write(CatalogFact fact) {
        FactWriter out = switch (fact) {
            case CatalogFact.UserPut(User user) -> user(user);
            case CatalogFact.UserDeleted(String name) -> of(USER_DELETED).text(name);
            case CatalogFact.VhostPut(VhostEntry vhost) -> vhost(vhost);
            case CatalogFact.VhostDeleted(String name) -> of(VHOST_DELETED).text(name);
            case CatalogFact.PermissionsPut(String vhost, String user, Permissions put) -> of(PERMISSIONS_PUT)
                    .text(vhost).text(user).text(put.configure().text()).text(put.write().text())
                    .text(put.read().text());
            case CatalogFact.PermissionsCleared(String vhost, String user) ->
                    of(PERMISSIONS_CLEARED).text(vhost).text(user);
            case CatalogFact.TopicPermissionsPut(String vhost, String user, String exchange, TopicPermissions put) ->
                    of(TOPIC_PERMISSIONS_PUT).text(vhost).text(user).text(exchange).text(put.write()).text(put.read());
            case CatalogFact.TopicPermissionsCleared(String vhost, String user, String exchange) ->
                    of(TOPIC_PERMISSIONS_CLEARED).text(vhost).text(user).text(exchange);
            case CatalogFact.PolicyPut(String vhost, boolean operator, Policy policy) -> of(POLICY_PUT)
                    .text(vhost).flag(operator).text(policy.name()).text(policy.pattern().text())
                    .text(policy.applyTo().word()).number(policy.priority()).table(policy.definition());
            case CatalogFact.PolicyDeleted(String vhost, boolean operator, String name) ->
                    of(POLICY_DELETED).text(vhost).flag(operator).text(name);
            case CatalogFact.ParameterPut(ParameterKey key, FieldValue value) ->
                    key(of(PARAMETER_PUT), key).table(FieldTable.of(VALUE, value));
            case CatalogFact.ParameterDeleted(ParameterKey key) -> key(of(PARAMETER_DELETED), key);
        };
        return out.bytes();
    }

    private static FactWriter of(int type) {
        return new FactWriter(type, VERSION);
    }

    private static FactWriter user(User user) {
        PasswordHash password = user.password();
        return of(USER_PUT).text(user.name())
                .text(password == null ? null : password.algorithm().rabbitName())
                .text(password == null ? null : password.base64())
                .texts(user.tags()).table(limits(user.limits()));
    }

    private static FactWriter vhost(VhostEntry vhost) {
        return of(VHOST_PUT).text(vhost.name()).text(vhost.description()).texts(vhost.tags())
                .text(vhost.defaultQueueType()).flag(vhost.tracing()).flag(vhost.isProtected())
                .table(limits(vhost.limits()));
    }

    private static FactWriter key(FactWriter out, ParameterKey key) {
        return out.text(key.component()).text(key.vhost()).text(key.name());
    }

    private static FieldTable limits(Map<String, Long> limits) {
        FieldTable.Builder table = FieldTable.builder();
        new TreeMap<>(limits).forEach(table::add);
        return table.build();
    }

    static CatalogFact read(FactReader in) {
        return switch (in.type()) {
            case USER_PUT -> new CatalogFact.UserPut(readUser(in));
            case USER_DELETED -> new CatalogFact.UserDeleted(in.text());
            case VHOST_PUT -> new CatalogFact.VhostPut(new VhostEntry(in.text(), in.text(), in.texts(), in.text(),
                    in.flag(), in.flag(), readLimits(in)));
            case VHOST_DELETED -> new CatalogFact.VhostDeleted(in.text());
            case PERMISSIONS_PUT -> new CatalogFact.PermissionsPut(in.text(), in.text(),
                    Permissions.of(in.text(), in.text(), in.text()));
            case PERMISSIONS_CLEARED -> new CatalogFact.PermissionsCleared(in.text(), in.text());
            case TOPIC_PERMISSIONS_PUT -> new CatalogFact.TopicPermissionsPut(in.text(), in.text(), in.text(),
                    new TopicPermissions(in.text(), in.text()));
            case TOPIC_PERMISSIONS_CLEARED -> new CatalogFact.TopicPermissionsCleared(in.text(), in.text(), in.text());
            case POLICY_PUT -> new CatalogFact.PolicyPut(in.text(), in.flag(), readPolicy(in));
            case POLICY_DELETED -> new CatalogFact.PolicyDeleted(in.text(), in.flag(), in.text());
            case PARAMETER_PUT -> new CatalogFact.ParameterPut(readKey(in), in.table().find(VALUE).orElseThrow());
            case PARAMETER_DELETED -> new CatalogFact.ParameterDeleted(readKey(in));
            default -> throw new MalformedBytes(0, "a fact of unknown type " + in.type() + " in the catalog");
        };
    }

    private static User readUser(FactReader in) {
        String name = in.text();
        String algorithm = in.text();
        String hash = in.text();
        PasswordHash password = hash == null ? null
                : PasswordHash.parse(HashAlgorithm.byRabbitName(algorithm).orElseThrow(), hash);
        return new User(name, password, in.texts(), readLimits(in));
    }

    private static Policy readPolicy(FactReader in) {
        return new Policy(in.text(), NamePattern.of(in.text()), ApplyTo.of(in.text()).orElseThrow(),
                (int) in.number(), in.table());
    }

    private static ParameterKey readKey(FactReader in) {
        return new ParameterKey(in.text(), in.text(), in.text());
    }

    private static Map<String, Long> readLimits(FactReader in) {
        Map<String, Long> limits = new TreeMap<>();
        in.table().forEach(entry -> limits.put(entry.name(), FieldTable.integerOf(entry.value()).orElseThrow()));
        return limits;
    }
}
