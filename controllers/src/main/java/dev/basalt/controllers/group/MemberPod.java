package dev.basalt.controllers.group;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod of ours, as far as its group needs it.
 *
 * @param owner what it belongs to, null if its group is none of ours to make
 * @param group the group that it names, empty for none
 * @param step the step of its workflow, empty if it is of none
 * @param user whose admission says it is, empty if it does not
 * @param ended whether it holds nothing any more
 * @param leaving whether it is being deleted
 */
record MemberPod(
    ObjectKey key,
    String uid,
    @Nullable Owner owner,
    String group,
    Wishes wishes,
    String step,
    ResourceList requests,
    String priorityClass,
    String user,
    boolean ended,
    boolean leaving,
    long createdMillis) {
  static final Comparator<MemberPod> BY_AGE =
      Comparator.comparingLong(MemberPod::createdMillis).thenComparing(pod -> pod.key().name());

  private static final String NODE_NAME = "workflows.argoproj.io/node-name";
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** Reads a pod. Of one whose group is not ours to make only the group's name is kept. */
  static MemberPod read(Pod pod, PodReader reader) {
    String group = Metadata.annotation(pod, VolcanoNames.GROUP_NAME);
    if (group.isEmpty()) {
      group = Metadata.annotation(pod, VolcanoNames.VOLCANO_GROUP_NAME);
    }
    Owner owner = Owner.of(pod);
    boolean mine = owner != null && owner.wantsGroups() && (group.isEmpty() || owner.owns(group));
    ObjectKey key = ObjectKey.of(pod);
    if (!mine) {
      return new MemberPod(
          key, "", null, group, Wishes.NONE, "", ResourceList.EMPTY, "", "", false, false, 0);
    }
    String priorityClass = pod.getSpec() == null ? null : pod.getSpec().getPriorityClassName();
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return new MemberPod(
        key,
        pod.getMetadata().getUid(),
        owner,
        group,
        Wishes.of(pod),
        step(Metadata.annotation(pod, NODE_NAME)),
        reader.read(pod).shape().requests(),
        Objects.requireNonNullElse(priorityClass, ""),
        Metadata.annotation(pod, BasaltNames.USER),
        phase != null && ENDED.contains(phase),
        pod.getMetadata().getDeletionTimestamp() != null,
        Metadata.millis(pod.getMetadata().getCreationTimestamp()));
  }

  /** What it is looked for by: all pods of one owner together, or all of a group that is named. */
  @Nullable ObjectKey bucket() {
    if (owner != null) {
      return new ObjectKey(key.namespace(), owner.groupName());
    }
    return group.isEmpty() ? null : new ObjectKey(key.namespace(), group);
  }

  /** Whether it holds room or wants some. */
  boolean alive() {
    return !ended && !leaving;
  }

  /**
   * The step that a node of Argo's belongs to: what its name has in common with the others that the
   * step fans out to, and with its own retries. Those have {@code (index:item)} behind it.
   */
  static String step(String nodeName) {
    String step = nodeName;
    while (step.endsWith(")")) {
      int open = opening(step);
      if (open <= 0) {
        break;
      }
      step = step.substring(0, open);
    }
    return step;
  }

  /** Where the parenthesis opens that the text closes with; items may have some of their own. */
  private static int opening(String text) {
    int depth = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      if (text.charAt(i) == ')') {
        depth++;
      } else if (text.charAt(i) == '(' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
