package dev.basalt.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

class LocalClusterIT {
  @Test
  void startsWithNodesThatAreReady() {
    try (TestCluster cluster = TestClusters.startLocal(ClusterOptions.named("start"));
        KubernetesClient client = cluster.newClient()) {
      cluster.addNodes(20, NodeShape.of("8", "32Gi", 110));

      assertThat(client.nodes().list().getItems())
          .hasSize(20)
          .allSatisfy(node -> {
            assertThat(node.getSpec().getTaints()).isEmpty();
            assertThat(node.getStatus().getConditions())
                .filteredOn(condition -> condition.getType().equals("Ready"))
                .extracting(NodeCondition::getStatus)
                .containsExactly("True");
          });
    }
  }
}
