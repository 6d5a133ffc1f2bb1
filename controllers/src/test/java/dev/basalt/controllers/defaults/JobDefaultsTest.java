package dev.basalt.controllers.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JobDefaultsTest {
  @Test
  void absentFieldsMeanWhatAdmissionWouldSet() {
    JobSpec spec =
        defaults(
            """
            plugins: {mpi: []}
            tasks:
            - {replicas: 2, template: {spec: {hostNetwork: true}}}
            - replicas: 6
              partitionPolicy: {totalPartitions: 3, partitionSize: 2, minPartitions: 2}
            - {name: own, replicas: 3, minAvailable: 1, maxRetry: 5}
            - {replicas: 8, partitionPolicy: {totalPartitions: 4, partitionSize: 2}}
            - replicas: 10
              partitionPolicy: {totalPartitions: 5, partitionSize: 2, minPartitions: 0}
            """);

    assertThat(spec.queue()).isEqualTo("default");
    assertThat(spec.schedulerName()).isEqualTo("basalt");
    assertThat(spec.maxRetry()).isEqualTo(3);
    assertThat(spec.minAvailable()).isEqualTo(2 + 4 + 1 + 8 + 10);
    assertThat(spec.tasks())
        .extracting("name")
        .containsExactly("default0", "default1", "own", "default3", "default4");
    assertThat(spec.tasks()).extracting("minAvailable").containsExactly(2, 4, 1, 8, 10);
    assertThat(spec.tasks()).extracting("maxRetry").containsExactly(3, 3, 5, 3, 3);
    assertThat(Objects.requireNonNull(spec.plugins())).containsOnlyKeys("mpi", "svc", "ssh");
    assertThat(
            Objects.requireNonNull(Objects.requireNonNull(spec.tasks()).getFirst().template())
                .getSpec()
                .getDnsPolicy())
        .isEqualTo("ClusterFirstWithHostNet");
  }

  @Test
  void whatIsSetStays() {
    JobSpec spec =
        defaults(
            """
            queue: q
            schedulerName: volcano
            maxRetry: 0
            minAvailable: 0
            plugins: {pytorch: [], svc: [--disable-network-policy]}
            tasks:
            - {name: a, replicas: 2, template: {spec: {hostNetwork: true, dnsPolicy: Default}}}
            """);

    assertThat(spec.queue()).isEqualTo("q");
    assertThat(spec.schedulerName()).isEqualTo("volcano");
    assertThat(spec.maxRetry()).isZero();
    assertThat(spec.minAvailable()).isZero();
    assertThat(Objects.requireNonNull(spec.plugins()).get("svc"))
        .containsExactly("--disable-network-policy");
    assertThat(
            Objects.requireNonNull(Objects.requireNonNull(spec.tasks()).getFirst().template())
                .getSpec()
                .getDnsPolicy())
        .isEqualTo("Default");
    assertThat(JobDefaults.of(spec)).isEqualTo(spec);
  }

  private static JobSpec defaults(String yaml) {
    return JobDefaults.of(Serialization.unmarshal(yaml, JobSpec.class));
  }
}
