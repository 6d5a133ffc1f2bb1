package dev.basalt.jobctl.request;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for: one command, run once or by many shards.
 *
 * @param name null to make one of the image and the content
 * @param namespace null for the one that the client is set to
 * @param command empty for the image's own
 * @param env in the order given
 * @param cpu cores of each shard, as a quantity
 * @param memory of each shard, as a quantity; the limit too
 * @param gpu whole GPUs of each shard, 0 for none
 * @param resources further amounts by resource
 * @param shards how many there are in all, at least 1
 * @param sharded whether shards are told apart: they or days were asked for
 * @param days the dates of each shard; empty if the job is not divided by days
 * @param only the shards that are run, ascending; empty for all
 * @param minSuccess how many of those that are run must succeed
 * @param retries how often it is begun anew after a failure
 * @param policies maps as Volcano's Job has them
 * @param oom flags of the plugin; null if memory does not grow
 * @param timeoutSeconds of each shard; -1 for none
 * @param estimateSeconds how long a shard is expected to run; -1 if that is not known
 * @param ttlSeconds how long the job is kept after its end; -1 for ever
 * @param mounts {@code pvc:NAME}, {@code secret:NAME} or {@code config:NAME} by path
 * @param tolerations maps as a pod has them
 * @param key tells submissions apart that are the same otherwise
 * @param given the request as it was given, without name and namespace; files have been read
 */
public record JobRequest(
    @Nullable String name,
    @Nullable String namespace,
    String image,
    List<String> command,
    List<String> args,
    Map<String, String> env,
    @Nullable String workdir,
    String cpu,
    String memory,
    int gpu,
    Map<String, String> resources,
    @Nullable String queue,
    @Nullable String priority,
    @Nullable String zone,
    String scheduler,
    int shards,
    boolean sharded,
    List<List<LocalDate>> days,
    List<Integer> only,
    boolean gang,
    int minSuccess,
    int retries,
    boolean failFast,
    List<Map<?, ?>> policies,
    Map<String, List<String>> plugins,
    @Nullable List<String> oom,
    long timeoutSeconds,
    long estimateSeconds,
    long ttlSeconds,
    Map<String, String> mounts,
    @Nullable String serviceAccount,
    Map<String, String> nodeSelector,
    List<Map<?, ?>> tolerations,
    @Nullable String imagePullPolicy,
    List<String> imagePullSecrets,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable String key,
    Map<String, Object> given) {
  /** How many pods the job has. */
  public int replicas() {
    return only.isEmpty() ? shards : only.size();
  }
}
