package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.queue.DeadLetters;
import io.volok.broker.queue.DeathHistory;
import io.volok.broker.routing.ExchangeType;
import java.util.ArrayList;
import java.util.List;

/** Routes dead messages back into the virtual host; a target that would close a cycle is left out. */
final class DeadLetterRoutes implements DeadLetters {

    private final Topology topology;
    private final Publisher publisher;

    DeadLetterRoutes(Topology topology, Publisher publisher) {
        this.topology = topology;
        this.publisher = publisher;
    }

    @Override
    public void publish(DeadLetter letter, Settlement settlement, long token) {
        Exchange exchange = topology.exchange(letter.exchange());
        List<VhostQueue> targets = exchange == null ? List.of() : targets(exchange, letter);
        Settlement each = settlement == null || targets.size() < 2 ? settlement
                : new LastAnswer(settlement, targets.size());
        int count = 0;
        if (exchange != null && exchange.type() == ExchangeType.DELAYED) {
            count = publisher.publish(exchange, letter.message(), settlement, token);
        } else {
            for (VhostQueue target : targets) {
                count += publisher.put(target, letter.message(), each, token);
            }
        }
        if (count == 0 && settlement != null) {
            settlement.rejected(token);
        }
    }

    private List<VhostQueue> targets(Exchange exchange, DeadLetter letter) {
        Message message = letter.message();
        List<VhostQueue> targets = new ArrayList<>();
        for (VhostQueue queue : publisher.queuesFor(exchange, message)) {
            boolean gone = switch (queue) {
                case OrdinaryQueue ordinary -> false;
                case StreamQueue stream -> stream.topic() == null;
                case TopicQueue worked -> worked.topic() == null;
            };
            if (!gone && !DeathHistory.closesCycle(message, letter.reason(), queue.name())) {
                targets.add(queue);
            }
        }
        return targets;
    }

    /** Turns the answers of several targets into one: accepted when all accept. */
    private static final class LastAnswer implements Settlement {

        private final Settlement settlement;
        private int left;
        private boolean refused;

        private LastAnswer(Settlement settlement, int left) {
            this.settlement = settlement;
            this.left = left;
        }

        @Override
        public void accepted(long token) {
            answered(token);
        }

        @Override
        public void rejected(long token) {
            refused = true;
            answered(token);
        }

        private void answered(long token) {
            if (--left > 0) {
                return;
            }
            if (refused) {
                settlement.rejected(token);
            } else {
                settlement.accepted(token);
            }
        }
    }
}
