package dev.basalt.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

class LocalClusterIT {
  @Test
  void startsWithReadyNodes() {
    long t0 = System.nanoTime();
    try (TestCluster cluster =
            TestClusters.startLocal(ClusterOptions.named("it"), System.out::println);
        KubernetesClient client = cluster.newClient()) {
      System.out.println("up " + (System.nanoTime() - t0) / 1_000_000);
      t0 = System.nanoTime();
      cluster.addNodes(1000, NodeShape.of("8", "32Gi", 110));
      System.out.println("nodes " + (System.nanoTime() - t0) / 1_000_000);
      assertThat(client.nodes().list().getItems()).hasSize(1000);
    }
  }
}
