package dev.basalt.jobctl.request;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for: one command, run once or by many shards.
 *
 * @param name null to make one of what it runs and the content
 * @param namespace null for the one that the client is set to
 * @param key tells submissions apart that are the same otherwise
 * @param plugins further job plugins with their flags
 * @param ttlSeconds how long the job is kept after its end; -1 for ever
 * @param labels of the job and its pods
 * @param annotations of the job and its pods
 * @param given the request as it was given, without name and namespace; files have been read
 */
public record JobRequest(
    @Nullable String name,
    @Nullable String namespace,
    @Nullable String key,
    Program program,
    Needs needs,
    Division division,
    Failures failures,
    Map<String, List<String>> plugins,
    long ttlSeconds,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Object> given) {
  /**
   * What runs.
   *
   * @param command empty for the image's own
   * @param env in the order given
   * @param mounts {@code pvc:NAME}, {@code secret:NAME} or {@code config:NAME} by path
   */
  public record Program(
      String image,
      List<String> command,
      List<String> args,
      Map<String, String> env,
      @Nullable String workdir,
      Map<String, String> mounts,
      @Nullable String imagePullPolicy,
      List<String> imagePullSecrets) {}

  /**
   * What each shard needs, and where it may have it.
   *
   * @param cpu cores, as a quantity
   * @param memory as a quantity; the limit too
   * @param gpu whole GPUs, 0 for none
   * @param resources further amounts by resource
   * @param tolerations maps as a pod has them
   * @param estimateSeconds how long it is expected to run; -1 if that is not known
   */
  public record Needs(
      String cpu,
      String memory,
      int gpu,
      Map<String, String> resources,
      @Nullable String queue,
      @Nullable String priority,
      @Nullable String zone,
      String scheduler,
      Map<String, String> nodeSelector,
      List<Map<?, ?>> tolerations,
      @Nullable String serviceAccount,
      long estimateSeconds) {}

  /**
   * How it is divided.
   *
   * @param shards how many there are in all, at least 1
   * @param sharded whether shards are told apart: they or days were asked for
   * @param days the dates of each shard; empty if the job is not divided by days
   * @param only the shards that are run, ascending; empty for all
   * @param gang whether all start together or none
   */
  public record Division(
      int shards, boolean sharded, List<List<LocalDate>> days, List<Integer> only, boolean gang) {
    /** How many pods the job has. */
    public int replicas() {
      return only.isEmpty() ? shards : only.size();
    }
  }

  /**
   * What becomes of failures.
   *
   * @param minSuccess how many of the shards that are run must succeed
   * @param retries how often it is begun anew
   * @param policies maps as Volcano's Job has them
   * @param oom flags of the plugin; null if memory does not grow
   * @param timeoutSeconds of each shard; -1 for none
   */
  public record Failures(
      int minSuccess,
      int retries,
      boolean failFast,
      List<Map<?, ?>> policies,
      @Nullable List<String> oom,
      long timeoutSeconds) {}
}
