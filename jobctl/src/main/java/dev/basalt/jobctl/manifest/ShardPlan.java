package dev.basalt.jobctl.manifest;

import dev.basalt.jobctl.request.JobRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which shard each pod is, where its index alone does not tell: all pods of a task have the same
 * environment, so it holds a list, and a line of shell looks up the pod's own entry.
 */
final class ShardPlan {
  /** Looks up the entry and becomes the command. */
  static final String SCRIPT =
      """
      n=0
      for s in $JOBCTL_PLAN; do
        [ "$n" -eq "$VC_TASK_INDEX" ] && break
        n=$((n + 1)) s=
      done
      if [ -z "$s" ]; then
        echo "jobctl: the plan has no shard for pod $VC_TASK_INDEX" >&2
        exit 64
      fi
      export JOBCTL_SHARD="${s%%=*}"
      case $s in *=*)
        export JOBCTL_DATES="${s#*=}"
        export JOBCTL_DATE="${JOBCTL_DATES%%,*}" JOBCTL_LAST_DATE="${JOBCTL_DATES##*,}" ;;
      esac
      exec "$@"\
      """;

  private ShardPlan() {}

  /** One word for each pod, {@code shard} or {@code shard=dates}; null if none is needed. */
  static @Nullable String of(JobRequest request) {
    if (request.division().only().isEmpty() && request.division().days().isEmpty()) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (int pod = 0; pod < request.division().replicas(); pod++) {
      int shard = request.division().only().isEmpty() ? pod : request.division().only().get(pod);
      String dates =
          request.division().days().isEmpty()
              ? ""
              : request.division().days().get(shard).stream()
                  .map(LocalDate::toString)
                  .collect(Collectors.joining(",", "=", ""));
      words.add(shard + dates);
    }
    return String.join(" ", words);
  }
}
