package dev.basalt.controllers.job.plugin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.cluster.http.Json;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells TensorFlow who belongs to the cluster and which of them each pod is. */
final class TensorflowPlugin implements JobPlugin {
  private static final List<Flag> ROLES =
      List.of(
          new Flag("ps", "ps", "the task of the parameter servers"),
          new Flag("worker", "worker", "the task of the workers"),
          new Flag("chief", "chief", "the task of the chief"),
          new Flag("evaluator", "evaluator", "the task of the evaluators"));

  private static final Flag PORT = new Flag("port", "2222", "port of all of them");
  static final List<Flag> FLAGS = Stream.concat(ROLES.stream(), Stream.of(PORT)).toList();

  /** Linux passes no variable of 128 KiB or more to a program; some is left for the own task. */
  private static final long LONGEST = 127 * 1024;

  /** Names of tasks by what they are to TensorFlow, in the order in which it is told of them. */
  private final Map<String, String> roles = new LinkedHashMap<>();

  private final int port;

  TensorflowPlugin(Flags flags) {
    for (Flag role : ROLES) {
      roles.put(role.name(), flags.text(role));
    }
    port = flags.number(PORT);
  }

  @Override
  public @Nullable String problem(JobContext job) {
    return !alone(job) && clusterBytes(job) > LONGEST
        ? "TF_CONFIG with the names of all hosts would take more than 128 KiB, which is more than a"
            + " program can be given: use fewer replicas, or leave the plugin out and shard by"
            + " VC_TASK_INDEX"
        : null;
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    if (alone(job) || problem(job) != null) {
      return;
    }
    ObjectNode config = Json.object();
    ObjectNode cluster = config.putObject("cluster");
    String own = String.valueOf(task.name());
    String type = own;
    for (Map.Entry<String, String> role : roles.entrySet()) {
      for (TaskSpec each : job.tasks()) {
        if (role.getValue().equals(each.name()) && JobContext.replicas(each) > 0) {
          ArrayNode hosts = cluster.putArray(role.getKey());
          Hosts.of(job, each).forEach(host -> hosts.add(host + ":" + port));
        }
      }
      if (role.getValue().equals(own)) {
        type = role.getKey();
      }
    }
    config.putObject("task").put("type", type).put("index", index);
    for (Container container : pod.getSpec().getContainers()) {
      Containers.variable(container, "TF_CONFIG", config.toString());
    }
  }

  /** One pod is no cluster. */
  private static boolean alone(JobContext job) {
    return job.tasks().size() == 1 && JobContext.replicas(job.tasks().getFirst()) == 1;
  }

  private long clusterBytes(JobContext job) {
    int around = "\":,\"".length() + Integer.toString(port).length();
    long sum = 0;
    for (TaskSpec task : job.tasks()) {
      if (roles.containsValue(String.valueOf(task.name()))) {
        sum += Hosts.bytes(job, task) + (long) around * JobContext.replicas(task);
      }
    }
    return sum;
  }
}
