package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.PodView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits, as its objects say: the job's own state, the condition of its PodGroup, and
 * those of its pods.
 *
 * @param group the PodGroup's name
 * @param phase the PodGroup's phase; empty if there is none
 * @param reason one word; empty if nothing is waited for
 * @param message the same as a sentence
 * @param pods further messages of pods, with how many say so
 */
public record Waits(
    String group, String phase, String reason, String message, Map<String, Integer> pods) {
  private static final int MOST = 5;

  /** Asks the API server. */
  public static Waits of(Api api, JobView job) {
    JsonNode group = group(api, job);
    String name = group == null ? "" : group.path("metadata").path("name").asText();
    String phase = group == null ? "" : group.path("status").path("phase").asText();
    JsonNode condition = group == null ? null : waiting(group);
    String reason = condition == null ? job.reason() : condition.path("reason").asText();
    String message = condition == null ? job.message() : condition.path("message").asText();
    return new Waits(name, phase, reason, message, pods(api, job));
  }

  /** The PodGroup of a job; null if there is none, or it may not be read. */
  public static @Nullable JsonNode group(Api api, JobView job) {
    for (String name : List.of(job.name() + "-" + job.uid(), job.name())) {
      try {
        JsonNode found = api.find(Paths.podGroups(job.namespace()), name);
        if (found != null) {
          return found;
        }
      } catch (ApiException e) {
        if (!e.forbidden()) {
          throw e;
        }
      }
    }
    return null;
  }

  private static @Nullable JsonNode waiting(JsonNode group) {
    JsonNode last = null;
    for (JsonNode condition : group.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Unschedulable")
          && condition.path("status").asText().equals("True")) {
        last = condition;
      }
    }
    return last;
  }

  private static Map<String, Integer> pods(Api api, JobView job) {
    Map<String, Integer> messages = new LinkedHashMap<>();
    api.each(
        Paths.podsOf(job.namespace(), job.name()),
        pod -> {
          PodView view = new PodView(pod);
          String waits = view.waitsFor();
          String text = waits.isEmpty() ? view.reason() : view.reason() + ": " + waits;
          if (view.phase().equals("Pending")
              && !text.isEmpty()
              && (messages.containsKey(text) || messages.size() < MOST)) {
            messages.merge(text, 1, Integer::sum);
          }
        });
    return messages;
  }

  /** One line; empty if nothing is waited for. */
  public String line() {
    List<String> parts = new ArrayList<>();
    if (!reason.isEmpty()) {
      parts.add(reason);
    }
    if (!message.isEmpty()) {
      parts.add(message);
    }
    if (parts.isEmpty() && !pods.isEmpty()) {
      parts.add(pods.keySet().iterator().next());
    }
    return String.join(": ", parts);
  }
}
