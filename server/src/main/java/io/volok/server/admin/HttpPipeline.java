package io.volok.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one HTTP connection: bytes to {@link Exchange}, answer to bytes, one request after the other. */
final class HttpPipeline extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpPipeline.class);
    private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;
    private static final int COMPRESSED_FROM_BYTES = 300;
    private static final int IDLE_TIMEOUT_S = 120;

    private final Exchange exchange;

    private HttpPipeline(Exchange exchange) {
        this.exchange = exchange;
    }

    static void install(Channel channel, Exchange exchange) {
        channel.pipeline().addLast(
                new IdleStateHandler(0, 0, IDLE_TIMEOUT_S),
                new HttpServerCodec(),
                new HttpContentCompressor(COMPRESSED_FROM_BYTES, StandardCompressionOptions.gzip(),
                        StandardCompressionOptions.deflate()),
                new HttpObjectAggregator(BODY_BYTES_MAX, true),
                new HttpPipeline(exchange));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            send(context, Response.error(400, "bad_request", "This is not an HTTP request"), false, false);
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        boolean head = request.method().equals(HttpMethod.HEAD);
        // One request at a time per connection: the next one is read when this one is answered.
        context.channel().config().setAutoRead(false);
        CompletionStage<Response> answer = exchange.serve(new Exchange.Arrival(request.method().name(), request.uri(),
                headers(request), ByteBufUtil.getBytes(request.content()), isLoopback(context),
                context.executor()));
        answer.whenComplete((response, failure) -> context.executor().execute(() -> {
            if (failure != null) {
                LOG.error("{} {} failed", request.method(), request.uri(), failure);
            }
            send(context, failure == null ? response
                    : Response.error(500, "internal_error", String.valueOf(failure.getMessage())), keepAlive, head);
        }));
    }

    private static Map<String, String> headers(FullHttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private static boolean isLoopback(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null && peer.getAddress().isLoopbackAddress();
    }

    private static void send(ChannelHandlerContext context, Response response, boolean keepAlive, boolean head) {
        FullHttpResponse reply = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
        if (response.body().length > 0) {
            reply.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        }
        reply.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        reply.headers().set(HttpHeaderNames.VARY, "accept-encoding");
        if (response.status() != HttpResponseStatus.NO_CONTENT.code()) {
            reply.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        response.headers().forEach(reply.headers()::set);
        HttpUtil.setKeepAlive(reply, keepAlive);
        var written = context.writeAndFlush(reply);
        if (keepAlive) {
            context.channel().config().setAutoRead(true);
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    /** A peer that resets, or sends what no HTTP client sends: its connection ends. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("HTTP connection {} closed: {}", context.channel().remoteAddress(), failure.toString());
        context.close();
    }
}
