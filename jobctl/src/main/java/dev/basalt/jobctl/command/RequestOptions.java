package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A job by a few options, or a short file, or a file of which some fields are said anew. */
final class RequestOptions {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A short file with the fields of the job; options win.")
  private @Nullable Path file;

  @Option(
      names = "--name",
      description = "Its name; without it, made of what it runs and its content.")
  private @Nullable String name;

  @Option(names = "--image", description = "The container image to run.")
  private @Nullable String image;

  @Option(
      names = {"-c", "--shell"},
      paramLabel = "LINE",
      description = "A line for the shell, instead of a command with arguments.")
  private @Nullable String shell;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "An environment variable.")
  private Map<String, String> env = new LinkedHashMap<>();

  @Option(names = "--workdir", paramLabel = "PATH", description = "Where the command starts.")
  private @Nullable String workdir;

  @ArgGroup(validate = false, heading = "%nWhat it needs:%n")
  private Needs needs = new Needs();

  @ArgGroup(validate = false, heading = "%nIn parallel:%n")
  private ShardOptions shards = new ShardOptions();

  @ArgGroup(validate = false, heading = "%nWhen something fails:%n")
  private FailureOptions failure = new FailureOptions();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A label of the job and its pods.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--annotation",
      paramLabel = "KEY=VALUE",
      description = "An annotation of the job and its pods.")
  private Map<String, String> annotations = new LinkedHashMap<>();

  @Option(
      names = "--mount",
      paramLabel = "PATH=SOURCE",
      description = "Mounts pvc:NAME, secret:NAME or config:NAME at a path.")
  private Map<String, String> mounts = new LinkedHashMap<>();

  @Option(names = "--ttl", description = "How long it is kept after its end: 7d, or never.")
  private @Nullable String ttl;

  @Option(
      names = "--key",
      description =
          "Tells submissions apart that are the same otherwise: another key, another job.")
  private @Nullable String key;

  @Option(names = "--again", description = "Run it anew even if it was submitted before.")
  private boolean again;

  /** Room, and where. */
  static final class Needs {
    @Option(names = "--cpu", description = "Cores of each shard: 2, 0.5 or 500m. Default: 1")
    private @Nullable String cpu;

    @Option(names = "--memory", description = "Of each shard, the limit too: 4Gi. Default: 1Gi")
    private @Nullable String memory;

    @Option(names = "--gpu", description = "GPUs of each shard.")
    private @Nullable Integer gpu;

    @Option(
        names = "--resource",
        paramLabel = "NAME=AMOUNT",
        description = "An amount of something else.")
    private Map<String, String> resources = new LinkedHashMap<>();

    @Option(
        names = {"-q", "--queue"},
        description = "The queue that it waits in.")
    private @Nullable String queue;

    @Option(names = "--priority", description = "The PriorityClass.")
    private @Nullable String priority;

    @Option(names = "--zone", description = "The part of the cluster that it stays in.")
    private @Nullable String zone;

    @Option(
        names = "--node-selector",
        paramLabel = "KEY=VALUE",
        description = "A label that its nodes must have.")
    private Map<String, String> nodeSelector = new LinkedHashMap<>();

    @Option(names = "--service-account", description = "The service account of its pods.")
    private @Nullable String serviceAccount;

    @Option(names = "--pull-policy", description = "Always, IfNotPresent or Never.")
    private @Nullable String pullPolicy;

    @Option(names = "--pull-secret", description = "A secret for the image's registry.")
    private List<String> pullSecrets = new ArrayList<>();

    @Option(names = "--scheduler", description = "Who schedules it. Default: basalt")
    private @Nullable String scheduler;

    @Option(names = "--estimate", description = "How long a shard is expected to run: 30m.")
    private @Nullable String estimate;
  }

  /** What becomes of failures. */
  static final class FailureOptions {
    @Option(names = "--retries", description = "How often it is begun anew.")
    private @Nullable Integer retries;

    @Option(names = "--fail-fast", description = "End the job when a shard fails.")
    private boolean failFast;

    @Option(names = "--min-success", description = "How many shards are enough. Default: all")
    private @Nullable Integer minSuccess;

    @Option(names = "--timeout", description = "How long each shard may run: 2h.")
    private @Nullable String timeout;

    @Option(names = "--oom", description = "Grow the memory of shards that run out of it.")
    private boolean oom;

    @Option(names = "--oom-ratio", description = "By how much, each time. Default: 2")
    private @Nullable Double oomRatio;

    @Option(names = "--oom-max", paramLabel = "MEMORY", description = "Up to how much.")
    private @Nullable String oomMax;

    @Option(names = "--oom-retries", description = "How often.")
    private @Nullable Integer oomRetries;
  }

  /**
   * The fields of the request.
   *
   * @param command what follows the options; empty if nothing does
   */
  Map<String, Object> fields(List<String> command) {
    return over(base(), command);
  }

  /** Whether a job that is there already is not enough. */
  boolean again() {
    return again;
  }

  /** Whether the job's name is chosen. */
  boolean named() {
    return name != null;
  }

  /**
   * For a request of which many jobs are made.
   *
   * @throws Failure if it means another day each time, but would be made of one
   */
  void sameEachTime() {
    shards.sameEachTime();
  }

  /** Where files that the request names are looked for. */
  Path folder() {
    Path parent = file == null ? null : file.toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private Map<String, Object> base() {
    if (file == null) {
      return new LinkedHashMap<>();
    }
    try {
      return RequestFile.fields(file);
    } catch (IOException e) {
      throw new Failure("--file " + file + " cannot be read; name an existing file");
    } catch (InvalidRequestException e) {
      throw new Failure(2, e.getMessage());
    }
  }

  /**
   * The fields of another request, changed as the options say.
   *
   * @throws Failure if a file is given too, or a key: that of a retry tells what it is one of
   */
  Map<String, Object> changing(Map<String, Object> fields) {
    if (file != null) {
      throw new Failure(2, "--file: the request is that of the job; remove it");
    }
    if (key != null) {
      throw new Failure(2, "--key: a retry has one of its own; to run it once more: --again");
    }
    Object own = fields.get("key");
    Map<String, Object> changed = over(fields, List.of());
    put(changed, "key", own);
    return changed;
  }

  private Map<String, Object> over(Map<String, Object> fields, List<String> command) {
    put(fields, "name", name);
    put(fields, "image", image);
    if (shell != null && !command.isEmpty()) {
      throw new Failure(2, "--shell and a command are given; remove one of the two");
    }
    put(fields, "command", shell != null ? shell : command.isEmpty() ? null : command);
    merge(fields, "env", env);
    put(fields, "workdir", workdir);
    needs(fields);
    shards.into(fields);
    failures(fields);
    merge(fields, "labels", labels);
    merge(fields, "annotations", annotations);
    merge(fields, "mounts", mounts);
    put(fields, "ttl", ttl);
    put(fields, "key", again ? UUID.randomUUID().toString() : key);
    return fields;
  }

  private void needs(Map<String, Object> fields) {
    put(fields, "cpu", needs.cpu);
    put(fields, "memory", needs.memory);
    put(fields, "gpu", needs.gpu);
    merge(fields, "resources", needs.resources);
    put(fields, "queue", needs.queue);
    put(fields, "priority", needs.priority);
    put(fields, "zone", needs.zone);
    merge(fields, "nodeSelector", needs.nodeSelector);
    put(fields, "serviceAccount", needs.serviceAccount);
    put(fields, "imagePullPolicy", needs.pullPolicy);
    put(fields, "imagePullSecrets", needs.pullSecrets.isEmpty() ? null : needs.pullSecrets);
    put(fields, "scheduler", needs.scheduler);
    put(fields, "estimate", needs.estimate);
  }

  private void failures(Map<String, Object> fields) {
    put(fields, "retries", failure.retries);
    put(fields, "failFast", failure.failFast ? true : null);
    put(fields, "minSuccess", failure.minSuccess);
    put(fields, "timeout", failure.timeout);
    Map<String, Object> oom = new LinkedHashMap<>();
    put(oom, "ratio", failure.oomRatio);
    put(oom, "max", failure.oomMax);
    put(oom, "retries", failure.oomRetries);
    put(fields, "oom", oom.isEmpty() ? (failure.oom ? true : null) : oom);
  }

  static void put(Map<String, Object> fields, String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value);
    }
  }

  private static void merge(Map<String, Object> fields, String field, Map<String, String> more) {
    if (more.isEmpty()) {
      return;
    }
    Map<Object, Object> all = new LinkedHashMap<>();
    if (fields.get(field) instanceof Map<?, ?> there) {
      all.putAll(there);
    }
    all.putAll(more);
    fields.put(field, all);
  }
}
