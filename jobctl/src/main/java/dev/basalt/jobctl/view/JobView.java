package dev.basalt.jobctl.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.manifest.JobNames;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A job as the API server has it, and what commands want to know of it. */
public final class JobView {
  private static final Set<String> FINISHED = Set.of("Completed", "Failed", "Terminated");

  private final JsonNode job;
  private volatile @Nullable List<String> plan;

  /** Reads an object of kind Job. */
  public JobView(JsonNode job) {
    this.job = job;
  }

  /** The whole object. */
  public JsonNode json() {
    return job;
  }

  public String namespace() {
    return metadata("namespace");
  }

  public String name() {
    return metadata("name");
  }

  public String uid() {
    return metadata("uid");
  }

  /** When it was created; null if that is not known. */
  public @Nullable Instant created() {
    return Times.parse(metadata("creationTimestamp"));
  }

  /** Its phase; Pending until the controller has said something. */
  public String phase() {
    String phase = state("phase");
    return phase.isEmpty() ? "Pending" : phase;
  }

  /** Whether it has ended and stays so. */
  public boolean finished() {
    return FINISHED.contains(phase());
  }

  public boolean suspended() {
    return phase().equals("Aborted") || phase().equals("Aborting");
  }

  /** Why it is in its phase; empty if nothing is said. */
  public String reason() {
    return state("reason");
  }

  /** The same as a sentence; empty if nothing is said. */
  public String message() {
    return state("message");
  }

  /** When it came to its phase; null if that is not known. */
  public @Nullable Instant since() {
    return Times.parse(state("lastTransitionTime"));
  }

  public String queue() {
    String queue = job.path("spec").path("queue").asText();
    return queue.isEmpty() ? "default" : queue;
  }

  public String priority() {
    return job.path("spec").path("priorityClassName").asText();
  }

  public String zone() {
    return annotation("basalt.dev/zone");
  }

  public String user() {
    return annotation("basalt.dev/user");
  }

  /** Pods of all tasks. */
  public int replicas() {
    int sum = 0;
    for (JsonNode task : tasks()) {
      sum += task.path("replicas").asInt();
    }
    return sum;
  }

  public JsonNode tasks() {
    return job.path("spec").path("tasks");
  }

  public int minAvailable() {
    return job.path("spec").path("minAvailable").asInt();
  }

  /** How many must succeed; 0 if the job does not say. */
  public int minSuccess() {
    return job.path("spec").path("minSuccess").asInt();
  }

  /** Pods in a state: pending, running, succeeded, failed, terminating or unknown. */
  public int count(String state) {
    return job.path("status").path(state).asInt();
  }

  public int retries() {
    return job.path("status").path("retryCount").asInt();
  }

  /** How long it took, as it is written there; empty if it has not ended. */
  public String duration() {
    return job.path("status").path("runningDuration").asText();
  }

  /** The phases that it went through, the oldest first. */
  public JsonNode conditions() {
    return job.path("status").path("conditions");
  }

  /** The first 16 digits of the hash of its content; empty if jobctl did not make it. */
  public String submission() {
    return label(JobNames.SUBMISSION);
  }

  /** The request that it was made from, as JSON; empty if jobctl did not make it. */
  public String request() {
    return annotation(JobNames.REQUEST);
  }

  /** The job that ran first, if this one runs its failed shards; empty else. */
  public String parent() {
    return label(JobNames.PARENT);
  }

  /** How many retries came before this one; 0 if it is none. */
  public int attempt() {
    String attempt = label(JobNames.ATTEMPT);
    return attempt.matches("\\d{1,6}") ? Integer.parseInt(attempt) : 0;
  }

  /** Whether its pods are shards that are told apart. */
  public boolean sharded() {
    return !variable("JOBCTL_SHARDS").isEmpty() || replicas() > 1;
  }

  /**
   * The entry of a pod in the job's plan, {@code 7=2024-01-02}; empty if there is no plan.
   *
   * @param index the pod's index within its task
   */
  public String planned(int index) {
    List<String> plan = plan();
    return index < plan.size() ? plan.get(index) : "";
  }

  /** The shard of a pod, which is its index unless the job runs only some shards. */
  public int shard(int index) {
    String word = planned(index);
    int end = word.indexOf('=');
    String number = end < 0 ? word : word.substring(0, end);
    return number.matches("\\d{1,6}") ? Integer.parseInt(number) : index;
  }

  /** The shards that it runs. */
  public Set<Integer> shards() {
    Set<Integer> shards = new TreeSet<>();
    for (JsonNode task : tasks()) {
      for (int pod = 0; pod < task.path("replicas").asInt(); pod++) {
        shards.add(shard(pod));
      }
    }
    return shards;
  }

  private List<String> plan() {
    List<String> words = plan;
    if (words == null) {
      String text = variable("JOBCTL_PLAN");
      words = text.isEmpty() ? List.of() : List.of(text.split(" "));
      plan = words;
    }
    return words;
  }

  private String variable(String name) {
    JsonNode containers = tasks().path(0).path("template").path("spec").path("containers");
    for (JsonNode variable : containers.path(0).path("env")) {
      if (variable.path("name").asText().equals(name)) {
        return variable.path("value").asText();
      }
    }
    return "";
  }

  private String metadata(String field) {
    return job.path("metadata").path(field).asText();
  }

  private String state(String field) {
    return job.path("status").path("state").path(field).asText();
  }

  private String label(String key) {
    return job.path("metadata").path("labels").path(key).asText();
  }

  private String annotation(String key) {
    return job.path("metadata").path("annotations").path(key).asText();
  }
}
