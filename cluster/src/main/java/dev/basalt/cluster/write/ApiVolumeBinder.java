package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.VolumeBinder;
import dev.basalt.core.port.VolumeChoice;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Writes choices of volumes as kube-scheduler does: for a volume to be made, annotation {@code
 * volume.kubernetes.io/selected-node} on the claim, which its provisioner waits for; for one that
 * is there, {@code spec.claimRef} of the volume, from which the cluster's own controller binds the
 * claim.
 *
 * <p>The object is read first and patched only as it was read (by its resourceVersion), so what
 * others wrote meanwhile is never overwritten. Writing twice is harmless: a try without an answer
 * is simply made again, and finds out by reading.
 */
public final class ApiVolumeBinder implements VolumeBinder {
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  private static final long FENCE_POLL_NANOS = Duration.ofMillis(200).toNanos();

  private static final class Try {
    final VolumeChoice choice;
    final long epoch;
    int tries;

    Try(VolumeChoice choice, long epoch) {
      this.choice = choice;
      this.epoch = epoch;
    }
  }

  private final Requests requests;
  private final WriteLoop loop;
  private final Fence fence;
  private final VolumeBinderSettings settings;
  private final Consumer<ClusterEvent> events;
  private final Lane<Try> lane;
  private final Counts results = new Counts();

  /**
   * A volume binder.
   *
   * @param events takes refusals; called on the loop
   */
  public ApiVolumeBinder(
      ApiTransport transport,
      WriteLoop loop,
      Fence fence,
      VolumeBinderSettings settings,
      Consumer<ClusterEvent> events) {
    this.requests = new Requests(transport, loop);
    this.loop = loop;
    this.fence = fence;
    this.settings = settings;
    this.events = events;
    this.lane = new Lane<>(settings::inFlight, this::proceed);
  }

  @Override
  public void choose(VolumeChoice choice) {
    Try attempt = new Try(choice, fence.epoch());
    loop.execute(() -> lane.add(attempt));
  }

  /** Outcomes so far: {@code Written}, {@code Retried}, and refusals by reason. */
  public Counts results() {
    return results;
  }

  private void proceed(Try attempt) {
    switch (fence.permit(attempt.epoch)) {
      case SEND -> read(attempt);
      case WAIT -> later(attempt, FENCE_POLL_NANOS);
      case LOST -> refuse(attempt, "NotLeader", "leadership was lost before it was written");
    }
  }

  private void read(Try attempt) {
    attempt.tries++;
    requests.send(
        ApiRequest.get(path(attempt.choice), settings.requestTimeout()),
        response -> {
          if (response.successful()) {
            write(attempt, response.json());
          } else {
            failed(attempt, response);
          }
        },
        () -> retry(attempt, 0, "the API server does not answer"));
  }

  private void write(Try attempt, JsonNode object) {
    VolumeChoice choice = attempt.choice;
    JsonNode metadata = object.path("metadata");
    ObjectNode patch = Json.object();
    ObjectNode annotations =
        patch
            .putObject("metadata")
            .put("resourceVersion", metadata.path("resourceVersion").asText())
            .putObject("annotations");
    if (choice.volume() == null) {
      if (!metadata.path("uid").asText().equals(choice.claimUid())) {
        refuse(attempt, "NotFound", "the claim is gone; another one has its name");
        return;
      }
      boolean done =
          metadata.path("annotations").path(SELECTED_NODE).asText().equals(choice.nodeName())
              || !object.path("spec").path("volumeName").asText().isEmpty();
      if (done) {
        finish("Written");
        return;
      }
      annotations.put(SELECTED_NODE, choice.nodeName());
    } else {
      JsonNode holder = object.path("spec").path("claimRef");
      if (isFor(holder, choice) && holder.path("uid").asText().equals(choice.claimUid())) {
        finish("Written");
        return;
      }
      if (!holder.isMissingNode() && !holder.isNull() && !isFor(holder, choice)) {
        refuse(attempt, "Conflict", "volume " + choice.volume() + " went to another claim");
        return;
      }
      annotations.put(BOUND_BY_CONTROLLER, "yes");
      patch
          .putObject("spec")
          .putObject("claimRef")
          .put("apiVersion", "v1")
          .put("kind", "PersistentVolumeClaim")
          .put("namespace", choice.namespace())
          .put("name", choice.claim())
          .put("uid", choice.claimUid());
    }
    patch(attempt, patch);
  }

  private void patch(Try attempt, ObjectNode patch) {
    requests.send(
        ApiRequest.patch(
            path(attempt.choice),
            ApiRequest.MERGE_PATCH,
            Json.bytes(patch),
            settings.requestTimeout()),
        response -> {
          if (response.successful()) {
            finish("Written");
          } else {
            failed(attempt, response);
          }
        },
        () -> retry(attempt, 0, "the API server does not answer"));
  }

  /** Whether a volume is kept for the claim; one without a UID is kept for whoever has its name. */
  private static boolean isFor(JsonNode holder, VolumeChoice choice) {
    String uid = holder.path("uid").asText();
    return holder.path("namespace").asText().equals(choice.namespace())
        && holder.path("name").asText().equals(choice.claim())
        && (uid.isEmpty() || uid.equals(choice.claimUid()));
  }

  private void failed(Try attempt, ApiResponse response) {
    int status = response.status();
    if (status == 409 || status == 429 || status >= 500) {
      Duration after = response.retryAfter();
      retry(attempt, after == null ? 0 : after.toNanos(), response.message());
    } else if (status == 404) {
      refuse(attempt, "NotFound", response.message());
    } else if (status == 403) {
      refuse(
          attempt,
          "Forbidden",
          response.message()
              + "; grant verbs get and patch on persistentvolumes and persistentvolumeclaims");
    } else {
      refuse(attempt, "Invalid", response.message());
    }
  }

  private void retry(Try attempt, long atLeastNanos, String message) {
    if (attempt.tries >= settings.maxTries()) {
      refuse(attempt, "NoAnswer", message);
      return;
    }
    results.add("Retried");
    later(attempt, Math.max(atLeastNanos, settings.retry().nanosAfter(attempt.tries)));
  }

  private void later(Try attempt, long nanos) {
    loop.after(nanos, () -> lane.addFirst(attempt));
    lane.release();
  }

  private void refuse(Try attempt, String reason, String message) {
    events.accept(new ClusterEvent.VolumeRefused(attempt.choice.key(), reason, message));
    finish(reason);
  }

  private void finish(String result) {
    results.add(result);
    lane.release();
  }

  private static String path(VolumeChoice choice) {
    return choice.volume() == null
        ? ApiPaths.claim(choice.namespace(), choice.claim())
        : ApiPaths.volume(choice.volume());
  }
}
