package io.volok.server.kafka.txn;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.TxnState;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListTransactions v0-2.
 *
 * <ul>
 *   <li>Filters by state and producer id; v1 by the time for which a transaction has run; v2 by a regular expression
 *       (RE2J) for the id.
 *   <li>States that do not exist are told in the answer. Ids that the user may not describe are left out.
 * </ul>
 */
record ListTransactionsHandler(TxnFace face) implements ApiHandler<ListTransactionsRequestData> {

    /** States that Kafka has in memory only: they can be asked for, and nothing is ever in them here. */
    private static final List<String> MOMENTARY = List.of("Dead", "PrepareEpochFence");
    private static final Set<String> STATES = Stream.concat(
            Arrays.stream(TxnState.values()).map(TxnState::label), MOMENTARY.stream()).collect(Collectors.toSet());

    @Override
    public void handle(ListTransactionsRequestData request, Exchange exchange) {
        Pattern pattern;
        try {
            String regex = request.transactionalIdPattern();
            pattern = regex == null || regex.isEmpty() ? null : Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            exchange.answer(new ListTransactionsResponseData()
                    .setErrorCode(Errors.INVALID_REGULAR_EXPRESSION.code()));
            return;
        }
        Predicate<Transaction> wanted = filter(request, pattern, exchange.shard().nowMs())
                .and(each -> face.mayUse(exchange, AclOperation.DESCRIBE, each.transactionalId()));
        List<String> unknown = request.stateFilters().stream().filter(state -> !STATES.contains(state)).toList();
        face.transactions().list(all -> exchange.answer(new ListTransactionsResponseData()
                .setUnknownStateFilters(unknown)
                .setTransactionStates(all.stream().filter(wanted).map(each -> new TransactionState()
                        .setTransactionalId(each.transactionalId())
                        .setProducerId(each.producer().id())
                        .setTransactionState(each.state().label())).toList())));
    }

    private static Predicate<Transaction> filter(ListTransactionsRequestData request, Pattern pattern, long nowMs) {
        Set<String> states = new HashSet<>(request.stateFilters());
        Set<Long> producerIds = new HashSet<>(request.producerIdFilters());
        return each -> (states.isEmpty() || states.contains(each.state().label()))
                && (producerIds.isEmpty() || producerIds.contains(each.producer().id()))
                && (request.durationFilter() < 0 || nowMs - each.times().startMs() > request.durationFilter())
                && (pattern == null || pattern.matches(each.transactionalId()));
    }
}
