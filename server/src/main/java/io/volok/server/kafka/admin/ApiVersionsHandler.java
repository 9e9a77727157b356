package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.ApiVersionsKeys;
import io.volok.server.kafka.wire.Exchange;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.protocol.Errors;

/**
 * ApiVersions v0-5.
 *
 * <ul>
 *   <li>Tells what the table of handlers offers, and the features that follow from it.
 *   <li>v3: the client names itself; a name that is no name is INVALID_REQUEST.
 *   <li>v5 (KIP-1242): a client that expects another cluster or node is told REBOOTSTRAP_REQUIRED.
 *   <li>A version that is not known here is answered by the session, in the form of v0.
 * </ul>
 */
final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequestData> {

    private static final int NAMED_FROM = 3;
    private static final int EXPECTING_FROM = 5;
    private static final int ANY_NODE = -1;
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final ApiTable table;
    private final Surroundings surroundings;

    ApiVersionsHandler(ApiTable table, Surroundings surroundings) {
        this.table = table;
        this.surroundings = surroundings;
    }

    @Override
    public void handle(ApiVersionsRequestData request, Exchange exchange) {
        if (exchange.version() >= NAMED_FROM) {
            if (!isName(request.clientSoftwareName()) || !isName(request.clientSoftwareVersion())) {
                exchange.answer(new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code()));
                return;
            }
            exchange.session().clientSoftware(
                    new ClientInformation(request.clientSoftwareName(), request.clientSoftwareVersion()));
        }
        Errors expectation = exchange.version() >= EXPECTING_FROM ? checkExpectation(request) : Errors.NONE;
        if (expectation != Errors.NONE) {
            exchange.answer(new ApiVersionsResponseData().setErrorCode(expectation.code()));
            return;
        }
        ApiVersionsResponseData response = new ApiVersionsResponseData().setApiKeys(ApiVersionsKeys.all(table));
        addFeatures(response);
        exchange.answer(response);
    }

    /** A client says both which cluster and which node it expects, or neither. */
    private Errors checkExpectation(ApiVersionsRequestData request) {
        boolean anyCluster = request.clusterId() == null;
        boolean anyNode = request.nodeId() == ANY_NODE;
        if (anyCluster != anyNode) {
            return Errors.INVALID_REQUEST;
        }
        boolean here = anyCluster || request.clusterId().equals(surroundings.broker().clusterId())
                && request.nodeId() == surroundings.broker().id();
        return here ? Errors.NONE : Errors.REBOOTSTRAP_REQUIRED;
    }

    private void addFeatures(ApiVersionsResponseData response) {
        response.setFinalizedFeaturesEpoch(surroundings.image().version());
        for (Features.Feature feature : Features.of(table)) {
            response.supportedFeatures().add(new SupportedFeatureKey().setName(feature.name())
                    .setMinVersion(feature.oldest()).setMaxVersion(feature.newest()));
            response.finalizedFeatures().add(new FinalizedFeatureKey().setName(feature.name())
                    .setMinVersionLevel(feature.inForce()).setMaxVersionLevel(feature.inForce()));
        }
    }

    private static boolean isName(String text) {
        return SOFTWARE.matcher(text).matches();
    }
}
