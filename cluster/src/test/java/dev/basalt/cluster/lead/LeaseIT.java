package dev.basalt.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence.Permit;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Electors on a Lease of a real API server. */
final class LeaseIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("lease").withoutControllers().withoutFakeNodes());

  private static final String NAME = "basalt-scheduler";
  private static final LeaseTimes TIMES =
      new LeaseTimes(
          Duration.ofSeconds(4),
          Duration.ofSeconds(3),
          Duration.ofMillis(300),
          Duration.ofMillis(900),
          Duration.ofSeconds(1));

  @TempDir Path directory;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  @Test
  void leaseGoesFromHandToHandOnRelease() throws Exception {
    try (ApiClient client = client(CLUSTER.cluster().kubeconfigText())) {
      LeaderElector one = elector(client, "one");
      one.start();
      assertThat(next()).isEqualTo("one acquired 1");
      assertThat(holder()).startsWith("one_");
      CLUSTER
          .client()
          .leases()
          .inNamespace(CLUSTER.namespace())
          .withName(NAME)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"labels\":{\"kept\":\"yes\"}}}");
      try (LeaderElector two = elector(client, "two")) {
        two.start();
        one.close();
        assertThat(next()).isEqualTo("one lost");
        assertThat(next()).isEqualTo("two acquired 2");
        assertThat(two.permit(2)).isEqualTo(Permit.SEND);
        assertThat(one.permit(1)).isEqualTo(Permit.LOST);
        assertThat(lease().getMetadata().getLabels()).containsEntry("kept", "yes");
      }
      assertThat(lease().getSpec().getHolderIdentity()).isNull();
    }
  }

  @Test
  void replicaThatIsCutOffStopsBeforeTheOtherOneLeadsAndContendsAgain() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(CLUSTER.cluster().clientConfig(), 1);
        ApiClient cut = client(proxy.kubeconfigText());
        ApiClient client = client(CLUSTER.cluster().kubeconfigText());
        LeaderElector one = elector(cut, "one")) {
      one.start();
      assertThat(next()).isEqualTo("one acquired 1");
      try (LeaderElector two = elector(client, "two")) {
        two.start();
        Eventually.within(Duration.ofMinutes(1))
            .passes(() -> assertThat(two.holder()).startsWith("one_"));
        proxy.startOutage();
        assertThat(next()).isEqualTo("one lost");
        assertThat(next()).isEqualTo("two acquired 2");
        assertThat(one.permit(1)).isEqualTo(Permit.LOST);
        proxy.endOutage();
        Eventually.within(Duration.ofMinutes(1))
            .passes(() -> assertThat(one.holder()).startsWith("two_"));
      }
      assertThat(next()).isEqualTo("two lost");
      assertThat(next()).isEqualTo("one acquired 3");
    }
  }

  @Test
  void missingNamespaceIsNamedWithItsRemedy() throws Exception {
    try (ApiClient client = client(CLUSTER.cluster().kubeconfigText());
        LeaderElector elector =
            LeaderElector.on(
                client,
                LeaseSettings.of("no-such-namespace", NAME, "one", TIMES),
                Clock.system(),
                listener("one"))) {
      elector.start();
      Eventually.within(Duration.ofMinutes(1))
          .passes(() ->
              assertThat(elector.problem()).contains("kubectl create namespace no-such-namespace"));
      assertThat(elector.leading()).isFalse();
    }
  }

  private LeaderElector elector(ApiClient client, String host) {
    return LeaderElector.on(
        client,
        LeaseSettings.of(CLUSTER.namespace(), NAME, host, TIMES),
        Clock.system(),
        listener(host));
  }

  private LeadershipListener listener(String host) {
    return new LeadershipListener() {
      @Override
      public void acquired(long epoch) {
        said.add(host + " acquired " + epoch);
      }

      @Override
      public void lost() {
        said.add(host + " lost");
      }
    };
  }

  private String next() throws InterruptedException {
    String word = said.poll(1, TimeUnit.MINUTES);
    return word == null ? "nothing" : word;
  }

  private static Lease lease() {
    return CLUSTER.client().leases().inNamespace(CLUSTER.namespace()).withName(NAME).get();
  }

  private static String holder() {
    return lease().getSpec().getHolderIdentity();
  }

  private ApiClient client(String kubeconfig) throws IOException {
    Path file = Files.createTempFile(directory, "kubeconfig", "");
    Files.writeString(file, kubeconfig);
    return ApiClient.open(ApiAccess.kubeconfig(file), "basalt-test");
  }
}
