package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageReaderTest {
  @Test
  void aClaimIsRead() {
    ClaimSpec claim =
        claim(
            """
            metadata:
              namespace: ns
              name: data
              uid: u
              annotations:
                volume.kubernetes.io/selected-node: n1
                pv.kubernetes.io/bind-completed: "yes"
              ownerReferences:
              - {uid: other, kind: Pod, name: x, apiVersion: v1}
              - {uid: pod, kind: Pod, name: p, apiVersion: v1, controller: true}
            spec:
              storageClassName: fast
              volumeName: pv
              volumeMode: Block
              accessModes: [ReadWriteOncePod]
              resources: {requests: {storage: 5Gi}}
              selector:
                matchLabels: {tier: gold}
                matchExpressions: [{key: age, operator: NotIn, values: [old]}]
            """);
    assertThat(claim)
        .isEqualTo(
            ClaimSpec.builder("u", "ns", "data")
                .storageClass("fast")
                .requestedBytes(5L << 30)
                .accessModes(List.of("ReadWriteOncePod"))
                .block(true)
                .selector(
                    List.of(
                        new Expression("tier", Operator.IN, List.of("gold")),
                        new Expression("age", Operator.NOT_IN, List.of("old"))))
                .volumeName("pv")
                .bound(true)
                .selectedNode("n1")
                .ownerUid("pod")
                .build());
    assertThat(claim.exclusive()).isTrue();
  }

  @Test
  void aClaimThatNamesAVolumeIsNotBoundBeforeItsControllerSaysSo() {
    ClaimSpec claim = claim("metadata: {name: a, namespace: ns, uid: u}\nspec: {volumeName: pv}");
    assertThat(claim.bound()).isFalse();
    assertThat(claim.volumeName()).isEqualTo("pv");
    assertThat(claim.storageClass()).isEmpty();
  }

  @Test
  void aLostClaimAndOneBeingDeletedSaySo() {
    ClaimSpec claim =
        claim(
            """
            metadata: {name: a, namespace: ns, uid: u, deletionTimestamp: "2026-01-01T00:00:00Z"}
            spec: {volumeName: pv}
            status: {phase: Lost}
            """);
    assertThat(claim.lost()).isTrue();
    assertThat(claim.deleting()).isTrue();
  }

  @Test
  void aVolumeIsRead() {
    VolumeSpec volume =
        volume(
            """
            metadata: {name: pv, uid: u, labels: {tier: gold}}
            spec:
              storageClassName: fast
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce, ReadOnlyMany]
              csi: {driver: csi.example.com, volumeHandle: h}
              claimRef: {namespace: ns, name: data, uid: c}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions: [{key: zone, operator: In, values: [a, b]}]
            status: {phase: Bound}
            """);
    assertThat(volume)
        .isEqualTo(
            VolumeSpec.builder("u", "pv")
                .storageClass("fast")
                .capacityBytes(10L << 30)
                .accessModes(List.of("ReadWriteOnce", "ReadOnlyMany"))
                .labels(Map.of("tier", "gold"))
                .nodeAffinity(
                    List.of(
                        new Term(
                            List.of(new Expression("zone", Operator.IN, List.of("a", "b"))),
                            List.of())))
                .driver("csi.example.com")
                .available(false)
                .claim("ns/data")
                .claimUid("c")
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "awsElasticBlockStore: {volumeID: v}, ebs.csi.aws.com",
    "gcePersistentDisk: {pdName: v}, pd.csi.storage.gke.io",
    "vsphereVolume: {volumePath: v}, csi.vsphere.vmware.com",
    "nfs: {path: v}, ''"
  })
  void volumesOfPluginsThatWereMigratedCountForTheirDrivers(String source, String driver) {
    VolumeSpec volume =
        volume(
            "metadata: {name: pv, uid: u}\nspec: {%s}\nstatus: {phase: Available}"
                .formatted(source));
    assertThat(volume.driver()).isEqualTo(driver);
    assertThat(volume.available()).isTrue();
  }

  @Test
  void anAffinityThatCannotBeUnderstoodReachesNoNode() {
    VolumeSpec volume =
        volume(
            """
            metadata: {name: pv, uid: u}
            spec: {nodeAffinity: {required: {nodeSelectorTerms: []}}}
            """);
    assertThat(volume.nodeAffinity()).containsExactly(new Term(List.of(), List.of()));
  }

  @Test
  void aStorageClassIsRead() {
    StorageClass read =
        Serialization.unmarshal(
            """
            metadata: {name: fast}
            provisioner: kubernetes.io/aws-ebs
            volumeBindingMode: WaitForFirstConsumer
            allowedTopologies:
            - matchLabelExpressions: [{key: zone, values: [a, b]}]
            """,
            StorageClass.class);
    Expression zones = new Expression("zone", Operator.IN, List.of("a", "b"));
    assertThat(StorageReader.storageClass(read))
        .isEqualTo(
            new StorageClassSpec(
                "fast", "ebs.csi.aws.com", true, List.of(new Term(List.of(zones), List.of()))));
    read.setProvisioner(StorageClassSpec.NO_PROVISIONER);
    read.setVolumeBindingMode(null);
    assertThat(StorageReader.storageClass(read).provisions()).isFalse();
    assertThat(StorageReader.storageClass(read).waits()).isFalse();
  }

  @Test
  void onlyDriversThatStateACountAreLimited() {
    CSINode node =
        Serialization.unmarshal(
            """
            metadata: {name: n1}
            spec:
              drivers:
              - {name: a, nodeID: n1, allocatable: {count: 25}}
              - {name: b, nodeID: n1, allocatable: {}}
              - {name: c, nodeID: n1}
            """,
            CSINode.class);
    assertThat(StorageReader.attachLimits(node)).isEqualTo(new AttachLimits("n1", Map.of("a", 25)));
  }

  private static ClaimSpec claim(String yaml) {
    return StorageReader.claim(Serialization.unmarshal(yaml, PersistentVolumeClaim.class));
  }

  private static VolumeSpec volume(String yaml) {
    return StorageReader.volume(Serialization.unmarshal(yaml, PersistentVolume.class));
  }
}
