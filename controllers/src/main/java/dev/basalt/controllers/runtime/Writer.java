package dev.basalt.controllers.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.write.AdaptiveWidth;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which controllers write. All of them together have no more requests under way than
 * the API server bears, and none is sent once this process leads no longer. Thread-safe.
 */
public final class Writer {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Fewer would leave all of the API server to whoever else is busy with the same pods. */
  private static final int LEAST = 16;

  private static final int INITIAL = 16;
  private static final int MOST = 64;
  private static final long FENCE_POLL_MILLIS = 200;
  private static final int GONE = 404;
  private static final int CONFLICT = 409;

  private final ApiTransport transport;
  private final Fence fence;
  private final Clock clock;
  private final AdaptiveWidth width = new AdaptiveWidth(LEAST, INITIAL, MOST);
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private int underWay;

  /** A writer whose writes are those of the term of leadership that the fence is in. */
  public Writer(ApiTransport transport, Fence fence, Clock clock) {
    this.transport = transport;
    this.fence = fence;
    this.clock = clock;
  }

  /** Creates an object and returns the answer, whatever it is. */
  public ApiResponse create(String collection, byte[] object) throws InterruptedException {
    return send(ApiRequest.post(collection, object, TIMEOUT));
  }

  /**
   * Reads an object.
   *
   * @return a missing node if it is gone
   * @throws WriteFailedException if it could not be read
   */
  public JsonNode read(String path) throws InterruptedException {
    ApiResponse response = send(ApiRequest.get(path, TIMEOUT));
    if (!response.successful() && response.status() != GONE) {
      throw WriteFailedException.of("read " + path, response);
    }
    return response.successful() ? response.json() : MissingNode.getInstance();
  }

  /**
   * Merges into an object.
   *
   * @return the object as it is then; a missing node if it is gone
   * @throws WriteFailedException if that was not done
   */
  public JsonNode merge(String path, ObjectNode patch) throws InterruptedException {
    ApiResponse response = send(patching(path, patch));
    if (response.status() == GONE) {
      return MissingNode.getInstance();
    }
    if (!response.successful()) {
      throw WriteFailedException.of("patch " + path, response);
    }
    return response.json();
  }

  /**
   * Says what a field manager wants of an object that is there, by server-side apply. What others
   * manage is left to them.
   *
   * @param uid of the object, which is not made if it is gone
   * @param wanted {@code apiVersion}, {@code kind} and the fields; the UID is added
   * @return the answer, whatever it is; 409 if others manage one of the fields, or it is gone
   */
  public ApiResponse apply(String path, String manager, String uid, ObjectNode wanted)
      throws InterruptedException {
    wanted.withObject("/metadata").put("uid", uid);
    return send(
        ApiRequest.patch(
            path + "?force=false&fieldManager=" + manager,
            ApiRequest.APPLY_PATCH,
            Json.bytes(wanted),
            TIMEOUT));
  }

  /**
   * Deletes the object of that UID.
   *
   * @return whether it was there: false if it is gone, or if the name is another object's now
   * @throws WriteFailedException if neither is known
   */
  public boolean delete(String path, @Nullable String uid, @Nullable String propagation)
      throws InterruptedException {
    ApiResponse response = send(deletion(path, uid, propagation));
    if (response.status() == GONE || response.status() == CONFLICT) {
      return false;
    }
    if (!response.successful()) {
      throw WriteFailedException.of("delete " + path, response);
    }
    return true;
  }

  /**
   * A request that deletes the object of that UID.
   *
   * @param uid null for whatever has the name
   * @param propagation {@code Foreground} or {@code Background}; null for the kind's own
   */
  public static ApiRequest deletion(
      String path, @Nullable String uid, @Nullable String propagation) {
    ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (uid != null) {
      options.putObject("preconditions").put("uid", uid);
    }
    if (propagation != null) {
      options.put("propagationPolicy", propagation);
    }
    return ApiRequest.delete(path, Json.bytes(options), TIMEOUT);
  }

