package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.Durations;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's annotations and labels say to a batch scheduler. Reused from pod to pod; owned by
 * one thread.
 */
final class PodMarks {
  private final UserSource userSource;
  private @Nullable String group;
  private @Nullable String volcanoGroup;
  private @Nullable String groupMinMember;
  private @Nullable String groupMinResources;
  private @Nullable String queue;
  private @Nullable String queueLabel;
  private @Nullable String taskSpec;
  private @Nullable String taskSpecLabel;
  private @Nullable String taskPriority;
  private @Nullable String preemptable;
  private @Nullable String preemptableLabel;
  private @Nullable String numaPolicy;
  private @Nullable String cooldown;
  private @Nullable String cooldownLabel;
  private @Nullable String user;
  private @Nullable String estimate;
  private @Nullable String templateUid;
  private @Nullable String jobName;
  private @Nullable String zone;

  /**
   * Marks.
   *
   * @param user the label or annotation that says whose a pod is
   */
  PodMarks(UserSource user) {
    this.userSource = user;
  }

  void clear() {
    group = null;
    volcanoGroup = null;
    groupMinMember = null;
    groupMinResources = null;
    queue = null;
    queueLabel = null;
    taskSpec = null;
    taskSpecLabel = null;
    taskPriority = null;
    preemptable = null;
    preemptableLabel = null;
    numaPolicy = null;
    cooldown = null;
    cooldownLabel = null;
    user = null;
    estimate = null;
    templateUid = null;
    jobName = null;
    zone = null;
  }

  void annotation(String key, String value) {
    if (userSource.isAnnotation(key)) {
      user = value;
    }
    switch (key) {
      case VolcanoNames.GROUP_NAME -> group = value;
      case VolcanoNames.VOLCANO_GROUP_NAME -> volcanoGroup = value;
      case VolcanoNames.GROUP_MIN_MEMBER -> groupMinMember = value;
      case VolcanoNames.GROUP_MIN_RESOURCES -> groupMinResources = value;
      case VolcanoNames.QUEUE_NAME -> queue = value;
      case VolcanoNames.TASK_SPEC -> taskSpec = value;
      case VolcanoNames.TASK_PRIORITY -> taskPriority = value;
      case VolcanoNames.PREEMPTABLE -> preemptable = value;
      case VolcanoNames.NUMA_TOPOLOGY_POLICY -> numaPolicy = value;
      case VolcanoNames.COOLDOWN_TIME -> cooldown = value;
      case VolcanoNames.TEMPLATE_UID -> templateUid = value;
      case BasaltNames.RUNNING_ESTIMATE -> estimate = value;
      case BasaltNames.ZONE -> zone = value;
      default -> {}
    }
  }

  void label(String key, String value) {
    if (userSource.isLabel(key)) {
      user = value;
    }
    switch (key) {
      case VolcanoNames.JOB_QUEUE_NAME -> queueLabel = value;
      case VolcanoNames.TASK_SPEC -> taskSpecLabel = value;
      case VolcanoNames.PREEMPTABLE -> preemptableLabel = value;
      case VolcanoNames.COOLDOWN_TIME -> cooldownLabel = value;
      case VolcanoNames.JOB_NAME -> jobName = value;
      default -> {}
    }
  }

  /** The PodGroup's name, null if the pod names none. */
  @Nullable String podGroup() {
    return first(group, volcanoGroup);
  }

  /** Whether it asks to start together with other pods of its workload. */
  boolean startsTogether() {
    Integer least = integer(VolcanoNames.GROUP_MIN_MEMBER, groupMinMember, 1, problem -> {});
    return least != null && least > 1;
  }

  /** The zone asked for, null for any. */
  @Nullable String zone() {
    return first(zone, null);
  }

  /** The queue's name, null if the pod names none. */
  @Nullable String queue() {
    return first(queue, queueLabel);
  }

  /** Whose the pod says it is, null if it does not say. */
  @Nullable String user() {
    return user == null || user.isEmpty() ? null : user;
  }

  String taskName() {
    String name = first(taskSpec, taskSpecLabel);
    return name == null ? "" : name;
  }

  /** True unless the pod says otherwise; a value that is no boolean protects the pod. */
  boolean preemptable() {
    String text = first(preemptable, preemptableLabel);
    if (text == null) {
      return true;
    }
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      default -> false;
    };
  }

  boolean wantsNumaPolicy() {
    return numaPolicy != null && !numaPolicy.isEmpty() && !numaPolicy.equals("none");
  }

  /** How long its user says that it runs, milliseconds; 0 if nothing is said or readable. */
  long estimateMillis(Consumer<String> problems) {
    return Lengths.millis(BasaltNames.RUNNING_ESTIMATE, estimate, problems);
  }

  /** What names what it was made from, null if neither a job nor a template is named. */
  @Nullable String madeFrom() {
    return first(jobName, templateUid);
  }

  /** The priority within the job, null if not set or not readable. */
  @Nullable Integer taskPriority(Consumer<String> problems) {
    return integer(VolcanoNames.TASK_PRIORITY, taskPriority, Integer.MIN_VALUE, problems);
  }

  /** For how long it is spared after it was bound, 0 if it does not say or cannot be read. */
  long cooldownMillis(Consumer<String> problems) {
    String text = first(cooldown, cooldownLabel);
    if (text == null) {
      return 0;
    }
    try {
      return TimeUnit.NANOSECONDS.toMillis(Durations.parseNanos(text));
    } catch (IllegalArgumentException e) {
      problems.accept(
          "%s: \"%s\" is not a duration; write one such as 10m or remove it"
              .formatted(field(VolcanoNames.COOLDOWN_TIME), text));
      return 0;
    }
  }

  /** Checks what only a pod's controller uses, so that a mistake shows where it was made. */
  void check(Consumer<String> problems) {
    integer(VolcanoNames.GROUP_MIN_MEMBER, groupMinMember, 1, problems);
    if (groupMinResources == null) {
      return;
    }
    String field = field(VolcanoNames.GROUP_MIN_RESOURCES);
    Map<String, String> quantities = JsonTexts.object(groupMinResources);
    if (quantities == null) {
      problems.accept(
          field + ": is not a JSON object of quantities; write one such as {\"cpu\": \"2\"}");
      return;
    }
    String problem = Amounts.parse(quantities).problem();
    if (problem != null) {
      problems.accept(field + "." + problem);
    }
  }

  private static @Nullable Integer integer(
      String key, @Nullable String text, int least, Consumer<String> problems) {
    if (text == null) {
      return null;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the numbers that are too small.
    }
    String bound = least == Integer.MIN_VALUE ? "" : " of at least " + least;
    problems.accept(
        "%s: \"%s\" is not a whole number%s; correct or remove the annotation"
            .formatted(field(key), text, bound));
    return null;
  }

  private static String field(String key) {
    return "metadata.annotations[" + key + "]";
  }

  private static @Nullable String first(@Nullable String preferred, @Nullable String other) {
    if (preferred != null && !preferred.isEmpty()) {
      return preferred;
    }
    return other != null && !other.isEmpty() ? other : null;
  }
}
