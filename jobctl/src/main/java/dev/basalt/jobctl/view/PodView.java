package dev.basalt.jobctl.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A pod of a job, and what commands want to know of it. */
public final class PodView {
  /** By task and index. */
  public static final Comparator<PodView> IN_ORDER =
      Comparator.comparing(PodView::task).thenComparingInt(PodView::index);

  private final JsonNode pod;

  /** Reads an object of kind Pod. */
  public PodView(JsonNode pod) {
    this.pod = pod;
  }

  public String name() {
    return pod.path("metadata").path("name").asText();
  }

  public String namespace() {
    return pod.path("metadata").path("namespace").asText();
  }

  public String uid() {
    return pod.path("metadata").path("uid").asText();
  }

  public String job() {
    return label("volcano.sh/job-name");
  }

  public String task() {
    return label("volcano.sh/task-spec");
  }

  /** Its number within its task, from 0. */
  public int index() {
    String index = label("volcano.sh/task-index");
    return index.matches("\\d{1,6}") ? Integer.parseInt(index) : 0;
  }

  /** Pending, Running, Succeeded, Failed or Unknown. */
  public String phase() {
    String phase = pod.path("status").path("phase").asText();
    return phase.isEmpty() ? "Pending" : phase;
  }

  public boolean ended() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  public boolean terminating() {
    return pod.path("metadata").has("deletionTimestamp");
  }

  /** Whether its containers have begun, so that there is a log. */
  public boolean begun() {
    for (JsonNode container : containers()) {
      JsonNode state = container.path("state");
      if (state.has("running") || state.has("terminated") || restarts() > 0) {
        return true;
      }
    }
    return ended() || (phase().equals("Running") && containers().isEmpty());
  }

  public String node() {
    return pod.path("spec").path("nodeName").asText();
  }

  public @Nullable Instant created() {
    return Times.parse(pod.path("metadata").path("creationTimestamp").asText());
  }

  public int restarts() {
    int sum = 0;
    for (JsonNode container : containers()) {
      sum += container.path("restartCount").asInt();
    }
    return sum;
  }

  /** The exit code of the container that failed; -1 if none is known. */
  public int exitCode() {
    for (JsonNode container : containers()) {
      JsonNode ended = container.path("state").path("terminated");
      if (ended.path("exitCode").asInt() != 0) {
        return ended.path("exitCode").asInt();
      }
    }
    return phase().equals("Succeeded") ? 0 : -1;
  }

  /** Why it failed or waits, in a few words; empty if there is nothing to say. */
  public String reason() {
    String own = pod.path("status").path("reason").asText();
    if (!own.isEmpty()) {
      return own;
    }
    for (JsonNode container : containers()) {
      JsonNode state = container.path("state");
      JsonNode ended = state.path("terminated");
      if (ended.path("exitCode").asInt() != 0) {
        String reason = ended.path("reason").asText();
        String code = "exit code " + ended.path("exitCode").asInt();
        return reason.isEmpty() || reason.equals("Error") ? code : reason + ", " + code;
      }
      String waiting = state.path("waiting").path("reason").asText();
      if (!waiting.isEmpty()) {
        return waiting;
      }
    }
    return phase().equals("Pending") ? unscheduled().path("reason").asText() : "";
  }

  /** Why it has no node, as a sentence; empty if it has one. */
  public String waitsFor() {
    return unscheduled().path("message").asText();
  }

  /** A container's request in sum, as a quantity's text is read by {@link Amounts}. */
  public double requested(String resource) {
    double sum = 0;
    for (JsonNode container : pod.path("spec").path("containers")) {
      sum += Amounts.parse(container.path("resources").path("requests").path(resource).asText());
    }
    return sum;
  }

  private JsonNode unscheduled() {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("status").asText().equals("False")) {
        return condition;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private JsonNode containers() {
    return pod.path("status").path("containerStatuses");
  }

  private String label(String key) {
    return pod.path("metadata").path("labels").path(key).asText();
  }
}
