package dev.basalt.controllers.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes and deletes pods, many at once. */
final class PodKeeper {
  /** A job of very many pods must not keep others, or its own end, waiting. */
  static final int BATCH = 1_000;

  /** Pods are made for so long at a time; each time costs a moment in which none is under way. */
  private static final long SLICE_NANOS = Duration.ofSeconds(3).toNanos();

  /** The client's own looks twice at each field, which takes twice as long and changes nothing. */
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_LOOKS = 20;
  private static final int CONFLICT = 409;
  private static final int GONE = 404;

  /**
   * What became of pods that were to be made.
   *
   * @param made how many were
   * @param taken how many names were taken by pods that are not the job's
   * @param failure the first answer that says why others could not be made; null if all were
   * @param left whether some were not tried
   */
  record Made(int made, int taken, @Nullable ApiResponse failure, boolean left) {}

  private final Writer writer;
  private final Expectations expectations;
  private final Clock clock;

  PodKeeper(Writer writer, Expectations expectations, Clock clock) {
    this.clock = clock;
    this.writer = writer;
    this.expectations = expectations;
  }

  /**
   * Makes pods for some seconds; stops at the first that cannot be made.
   *
   * @param uid the job's
   * @param goOn asked before each; false once something else about the job is more urgent
   */
  Made make(
      JobPods pods,
      ObjectKey job,
      String uid,
      Iterator<PodPlan.Missing> missing,
      BooleanSupplier goOn)
      throws InterruptedException {
    Map<ApiRequest, ObjectKey> keys = new ConcurrentHashMap<>();
    AtomicInteger made = new AtomicInteger();
    Queue<ObjectKey> taken = new ConcurrentLinkedQueue<>();
    AtomicReference<@Nullable ApiResponse> failure = new AtomicReference<>();
    String collection = ApiPaths.pods(job.namespace());
    long start = clock.nanos();
    Iterator<ApiRequest> requests =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return missing.hasNext() && clock.nanos() - start < SLICE_NANOS && goOn.getAsBoolean();
          }

          @Override
          public ApiRequest next() {
            PodPlan.Missing one = missing.next();
            ObjectKey key =
                new ObjectKey(
                    job.namespace(), job.name() + "-" + one.task().name() + "-" + one.index());
            ApiRequest request =
                Writer.creation(collection, bytes(pods.pod(one.task(), one.index())));
            keys.put(request, key);
            expectations.making(key);
            return request;
          }
        };
    writer.sendAll(
        requests,
        (request, response) -> {
          ObjectKey key = Objects.requireNonNull(keys.remove(request));
          if (response.successful()) {
            made.incrementAndGet();
            return true;
          }
          if (response.status() == CONFLICT) {
            taken.add(key);
            return true;
          }
          expectations.seen(key);
          failure.compareAndSet(null, response);
          return false;
        });
    return new Made(made.get(), foreign(taken, uid), failure.get(), missing.hasNext());
  }

  /**
   * Of pods that were there already, those that are not the job's. One of the job's own was made by
   * a request whose answer was lost, and the watch has not shown it yet: it is still expected.
   */
  private int foreign(Queue<ObjectKey> taken, String uid) throws InterruptedException {
    int looks = 0;
    int foreign = 0;
    for (ObjectKey key : taken) {
      // Very many are all of one kind.
      boolean mine = looks++ < MOST_LOOKS ? isOf(key, uid) : foreign == 0;
      if (!mine) {
        foreign++;
        expectations.seen(key);
      }
    }
    return foreign;
  }

  private boolean isOf(ObjectKey pod, String uid) throws InterruptedException {
    JsonNode seen = writer.read(ApiPaths.pod(pod));
    for (JsonNode owner : seen.path("metadata").path("ownerReferences")) {
      if (uid.equals(owner.path("uid").asText())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Deletes pods, each with its own grace period.
   *
   * @throws WriteFailedException if some could not be deleted
   */
  void delete(String namespace, List<PodView> pods) throws InterruptedException {
    Map<ApiRequest, PodView> sent = new ConcurrentHashMap<>();
    AtomicReference<@Nullable ApiResponse> failure = new AtomicReference<>();
    Iterator<ApiRequest> requests =
        pods.stream()
            .map(pod -> {
              ApiRequest request = Writer.deletion(path(namespace, pod), pod.uid(), null);
              sent.put(request, pod);
              expectations.deleting(pod.uid());
              return request;
            })
            .iterator();
    writer.sendAll(
        requests,
        (request, response) -> {
          if (!response.successful() && response.status() != GONE) {
            PodView pod = sent.get(request);
            if (pod != null) {
              expectations.gone(pod.uid());
            }
            if (response.status() != CONFLICT) {
              failure.compareAndSet(null, response);
            }
          }
          return true;
        });
    fail("delete pods", failure.get());
  }

  /**
   * Replaces pods: marks them, so that nobody takes their end for an eviction even after a restart,
   * then deletes them.
   *
   * @throws WriteFailedException if some could not be marked or deleted; none is deleted unmarked
   */
  void replace(String namespace, List<PodView> pods) throws InterruptedException {
    AtomicReference<@Nullable ApiResponse> failure = new AtomicReference<>();
    writer.sendAll(
        pods.stream().map(pod -> mark(namespace, pod)).iterator(),
        (request, response) -> {
          if (!response.successful()
              && response.status() != GONE
              && response.status() != CONFLICT) {
            failure.compareAndSet(null, response);
          }
          return true;
        });
    fail("mark pods", failure.get());
    pods.forEach(pod -> expectations.deleting(pod.uid()));
    delete(namespace, pods.stream().filter(pod -> !pod.terminating()).toList());
  }

  private static ApiRequest mark(String namespace, PodView pod) {
    var patch = Json.object();
    var metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata.putObject("annotations").put(VolcanoNames.OUT_OF_SYNC, "true");
    return ApiRequest.patch(
        path(namespace, pod), ApiRequest.MERGE_PATCH, Json.bytes(patch), TIMEOUT);
  }

  private static byte[] bytes(Pod pod) {
    try {
      return JSON.writeValueAsBytes(pod);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pod can always be written", e);
    }
  }

  private static String path(String namespace, PodView pod) {
    return ApiPaths.pod(new ObjectKey(namespace, pod.name()));
  }

  private static void fail(String what, @Nullable ApiResponse failure) {
    if (failure != null) {
      throw WriteFailedException.of(what, failure);
    }
  }
}
