package dev.basalt.webhook.rules;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod template must be like. The API server does not look into it before the pods are made;
 * these are the mistakes that are cheap to see and that no pod would survive.
 */
final class PodTemplateRules {
  private static final Set<String> RESTART_POLICIES = Set.of("", "Always", "OnFailure", "Never");

  private PodTemplateRules() {}

  static void check(String prefix, @Nullable PodTemplateSpec template, Violations violations) {
    String path = prefix + "template.spec.";
    PodSpec pod = template == null ? null : template.getSpec();
    if (pod == null || Given.list(pod.getContainers()).isEmpty()) {
      violations.add(path + "containers: Required value: name at least one container");
      return;
    }
    String restart = Given.text(pod.getRestartPolicy());
    if (!RESTART_POLICIES.contains(restart)) {
      violations.add(
          path
              + "restartPolicy: Unsupported value: \""
              + restart
              + "\": use Always, OnFailure or Never");
    }
    Set<String> names = new HashSet<>();
    containers(path + "initContainers", pod.getInitContainers(), names, violations);
    containers(path + "containers", pod.getContainers(), names, violations);
  }

  private static void containers(
      String path, @Nullable List<Container> containers, Set<String> names, Violations violations) {
    List<Container> all = new ArrayList<>(Given.list(containers));
    for (int i = 0; i < all.size(); i++) {
      Container container = all.get(i);
      String where = path + "[" + i + "].";
      String name = Given.text(container.getName());
      if (name.isEmpty()) {
        violations.add(where + "name: Required value");
      } else if (!Names.isLabel(name)) {
        violations.add(where + "name: Invalid value: \"" + name + "\": " + Names.LABEL_RULE);
      } else if (!names.add(name)) {
        violations.add(where + "name: Duplicate value: \"" + name + "\"");
      }
      if (Given.text(container.getImage()).isEmpty()) {
        violations.add(where + "image: Required value");
      }
      resources(where + "resources.", container.getResources(), violations);
    }
  }

  private static void resources(
      String path, @Nullable ResourceRequirements resources, Violations violations) {
    if (resources == null) {
      return;
    }
    boolean legal = Amounts.legal(path + "requests", resources.getRequests(), violations);
    legal &= Amounts.legal(path + "limits", resources.getLimits(), violations);
    if (!legal) {
      return;
    }
    String above =
        Amounts.differing(
            resources.getRequests(), resources.getLimits(), (request, limit) -> request <= limit);
    if (above != null) {
      violations.add(
          path
              + "requests["
              + above
              + "]: Invalid value: must be less than or equal to "
              + above
              + " limit");
    }
  }
}
