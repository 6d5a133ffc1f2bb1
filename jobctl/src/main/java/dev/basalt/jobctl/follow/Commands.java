package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.manifest.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Asks the controllers to do something with an object, by objects of kind Command. */
public final class Commands {
  private Commands() {}

  /**
   * Asks for an action.
   *
   * @param namespace of the command: the job's own
   * @param action such as AbortJob
   * @param message why, for whoever looks at the events
   */
  public static void send(
      Api api,
      String namespace,
      String apiVersion,
      String kind,
      String name,
      String uid,
      String action,
      String message) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("apiVersion", apiVersion);
    target.put("kind", kind);
    target.put("name", name);
    target.put("uid", uid);
    target.put("controller", true);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("generateName", name + "-" + action.toLowerCase(Locale.ROOT) + "-");
    metadata.put("namespace", namespace);
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("apiVersion", "bus.volcano.sh/v1alpha1");
    command.put("kind", "Command");
    command.put("metadata", metadata);
    command.put("action", action);
    command.put("target", target);
    command.put("reason", "CommandIssued");
    command.put("message", message);
    api.create(Paths.commands(namespace), JsonText.of(command));
  }

  /** Asks for an action with a job. */
  public static void job(
      Api api, String namespace, String name, String uid, String action, String message) {
    send(api, namespace, "batch.volcano.sh/v1alpha1", "Job", name, uid, action, message);
  }
}
