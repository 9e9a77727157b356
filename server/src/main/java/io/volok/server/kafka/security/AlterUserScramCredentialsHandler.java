package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DuplicateResourceException;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.UnacceptableCredentialException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/** AlterUserScramCredentials v0. A user that a request names twice is not changed, even with different mechanisms. */
final class AlterUserScramCredentialsHandler implements ApiHandler<AlterUserScramCredentialsRequestData> {

    private final ScramUsers users;
    private final Access access;

    AlterUserScramCredentialsHandler(ScramUsers users, Access access) {
        this.users = users;
        this.access = access;
    }

    /** One checked change. */
    private interface Change {
        void make(Runnable done);
    }

    @Override
    public void handle(AlterUserScramCredentialsRequestData request, Exchange exchange) {
        if (!access.permits(exchange, AclOperation.ALTER, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        AlterUserScramCredentialsResponseData response = new AlterUserScramCredentialsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        Map<String, ApiException> refused = new TreeMap<>();
        Map<String, Change> changes = new HashMap<>();
        request.deletions().forEach(deletion -> plan(deletion.name(), changes, refused, () -> check(deletion)));
        request.upsertions().forEach(upsertion -> plan(upsertion.name(), changes, refused, () -> check(upsertion)));
        changes.forEach((user, change) -> {
            if (!refused.containsKey(user)) {
                response.results().add(new AlterUserScramCredentialsResult().setUser(user).setErrorMessage(null));
                var kept = gathering.<Boolean>expect(done -> { });
                change.make(() -> kept.accept(true));
            }
        });
        refused.forEach((user, reason) -> response.results().add(new AlterUserScramCredentialsResult().setUser(user)
                .setErrorCode(Errors.forException(reason).code()).setErrorMessage(reason.getMessage())));
        gathering.complete();
    }

    private static void plan(String user, Map<String, Change> changes, Map<String, ApiException> refused,
                             Supplier<Change> check) {
        if (changes.containsKey(user) || refused.containsKey(user)) {
            refused.put(user, new DuplicateResourceException(
                    "A user credential cannot be altered twice in the same request"));
            return;
        }
        try {
            changes.put(user, check.get());
        } catch (ApiException reason) {
            refused.put(user, reason);
        }
    }

    private Change check(ScramCredentialDeletion deletion) {
        ScramMechanism mechanism = checkNames(deletion.name(), deletion.mechanism());
        if (users.credential(deletion.name(), mechanism) == null) {
            throw new ResourceNotFoundException("Attempt to delete a user credential that does not exist");
        }
        return done -> users.change(deletion.name(), mechanism, null, done);
    }

    private Change check(ScramCredentialUpsertion upsertion) {
        ScramMechanism mechanism = checkNames(upsertion.name(), upsertion.mechanism());
        if (upsertion.iterations() < mechanism.minIterations()) {
            throw new UnacceptableCredentialException("Too few iterations");
        }
        if (upsertion.iterations() > mechanism.maxIterations()) {
            throw new UnacceptableCredentialException("Too many iterations");
        }
        return done -> users.change(upsertion.name(), mechanism, ScramUsers.credentialOf(mechanism, upsertion.salt(),
                upsertion.saltedPassword(), upsertion.iterations()), done);
    }

    private static ScramMechanism checkNames(String user, byte type) {
        if (user.isEmpty()) {
            throw new UnacceptableCredentialException("Username must not be empty");
        }
        return ScramMechanisms.of(type).orElseThrow(
                () -> new UnsupportedSaslMechanismException("Unknown SCRAM mechanism"));
    }
}
