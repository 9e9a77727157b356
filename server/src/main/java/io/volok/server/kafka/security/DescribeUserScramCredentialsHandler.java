package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.CredentialInfo;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** DescribeUserScramCredentials v0: mechanisms and iterations of users, never their keys. No user named means all. */
final class DescribeUserScramCredentialsHandler implements ApiHandler<DescribeUserScramCredentialsRequestData> {

    private final ScramUsers users;
    private final Access access;

    DescribeUserScramCredentialsHandler(ScramUsers users, Access access) {
        this.users = users;
        this.access = access;
    }

    @Override
    public void handle(DescribeUserScramCredentialsRequestData request, Exchange exchange) {
        if (!access.permits(exchange, AclOperation.DESCRIBE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        DescribeUserScramCredentialsResponseData response =
                new DescribeUserScramCredentialsResponseData().setErrorMessage(null);
        List<String> asked = new ArrayList<>();
        if (request.users() == null || request.users().isEmpty()) {
            users.users().forEach(asked::add);
        } else {
            request.users().stream().map(UserName::name).forEach(asked::add);
        }
        Map<String, Integer> times = new HashMap<>();
        asked.forEach(user -> times.merge(user, 1, Integer::sum));
        asked.stream().distinct().forEach(user -> response.results().add(describe(user, times.get(user) > 1)));
        exchange.answer(response);
    }

    private DescribeUserScramCredentialsResult describe(String user, boolean twice) {
        DescribeUserScramCredentialsResult result =
                new DescribeUserScramCredentialsResult().setUser(user).setErrorMessage(null);
        if (twice) {
            return result.setErrorCode(Errors.DUPLICATE_RESOURCE.code())
                    .setErrorMessage("Cannot describe SCRAM credentials for the same user twice in a single request: "
                            + user);
        }
        users.credentials(user).forEach((mechanism, credential) -> result.credentialInfos().add(
                new CredentialInfo().setMechanism(mechanism.type()).setIterations(credential.iterations())));
        if (result.credentialInfos().isEmpty()) {
            return result.setErrorCode(Errors.RESOURCE_NOT_FOUND.code())
                    .setErrorMessage("Attempt to describe a user credential that does not exist: " + user);
        }
        return result;
    }
}
