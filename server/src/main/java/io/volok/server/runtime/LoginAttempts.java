package io.volok.server.runtime;

import io.volok.server.admin.api.ManagedNode.LoginCounts;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts logins by protocol, under the names that RabbitMQ has for these. Any thread. */
final class LoginAttempts {

    static final String AMQP = "amqp091";
    static final String STREAM = "stream";
    static final String HTTP = "http";

    private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> succeeded = new ConcurrentHashMap<>();

    void count(String protocol, boolean success) {
        (success ? succeeded : failed).computeIfAbsent(protocol, name -> new LongAdder()).increment();
    }

    void forget() {
        failed.clear();
        succeeded.clear();
    }

    Map<String, LoginCounts> counts() {
        Map<String, LoginCounts> counts = new TreeMap<>();
        failed.forEach((protocol, count) -> counts.put(protocol, new LoginCounts(count.sum(), 0)));
        succeeded.forEach((protocol, count) -> counts.merge(protocol, new LoginCounts(0, count.sum()),
                (old, more) -> new LoginCounts(old.failed(), more.succeeded())));
        return counts;
    }
}
