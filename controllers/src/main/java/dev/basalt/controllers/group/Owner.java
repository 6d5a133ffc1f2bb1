package dev.basalt.controllers.group;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pod belongs to.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param kind such as {@code ReplicaSet}
 */
record Owner(String apiVersion, String kind, String name, String uid) {
  /** The owner that controls an object, null if none does. */
  static @Nullable Owner of(HasMetadata object) {
    if (object.getMetadata().getOwnerReferences() == null) {
      return null;
    }
    for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(reference.getController()) && reference.getUid() != null) {
        return new Owner(
            Objects.requireNonNullElse(reference.getApiVersion(), ""),
            Objects.requireNonNullElse(reference.getKind(), ""),
            Objects.requireNonNullElse(reference.getName(), ""),
            reference.getUid());
      }
    }
    return null;
  }

  /** The name of the group of its pods; those that are set apart have more behind it. */
  String groupName() {
    return VolcanoNames.workloadGroup(uid);
  }

  /** Whether a group is one of this owner's. */
  boolean owns(String group) {
    return group.equals(groupName()) || group.startsWith(groupName() + "-");
  }

  /** Whether its pods get groups: nodes mirror static pods, and jobs make groups themselves. */
  boolean wantsGroups() {
    return !kind.equals("Node") && !apiVersion.startsWith("batch.volcano.sh/");
  }

  /** Where it is on the API server, if its kind is named as kinds are. */
  String path(String namespace) {
    String root = apiVersion.contains("/") ? "/apis/" : "/api/";
    return root + apiVersion + "/namespaces/" + namespace + "/" + plural() + "/" + name;
  }

  private String plural() {
    String lower = kind.toLowerCase(Locale.ROOT);
    if (lower.endsWith("s") || lower.endsWith("x") || lower.endsWith("ch")) {
      return lower + "es";
    }
    boolean ies = lower.endsWith("y") && !lower.matches(".*[aeiou]y");
    return ies ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
  }

  OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .build();
  }

  ObjectKey key(String namespace) {
    return new ObjectKey(namespace, name);
  }
}
