package dev.basalt.webhook.admit;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.webhook.admit.PodView.Container;
import dev.basalt.webhook.admit.PodView.Security;
import dev.basalt.webhook.admit.PodView.Spec;
import dev.basalt.webhook.review.Patch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user ID that the pods of a namespace run as, where its annotation names one. */
final class RunAsUser {
  /** Annotation of a namespace: the user ID of its pods, from 1. */
  static final String ANNOTATION = BasaltNames.RUN_AS_USER;

  private static final String PATH = "/spec/securityContext";

  private RunAsUser() {}

  /** Lets the pod and each container run as that user. */
  static void apply(PodView pod, @Nullable Long user, Patch patch) {
    Spec spec = pod.spec();
    if (user == null || spec == null) {
      return;
    }
    if (spec.securityContext() == null) {
      patch.set(PATH, Map.of("runAsUser", user));
    } else if (!user.equals(spec.securityContext().runAsUser())) {
      patch.set(PATH + "/runAsUser", user);
    }
    containers("/spec/initContainers/", spec.initContainers(), user, patch);
    containers("/spec/containers/", spec.containers(), user, patch);
  }

  private static void containers(
      String path, @Nullable List<Container> containers, Long user, Patch patch) {
    for (int i = 0; containers != null && i < containers.size(); i++) {
      if (deviates(containers.get(i), user)) {
        patch.set(path + i + "/securityContext/runAsUser", user);
      }
    }
  }

  /** What is wrong with the namespace or with the pod; null if nothing is. */
  static @Nullable String violation(
      PodView pod, String namespace, Map<String, String> annotations) {
    String text = annotations.get(ANNOTATION);
    if (text == null) {
      return null;
    }
    Long user = parsed(annotations);
    if (user == null) {
      return "annotation %s of namespace %s is \"%s\": an administrator must set it to a user ID from 1 to %d, or remove it"
          .formatted(ANNOTATION, namespace, text, Integer.MAX_VALUE);
    }
    Spec spec = pod.spec();
    Security own = spec == null ? null : spec.securityContext();
    boolean other =
        own == null
            || !user.equals(own.runAsUser())
            || (spec != null
                && (deviate(spec.initContainers(), user) || deviate(spec.containers(), user)));
    return other
        ? "pods of namespace %s run as user %s: set spec.securityContext.runAsUser to it, and none else for containers"
            .formatted(namespace, text)
        : null;
  }

  /** The user ID; null if there is none or it is none. */
  static @Nullable Long parsed(Map<String, String> annotations) {
    String text = annotations.get(ANNOTATION);
    if (text == null || !text.matches("[1-9][0-9]{0,9}")) {
      return null;
    }
    long user = Long.parseLong(text);
    return user <= Integer.MAX_VALUE ? user : null;
  }

  private static boolean deviate(@Nullable List<Container> containers, Long user) {
    return containers != null && containers.stream().anyMatch(c -> deviates(c, user));
  }

  private static boolean deviates(Container container, Long user) {
    Security own = container.securityContext();
    return own != null && own.runAsUser() != null && !user.equals(own.runAsUser());
  }
}
