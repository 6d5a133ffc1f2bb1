package dev.basalt.controllers.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberPodTest {
  @ParameterizedTest
  @CsvSource({
    "flow, flow",
    "flow[0].load, flow[0].load",
    "flow[1].fan(0:a), flow[1].fan",
    "flow.fan(3:day (early)), flow.fan",
    "flow[1].fan(0:a)(1), flow[1].fan",
    "flow[1].outer(0:a)[0].inner(1:b), flow[1].outer(0:a)[0].inner",
    "(odd), (odd)",
  })
  void nodesOfOneFanOutAreOneStep(String node, String step) {
    assertThat(MemberPod.step(node)).isEqualTo(step);
  }

  @Test
  void aPodOfAWorkflowIsReadWithWhatItsGroupNeeds() {
    Pod pod = pod("argoproj.io/v1alpha1", "Workflow");
    pod.getMetadata()
        .setAnnotations(
            Map.of(
                "workflows.argoproj.io/node-name",
                "flow[1].fan(0:a)",
                VolcanoNames.QUEUE_NAME,
                "night",
                BasaltNames.USER,
                "alice"));

    MemberPod read = read(pod);

    assertThat(read.bucket()).isEqualTo(new ObjectKey("ns", "podgroup-u1"));
    assertThat(read.step()).isEqualTo("flow[1].fan");
    assertThat(read.wishes().queue()).isEqualTo("night");
    assertThat(read.user()).isEqualTo("alice");
    assertThat(read.requests().get("cpu")).isEqualTo(250);
    assertThat(read.alive()).isTrue();
  }

  @Test
  void onlyGroupsThatAreOursToMakeAreMade() {
    Pod bare = pod("apps/v1", "ReplicaSet");
    bare.getMetadata().setOwnerReferences(null);
    assertThat(read(bare).owner()).isNull();
    assertThat(read(bare).bucket()).isNull();
    assertThat(read(pod("v1", "Node")).owner()).isNull();
    assertThat(read(pod("batch.volcano.sh/v1alpha1", "Job")).owner()).isNull();

    Pod spark = pod("v1", "Pod");
    spark.getMetadata().setAnnotations(Map.of(VolcanoNames.GROUP_NAME, "spark-podgroup"));
    assertThat(read(spark).owner()).isNull();
    assertThat(read(spark).bucket()).isEqualTo(new ObjectKey("ns", "spark-podgroup"));

    Pod ours = pod("apps/v1", "ReplicaSet");
    ours.getMetadata().setAnnotations(Map.of(VolcanoNames.GROUP_NAME, "podgroup-u1-q2"));
    assertThat(read(ours).owner()).isNotNull();
    assertThat(read(ours).group()).isEqualTo("podgroup-u1-q2");
  }

  @ParameterizedTest
  @CsvSource({
    "argoproj.io/v1alpha1, Workflow, /apis/argoproj.io/v1alpha1/namespaces/ns/workflows/w",
    "v1, Pod, /api/v1/namespaces/ns/pods/w",
    "networking.k8s.io/v1, NetworkPolicy, /apis/networking.k8s.io/v1/namespaces/ns/networkpolicies/w",
    "example.com/v1, Gateway, /apis/example.com/v1/namespaces/ns/gateways/w",
    "example.com/v1, Batch, /apis/example.com/v1/namespaces/ns/batches/w",
  })
  void ownersAreFoundByTheirKind(String version, String kind, String path) {
    assertThat(new Owner(version, kind, "w", "u").path("ns")).isEqualTo(path);
  }

  private static MemberPod read(Pod pod) {
    return MemberPod.read(pod, new PodReader(new Pools()));
  }

  private static Pod pod(String version, String kind) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("p")
        .withUid("p-uid")
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(version)
                .withKind(kind)
                .withName("w")
                .withUid("u1")
                .withController(true)
                .build())
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withNewResources()
        .addToRequests("cpu", new Quantity("250m"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
