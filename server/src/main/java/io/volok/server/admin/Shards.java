package io.volok.server.admin;

import io.volok.broker.shard.Shard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How an endpoint gets at what a shard owns. */
public final class Shards {

    private Shards() {
    }

    /** Runs the question on the shard; the answer, or its exception, arrives on that shard's thread. */
    public static <T> CompletionStage<T> ask(Shard shard, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        shard.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
