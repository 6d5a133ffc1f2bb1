package dev.basalt.controllers.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final Set<String> OURS = Set.of("basalt", "volcano");
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void howManyPodsAReplicaSetWants() {
    Workload set = Workload.of(read("replicas: 3", "volcano", ReplicaSet.class), OURS);
    assertThat(set.wanted()).isEqualTo(3);
    assertThat(set.oneByOne()).isFalse();
    assertThat(set.bucket()).isEqualTo(new ObjectKey("ns", "podgroup-u"));
    assertThat(Workload.of(read("", "volcano", ReplicaSet.class), OURS).wanted()).isEqualTo(1);
  }

  @Test
  void aWorkloadOfOtherSchedulersIsNotKept() {
    assertThat(Workload.of(read("", "default-scheduler", ReplicaSet.class), OURS).bucket())
        .isNull();
  }

  @Test
  void aStatefulSetMakesItsPodsOneByOneUnlessItSaysOtherwise() {
    assertThat(Workload.of(read("", "basalt", StatefulSet.class), OURS).oneByOne()).isTrue();
    assertThat(
            Workload.of(read("podManagementPolicy: Parallel", "basalt", StatefulSet.class), OURS)
                .oneByOne())
        .isFalse();
  }

  @Test
  void aJobWantsWhatRunsAtATimeUntilItIsOver() {
    assertThat(job("parallelism: 4, completions: 2", "").wanted()).isEqualTo(2);
    assertThat(job("parallelism: 4, completions: 9", "").wanted()).isEqualTo(4);
    assertThat(job("parallelism: 4", "").wanted()).isEqualTo(4);
    assertThat(job("parallelism: 4, suspend: true", "").wanted()).isZero();
    assertThat(
            job("parallelism: 4", "status: {conditions: [{type: Complete, status: 'True'}]}")
                .wanted())
        .isZero();
  }

  private Workload job(String spec, String status) {
    Job job =
        serialization.unmarshal(
            "metadata: {namespace: ns, name: w, uid: u}\n"
                + "spec: {"
                + spec
                + ", template: {spec: {schedulerName: basalt}}}\n"
                + status,
            Job.class);
    return Workload.of(job, OURS);
  }

  private <T> T read(String spec, String scheduler, Class<T> type) {
    return serialization.unmarshal(
        """
        metadata: {namespace: ns, name: w, uid: u}
        spec:
          %s
          template: {spec: {schedulerName: %s}}
        """
            .formatted(spec, scheduler),
        type);
  }
}
