package dev.basalt.app.acceptance;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.Consumer;

/** Watches the pods of a namespace from the start. */
final class PodWatch implements ResourceEventHandler<Pod>, AutoCloseable {
  private final Consumer<Pod> seen;
  private final Consumer<Pod> gone;
  private final SharedIndexInformer<Pod> informer;

  /**
   * Begins.
   *
   * @param seen told of a pod that is new or has changed
   * @param gone told of a pod that is there no more, as it was last
   */
  PodWatch(KubernetesClient client, String namespace, Consumer<Pod> seen, Consumer<Pod> gone) {
    this.seen = seen;
    this.gone = gone;
    this.informer = client.pods().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Pod pod) {
    seen.accept(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    seen.accept(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    gone.accept(pod);
  }

  @Override
  public void close() {
    informer.close();
  }
}
