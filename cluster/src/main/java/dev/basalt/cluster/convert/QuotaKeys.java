package dev.basalt.cluster.convert;

import org.jspecify.annotations.Nullable;

/** The names under which quotas, and groups that state what is charged to them, count pods. */
final class QuotaKeys {
  private static final String REQUESTS = "requests.";
  private static final String LIMITS = "limits.";

  private QuotaKeys() {}

  /**
   * What a quota counts under a name: the name of a resource that pods request, {@code pods}, or
   * {@code limits.NAME}; null if it does not count pods.
   */
  static @Nullable String ofPods(String name) {
    if (name.equals("count/pods")) {
      return "pods";
    }
    if (isLimit(name)) {
      return name;
    }
    if (name.startsWith(REQUESTS)) {
      String resource = name.substring(REQUESTS.length());
      return resource.equals("storage") ? null : resource;
    }
    return switch (name) {
      case "cpu", "memory", "ephemeral-storage", "pods" -> name;
      default -> name.startsWith("hugepages-") ? name : null;
    };
  }

  static boolean isLimit(String name) {
    return name.startsWith(LIMITS);
  }

  /**
   * The same for a name in a group's minResources, where a resource stands for itself: null for
   * limits.
   */
  static @Nullable String requested(String name) {
    if (isLimit(name)) {
      return null;
    }
    if (name.equals("count/pods")) {
      return "pods";
    }
    return name.startsWith(REQUESTS) ? name.substring(REQUESTS.length()) : name;
  }
}
