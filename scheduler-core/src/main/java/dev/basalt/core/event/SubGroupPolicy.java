package dev.basalt.core.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a gang divides into smaller ones, each of which starts whole or not at all: the pods that a
 * selector picks form one sub-group for each combination of values under some labels.
 *
 * @param name the policy's name
 * @param selector the pods that the policy is about
 * @param matchLabelKeys labels whose values tell one sub-group from another; none: all of the pods
 *     are one
 * @param size how many pods make up one sub-group, at least 1
 * @param minSubGroups how many sub-groups must be placed before the gang starts, 0 or more
 */
public record SubGroupPolicy(
    String name, LabelSelector selector, List<String> matchLabelKeys, int size, int minSubGroups) {
  public SubGroupPolicy {
    matchLabelKeys = List.copyOf(matchLabelKeys);
  }

  /**
   * What tells a pod's sub-group from the others of this policy, for people too: the values,
   * separated by commas. Null if the policy is not about such a pod, or it lacks one of the labels.
   */
  public @Nullable String valuesOf(Map<String, String> labels) {
    if (!selector.matches(labels)) {
      return null;
    }
    StringBuilder values = new StringBuilder();
    for (String key : matchLabelKeys) {
      String value = labels.get(key);
      if (value == null) {
        return null;
      }
      values.append(values.isEmpty() ? "" : ",").append(value);
    }
    return values.toString();
  }
}
