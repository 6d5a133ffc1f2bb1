package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One plugin of one job, with its flags. Called by several threads. */
public interface JobPlugin {
  /**
   * Objects beside the pods.
   *
   * @param objects Services, ConfigMaps, Secrets and NetworkPolicies in the job's namespace,
   *     without owner; they are made before the pods
   * @param notes what the job's owner should know about them, a sentence each
   */
  record Companions(List<HasMetadata> objects, List<String> notes) {
    /** None. */
    public static final Companions NONE = new Companions(List.of(), List.of());
  }

  /**
   * Makes the objects beside the pods. Called when the job begins and when it has changed; a Secret
   * that is there already is left as it is, other objects are brought to what is returned.
   */
  default Companions companions(JobContext job) {
    return Companions.NONE;
  }

  /**
   * What keeps the plugin from doing its work for a job, with the remedy; null if nothing does. No
   * pods are made while something does.
   */
  default @Nullable String problem(JobContext job) {
    return null;
  }

  /**
   * Changes a pod before it is made.
   *
   * @param task the task that it belongs to
   * @param index its number within the task, from 0
   * @param pod with name, labels, annotations and the whole spec of its template
   */
  void prepare(JobContext job, TaskSpec task, int index, Pod pod);
}