  /** A request that merges into an object. */
  public static ApiRequest patching(String path, ObjectNode patch) {
    return ApiRequest.patch(path, ApiRequest.MERGE_PATCH, Json.bytes(patch), TIMEOUT);
  }

  /** A request that creates an object. */
  public static ApiRequest creation(String collection, byte[] object) {
    return ApiRequest.post(collection, object, TIMEOUT);
  }

  /**
   * Sends many requests, as many at once as the API server bears, and waits for the last answer.
   *
   * @param requests are made one after the other, each when it can be sent
   * @param answered is told of each answer, on any thread; an answer of status 0 stands for none.
   *     Once it returns false no further request is sent
   */
  public void sendAll(Iterator<ApiRequest> requests, BiPredicate<ApiRequest, ApiResponse> answered)
      throws InterruptedException {
    AtomicBoolean goOn = new AtomicBoolean(true);
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    while (goOn.get() && requests.hasNext()) {
      ApiRequest request = requests.next();
      CompletableFuture<Void> one =
          start(request)
              .thenAccept(response -> {
                if (!answered.test(request, response)) {
                  goOn.set(false);
                }
              });
      all = all.thenCombine(one, (before, now) -> null);
    }
    join(all);
  }

  /** Requests sent so far. */
  public long sent() {
    return sent.sum();
  }

  /** Requests that got an error or no answer. */
  public long failed() {
    return failed.sum();
  }

  /**
   * Whether an answer says that a ResourceQuota stands in the way, or one that nobody has counted
   * yet.
   */
  public static boolean exceedsQuota(ApiResponse response) {
    return exceedsQuota(response.status(), response.message());
  }

  /** Whether an answer says that the namespace is being deleted and takes nothing new. */
  public static boolean namespaceTerminating(ApiResponse response) {
    return response.status() == 403
        && response
            .json()
            .path("details")
            .path("causes")
            .findValuesAsText("reason")
            .contains("NamespaceTerminating");
  }

  static boolean exceedsQuota(int status, String message) {
    // A quota that was made just now has not been counted yet, and lets nothing pass until it is.
    return status == 403
        && (message.contains("exceeded quota") || message.contains("status unknown for quota"));
  }

  private ApiResponse send(ApiRequest request) throws InterruptedException {
    ApiResponse response = join(start(request));
    if (response.status() == 0) {
      throw new WriteFailedException(request + ": no answer", 0);
    }
    return response;
  }

  private CompletableFuture<ApiResponse> start(ApiRequest request) throws InterruptedException {
    awaitLeadership();
    int before = acquire();
    long start = clock.nanos();
    sent.increment();
    return transport
        .send(request)
        .exceptionally(failure -> new ApiResponse(0, new byte[0], null))
        .thenApply(response -> {
          release(start, before, response);
          return response;
        });
  }

  /** Waits while the Lease's renewal is late; gives up when another may lead. */
  private void awaitLeadership() throws InterruptedException {
    long epoch = fence.epoch();
    Fence.Permit permit = fence.permit(epoch);
    while (permit == Fence.Permit.WAIT) {
      Thread.sleep(FENCE_POLL_MILLIS);
      permit = fence.permit(epoch);
    }
    if (permit == Fence.Permit.LOST) {
      throw new WriteFailedException("not the leader any more", 0);
    }
  }

  private synchronized int acquire() throws InterruptedException {
    while (underWay >= width.now()) {
      wait();
    }
    return ++underWay;
  }

  private synchronized void release(long start, int before, ApiResponse response) {
    underWay--;
    boolean pushedBack = response.status() == 0 || response.status() == 429;
    width.ended(start, clock.nanos() - start, before, pushedBack);
    if (!response.successful()) {
      failed.increment();
    }
    notifyAll();
  }

  private static <T> T join(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }
}
