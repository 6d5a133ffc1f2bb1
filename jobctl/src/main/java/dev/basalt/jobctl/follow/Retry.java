package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.manifest.JobNames;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.JobView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Runs shards of a job anew, as a job of its own: a finished job stays finished, and what it shows
 * stays true. The request is taken from the job's annotation.
 */
public final class Retry {
  private Retry() {}

  /**
   * The shards that failed. Of a job that has ended these are all that have not succeeded: where it
   * was ended early, the rest never came to an end.
   *
   * @throws Failure if this can no longer be told, or there are none
   */
  public static List<Integer> failed(JobView job, List<PodState> pods) {
    TreeSet<Integer> succeeded = new TreeSet<>();
    TreeSet<Integer> failed = new TreeSet<>();
    for (PodState pod : pods) {
      if (pod.phase().equals("Succeeded")) {
        succeeded.add(job.shard(pod.index()));
      } else if (pod.phase().equals("Failed")) {
        failed.add(job.shard(pod.index()));
      }
    }
    if (succeeded.size() < job.count("succeeded") || failed.size() < job.count("failed")) {
      throw new Failure(
          "some pods of job \"%s\" are gone, so which shards failed cannot be told; name them: jobctl retry --shard 3,7-9 %s"
              .formatted(job.name(), job.name()));
    }
    if (job.finished()) {
      for (int pod = 0; pod < job.replicas(); pod++) {
        failed.add(job.shard(pod));
      }
      failed.removeAll(succeeded);
    }
    if (failed.isEmpty()) {
      throw new Failure("no shard of job \"" + job.name() + "\" has failed; it is " + job.phase());
    }
    return List.copyOf(failed);
  }

  /**
   * The request of a retry.
   *
   * @param shards those to be run; empty for all
   * @param attempt the number that it has among those of the first job, from 1
   * @throws Failure if the job was not made by jobctl
   */
  public static Map<String, Object> request(JobView job, List<Integer> shards, int attempt) {
    if (job.request().isEmpty()) {
      throw new Failure(
          "job \"%s\" was not made by jobctl, so its request is not known; create it anew, or give it a policy that restarts"
              .formatted(job.name()));
    }
    JsonNode given = Api.parse(job.request());
    Map<String, Object> fields = new LinkedHashMap<>();
    if (Documents.plain(given) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), whole(value)));
    }
    boolean sharded = fields.containsKey("shards") || fields.containsKey("days");
    if (sharded && !shards.isEmpty()) {
      fields.put("only", shards);
      fields.remove("minSuccess");
    }
    String first = job.parent().isEmpty() ? job.name() : job.parent();
    Map<Object, Object> labels = new LinkedHashMap<>();
    if (fields.get("labels") instanceof Map<?, ?> there) {
      labels.putAll(there);
    }
    labels.put(JobNames.PARENT, first);
    labels.put(JobNames.ATTEMPT, Integer.toString(attempt));
    fields.put("labels", labels);
    fields.put("key", job.uid());
    fields.put("name", first + "-r" + attempt);
    return fields;
  }

  /** YAML has Integers where JSON has Longs. */
  private static Object whole(Object value) {
    return switch (value) {
      case Long number when number == number.intValue() -> number.intValue();
      case Map<?, ?> map -> {
        Map<Object, Object> all = new LinkedHashMap<>();
        map.forEach((key, entry) -> all.put(key, whole(entry)));
        yield all;
      }
      case List<?> list -> list.stream().map(Retry::whole).toList();
      default -> value;
    };
  }
}
