package dev.basalt.testkit.agent;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/**
 * Which pods' commands really run, as processes of this machine. It takes two to agree: whoever
 * starts the agent, and the pod.
 */
public enum RunCommands {
  /** None. */
  NEVER,
  /** Those of pods with the annotation {@code basalt.dev/run-commands: "true"}. */
  ANNOTATED,
  /** Those of all pods but such as carry the annotation with another value. */
  ALWAYS;

  /** On a pod; see above. */
  public static final String ANNOTATION = "basalt.dev/run-commands";

  boolean includes(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(ANNOTATION);
    return switch (this) {
      case NEVER -> false;
      case ANNOTATED -> "true".equals(value);
      case ALWAYS -> value == null || value.equals("true");
    };
  }
}
