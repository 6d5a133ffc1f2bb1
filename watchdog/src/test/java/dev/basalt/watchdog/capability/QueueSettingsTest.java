package dev.basalt.watchdog.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.NodeGroupTerms;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueAffinity;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSettingsTest {
  private static final String RULE = BasaltNames.CAPABILITY;
  private static final CapabilityRule WEIGHT = CapabilityRule.parse("weight");

  @Test
  void aQueueThatSaysNothingIsKeptAsUsual() throws Exception {
    assertThat(QueueSettings.read(queue(Map.of()), null, 0).rule()).isNull();
    assertThat(QueueSettings.read(queue(Map.of()), WEIGHT, 0).rule()).isEqualTo(WEIGHT);
    assertThat(QueueSettings.read(queue(Map.of(RULE, "manual")), WEIGHT, 0).rule()).isNull();
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    QueueSettings settings =
        QueueSettings.read(
            queue(
                Map.of(
                    RULE,
                    "40%",
                    BasaltNames.CAPABILITY_ZONES,
                    "a, b",
                    BasaltNames.CAPABILITY_MIN,
                    "cpu=8",
                    BasaltNames.CAPABILITY_MAX,
                    "cpu=64,memory=256Gi",
                    BasaltNames.CAPABILITY_HYSTERESIS,
                    "5%")),
            null,
            0);

    assertThat(settings)
        .isEqualTo(
            new QueueSettings(
                CapabilityRule.parse("40%"),
                List.of("a", "b"),
                Plans.amounts("cpu", "8"),
                Plans.amounts("cpu", "64", "memory", "256Gi"),
                500));
  }

  @Test
  void aQueueOfAZoneHasItsCapabilityFromThere() throws Exception {
    assertThat(QueueSettings.read(queue(Map.of(BasaltNames.ZONE, "a")), WEIGHT, 0).zones())
        .containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basalt.dev/capability | wieght | write weight",
        "basalt.dev/capability-zones | a,,b | is no zone",
        "basalt.dev/capability-zones | A | is no zone",
        "basalt.dev/capability-min | 8 | cpu=8,memory=32Gi",
        "basalt.dev/capability-max | cpu=much | quantity",
        "basalt.dev/capability-hysteresis | 5 | write 0% to 100%"
      })
  void whatCannotBeReadIsNamedWithTheRemedy(String annotation, String value, String remedy) {
    assertThatThrownBy(
            () -> QueueSettings.read(queue(Map.of(annotation, value)), WEIGHT, 0))
        .isInstanceOf(QueueSettings.UnreadableException.class)
        .hasMessageContaining("metadata.annotations[" + annotation + "]: \"" + value + "\"")
        .hasMessageContaining(remedy);
  }

  @Test
  void aMaximumBelowTheMinimumIsRefused() {
    assertThatThrownBy(
            () ->
                QueueSettings.read(
                    queue(
                        Map.of(
                            BasaltNames.CAPABILITY_MIN,
                            "cpu=8",
                            BasaltNames.CAPABILITY_MAX,
                            "cpu=4")),
                    null,
                    0))
        .hasMessageContaining("less than the minimum for cpu");
  }

  @Test
  void whoeverElseSetThePartsOfACapabilityHoldsIt() {
    assertThat(held("kubectl-edit", "Update", Map.of("f:cpu", Map.of())).holder())
        .isEqualTo("kubectl-edit");
    assertThat(held("basalt-watchdog", "Apply", Map.of("f:cpu", Map.of())).holder()).isNull();
    assertThat(held("basalt-watchdog", "Update", Map.of("f:cpu", Map.of())).holder())
        .isEqualTo("basalt-watchdog");
    assertThat(held("kubectl-edit", "Update", Map.of(".", Map.of())).holder()).isNull();
    assertThat(held("kubectl-edit", "Update", null).holder()).isNull();
  }

  @Test
  void zonesThatAreReservedForOthersAreNotForAQueueThatNamesNone() throws Exception {
    ZoneChoice choice = new ZoneChoice();
    Pool open = new Pool("a", "");
    Pool reserved = new Pool("b", "");
    choice.look(
        Set.of(open, reserved),
        List.of(NodeZoneSpec.open("b", "u").reservedFor(Set.of("trading"), Set.of("urgent"))));
    QueueSettings any = QueueSettings.read(queue(Map.of()), WEIGHT, 0);
    QueueSettings named =
        QueueSettings.read(queue(Map.of(BasaltNames.CAPABILITY_ZONES, "b")), WEIGHT, 0);

    assertThat(choice.of(queue(Map.of()), any)).containsExactly(open);
    assertThat(choice.of(queue(Map.of()), named)).containsExactly(reserved);
    Queue trading = Queue.of("trading", QueueSpec.ofWeight(1));
    assertThat(choice.of(QueueRecord.read(trading, "w"), any)).containsOnly(open, reserved);
  }

  @Test
  void aZoneThatLostItsLastNodeIsKnownButASlipIsNot() throws Exception {
    ZoneChoice choice = new ZoneChoice();
    choice.look(Set.of(new Pool("a", "")), List.of());
    choice.look(Set.of(), List.of(NodeZoneSpec.open("c", "u")));

    assertThat(
            choice.unknown(
                QueueSettings.read(
                    queue(Map.of(BasaltNames.CAPABILITY_ZONES, "a,b,c")), WEIGHT, 0)))
        .containsExactly("b");
  }

  @Test
  void nodeGroupsOfTheQueuesAffinityAreChosen() throws Exception {
    ZoneChoice choice = new ZoneChoice();
    Pool fast = new Pool("a", "fast");
    Pool slow = new Pool("a", "slow");
    Pool none = new Pool("a", "");
    choice.look(Set.of(fast, slow, none), List.of());

    assertThat(choice.of(affine(new NodeGroupTerms(List.of("fast"), null), null), usual()))
        .containsOnly(fast);
    assertThat(choice.of(affine(null, new NodeGroupTerms(List.of("slow"), null)), usual()))
        .containsOnly(fast, none);
  }

  private static QueueSettings usual() throws Exception {
    return QueueSettings.read(queue(Map.of()), WEIGHT, 0);
  }

  private static QueueRecord affine(
      @Nullable NodeGroupTerms affinity, @Nullable NodeGroupTerms antiAffinity) {
    return QueueRecord.read(
        Queue.of(
            "q",
            new QueueSpec(
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new QueueAffinity(affinity, antiAffinity),
                null)),
        "basalt-watchdog");
  }

  private static QueueRecord held(
      String manager, String operation, @Nullable Map<String, Object> capability) {
    Queue queue = Queue.of("q", QueueSpec.ofWeight(1));
    ManagedFieldsEntryBuilder entry =
        new ManagedFieldsEntryBuilder().withManager(manager).withOperation(operation);
    Map<String, Object> spec =
        capability == null ? Map.of("f:weight", Map.of()) : Map.of("f:capability", capability);
    queue
        .getMetadata()
        .setManagedFields(
            List.of(
                entry
                    .withNewFieldsV1()
                    .addToAdditionalProperties("f:spec", spec)
                    .endFieldsV1()
                    .build()));
    return QueueRecord.read(queue, "basalt-watchdog");
  }

  private static QueueRecord queue(Map<String, String> annotations) {
    Queue queue = Queue.of("q", QueueSpec.ofWeight(1));
    queue.getMetadata().setAnnotations(annotations);
    QueueRecord record = QueueRecord.read(queue, "basalt-watchdog");
    assertThat(record.capability()).isEqualTo(ResourceList.EMPTY);
    return record;
  }
}
