package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.write.Attempts.Attempt;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.VolumeBinder;
import dev.basalt.core.port.VolumeChoice;
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
  private static final String NO_ANSWER = "NoAnswer";
  private final Requests requests;
  private final AttemptSettings settings;
  private final Attempts<VolumeChoice> attempts;

  /**
   * A volume binder.
   *
   * @param events takes refusals; called on the loop
   */
  public ApiVolumeBinder(
      ApiTransport transport,
      WriteLoop loop,
      Fence fence,
      AttemptSettings settings,
      Consumer<ClusterEvent> events) {
    this.requests = new Requests(transport, loop);
    this.settings = settings;
    this.attempts =
        new Attempts<>(
            loop,
            fence,
            settings,
            this::read,
            (choice, reason, message) ->
                events.accept(new ClusterEvent.VolumeRefused(choice.key(), reason, message)));
  }

  @Override
  public void choose(VolumeChoice choice) {
    attempts.add(choice);
  }

  /** Outcomes so far: {@code Written}, {@code Retried}, and refusals by reason. */
  public Counts results() {
    return attempts.results();
  }

  private void read(Attempt<VolumeChoice> attempt) {
    requests.send(
        ApiRequest.get(path(attempt.what()), settings.requestTimeout()),
        response -> {
          if (response.successful()) {
            write(attempt, response.json());
          } else {
            failed(attempt, response);
          }
        },
        () -> attempts.retryUnanswered(attempt, NO_ANSWER));
  }

  private void write(Attempt<VolumeChoice> attempt, JsonNode object) {
    VolumeChoice choice = attempt.what();
    JsonNode metadata = object.path("metadata");
    ObjectNode patch = Json.object();
    ObjectNode annotations =
        patch
            .putObject("metadata")
            .put("resourceVersion", metadata.path("resourceVersion").asText())
            .putObject("annotations");
    if (choice.volume() == null) {
      if (!metadata.path("uid").asText().equals(choice.claimUid())) {
        attempts.refuse(attempt, "NotFound", "the claim is gone; another one has its name");
        return;
      }
      boolean done =
          metadata.path("annotations").path(SELECTED_NODE).asText().equals(choice.nodeName())
              || !object.path("spec").path("volumeName").asText().isEmpty();
      if (done) {
        attempts.finish("Written");
        return;
      }
      annotations.put(SELECTED_NODE, choice.nodeName());
    } else {
      JsonNode holder = object.path("spec").path("claimRef");
      if (isFor(holder, choice) && holder.path("uid").asText().equals(choice.claimUid())) {
        attempts.finish("Written");
        return;
      }
      if (!holder.isMissingNode() && !holder.isNull() && !isFor(holder, choice)) {
        attempts.refuse(
            attempt, "Conflict", "volume " + choice.volume() + " went to another claim");
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

  private void patch(Attempt<VolumeChoice> attempt, ObjectNode patch) {
    requests.send(
        ApiRequest.patch(
            path(attempt.what()),
            ApiRequest.MERGE_PATCH,
            Json.bytes(patch),
            settings.requestTimeout()),
        response -> {
          if (response.successful()) {
            attempts.finish("Written");
          } else {
            failed(attempt, response);
          }
        },
        () -> attempts.retryUnanswered(attempt, NO_ANSWER));
  }

  /** Whether a volume is kept for the claim; one without a UID is kept for whoever has its name. */
  private static boolean isFor(JsonNode holder, VolumeChoice choice) {
    String uid = holder.path("uid").asText();
    return holder.path("namespace").asText().equals(choice.namespace())
        && holder.path("name").asText().equals(choice.claim())
        && (uid.isEmpty() || uid.equals(choice.claimUid()));
  }

  private void failed(Attempt<VolumeChoice> attempt, ApiResponse response) {
    int status = response.status();
    if (status == 409 || status == 429 || status >= 500) {
      attempts.retry(attempt, response, NO_ANSWER);
    } else if (status == 404) {
      attempts.refuse(attempt, "NotFound", response.message());
    } else if (status == 403) {
      attempts.refuse(
          attempt,
          "Forbidden",
          response.message()
              + "; grant verbs get and patch on persistentvolumes and persistentvolumeclaims");
    } else {
      attempts.refuse(attempt, "Invalid", response.message());
    }
  }

  private static String path(VolumeChoice choice) {
    return choice.volume() == null
        ? ApiPaths.claim(choice.namespace(), choice.claim())
        : ApiPaths.volume(choice.volume());
  }
}
