package dev.basalt.app.acceptance;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** In place of kube-scheduler: binds a namespace's pods that are not Basalt's to the only node. */
final class OnlyNode implements ResourceEventHandler<Pod>, AutoCloseable {
  private final KubernetesClient client;
  private final String node;
  private final SharedIndexInformer<Pod> informer;

  OnlyNode(KubernetesClient client, String namespace, String node) {
    this.client = client;
    this.node = node;
    this.informer = client.pods().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Pod pod) {
    if (pod.getSpec().getNodeName() != null
        || !pod.getSpec().getSchedulerName().equals("default-scheduler")) {
      return;
    }
    Binding binding =
        new BindingBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .endMetadata()
            .withNewTarget()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(node)
            .endTarget()
            .build();
    client.bindings().inNamespace(pod.getMetadata().getNamespace()).resource(binding).create();
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {}

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {}

  @Override
  public void close() {
    informer.close();
  }
}
