package dev.basalt.testkit.agent;

import dev.basalt.testkit.agent.run.PodRuntime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Where the API server reaches the kubelet of a node. */
final class KubeletEndpoint {
  private KubeletEndpoint() {}

  /** Writes it into the node's status. The API server must be on this machine. */
  static void announce(KubernetesClient client, String node, int port) {
    Node patch =
        new NodeBuilder()
            .withNewMetadata()
            .withName(node)
            .endMetadata()
            .withNewStatus()
            .addNewAddress()
            .withType("InternalIP")
            .withAddress(PodRuntime.ADDRESS)
            .endAddress()
            .withNewDaemonEndpoints()
            .withNewKubeletEndpoint(port)
            .endDaemonEndpoints()
            .endStatus()
            .build();
    client
        .nodes()
        .withName(node)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
