package dev.basalt.controllers.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.group.GroupPlan.Group;
import dev.basalt.controllers.group.GroupRecord.Made;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupBodiesTest {
  private static final Owner SET = new Owner("apps/v1", "ReplicaSet", "web-1", "u1");

  @Test
  void aGroupGoesWithItsOwner() {
    Group group =
        new Group("podgroup-u1", "night", made(2, cpu(1000), "alice"), List.of(), List.of());

    assertThat(GroupBodies.created(group, SET, "ns"))
        .hasToString(
            """
            {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup",\
            "metadata":{"annotations":{"volcano.sh/preemptable":"true","basalt.dev/user":"alice"},\
            "labels":{},"namespace":"ns","name":"podgroup-u1",\
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"u1","controller":true}]},\
            "spec":{"minMember":2,"minResources":{"cpu":"1"},"queue":"night"}}\
            """);
  }

  @Test
  void onlyWhatDiffersIsWritten() {
    GroupRecord there =
        new GroupRecord(
            new ObjectKey("ns", "podgroup-u1"),
            "g",
            SET,
            true,
            "default",
            PodGroupPhase.RUNNING,
            0,
            false,
            made(2, cpu(1000), ""));

    assertThat(
            GroupBodies.changed(
                new Group("podgroup-u1", "", made(2, null, ""), List.of(), List.of()), there))
        .hasToString("{\"spec\":{\"minResources\":null},\"metadata\":{\"uid\":\"g\"}}");
    Group same = new Group("podgroup-u1", "default", made(2, cpu(1000), ""), List.of(), List.of());
    assertThat(same.differs(there)).isFalse();
    Group moved = new Group("podgroup-u1", "night", made(2, cpu(1000), ""), List.of(), List.of());
    assertThat(moved.differs(there)).isTrue();
    assertThat(GroupBodies.changed(moved, there))
        .hasToString("{\"spec\":{\"queue\":\"night\"},\"metadata\":{\"uid\":\"g\"}}");
  }

  private static ResourceList cpu(long milli) {
    return ResourceList.of(Map.of("cpu", milli));
  }

  private static Made made(int minMember, @Nullable ResourceList resources, String user) {
    return new Made(
        minMember, resources, "", Map.of("volcano.sh/preemptable", "true"), Map.of(), user);
  }
}
