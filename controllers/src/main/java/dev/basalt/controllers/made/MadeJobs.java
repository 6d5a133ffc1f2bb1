package dev.basalt.controllers.made;

import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The jobs there are, by who made them and from what. Read from any thread. */
public final class MadeJobs {
  private static final int PAGE = 500;

  /** Is told of changes, on the informer's thread; must return at once. */
  public interface Listener {
    /**
     * Something changed.
     *
     * @param job as it is, or as it was last seen
     * @param gone whether it is there no longer
     */
    void changed(MadeJob job, boolean gone);
  }

  private final Mirror<WrittenJob, MadeJob> mirror;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<ObjectKey, Map<ObjectKey, MadeJob>> byTemplate = new ConcurrentHashMap<>();

  /** Knows nothing until started. */
  public MadeJobs(KubernetesClient client, Clock clock, Executor executor) {
    mirror =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(WrittenJob.class, WrittenJob::new, null, PAGE),
            MadeJob::read,
            (key, job) -> owner(job),
            clock,
            executor);
  }

  public Mirror<?, ?> mirror() {
    return mirror;
  }

  /** To be called before the start. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Lists and watches from now on. */
  public void start() {
    mirror.start((key, before, after) -> changed(before, after));
  }

  /** The job of a name, null if there is none. */
  public @Nullable MadeJob get(ObjectKey job) {
    return mirror.get(job);
  }

  /**
   * The jobs that an object made.
   *
   * @param kind the object's
   * @param uid the object's, so that those of one that had its name before are left out
   */
  public List<MadeJob> of(String kind, ObjectKey object, String uid) {
    return mirror.of(index(kind, object)).stream()
        .filter(job -> job.maker().uid().equals(uid))
        .toList();
  }

  /** The jobs that were made from a JobTemplate, in no order. */
  public Collection<MadeJob> from(ObjectKey template) {
    return List.copyOf(byTemplate.getOrDefault(template, Map.of()).values());
  }

  private void changed(@Nullable MadeJob before, @Nullable MadeJob after) {
    if (before != null && before.maker().template() != null) {
      byTemplate.computeIfPresent(
          before.maker().template(),
          (template, jobs) -> {
            jobs.remove(before.key());
            return jobs.isEmpty() ? null : jobs;
          });
    }
    if (after != null && after.maker().template() != null) {
      byTemplate
          .computeIfAbsent(after.maker().template(), template -> new ConcurrentHashMap<>())
          .put(after.key(), after);
    }
    MadeJob job = after == null ? before : after;
    if (job != null) {
      listeners.forEach(listener -> listener.changed(job, after == null));
    }
  }

  private static @Nullable ObjectKey owner(MadeJob job) {
    ObjectKey owner = job.maker().owner();
    return owner == null ? null : index(job.maker().kind(), owner);
  }

  private static ObjectKey index(String kind, ObjectKey object) {
    return new ObjectKey(object.namespace(), kind + "/" + object.name());
  }
}
