package dev.basalt.plugins.fairshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.UserOrder;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class FairSharePluginTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long GIB = 1L << 30;

  private final World world = new World();
  private final FairSharePlugin plugin = plugin(Map.of());
  private final UserOrder order = RecordedHooks.of(plugin).only(UserOrder.class);

  FairSharePluginTest() {
    world.node("n1", "cpu=100, memory=200Gi, pods=1000");
    world.queue("q", 1);
    world.state().followUsers(UserSource.NAMESPACE, HOUR);
  }

  private static FairSharePlugin plugin(Map<String, Object> arguments) {
    return new FairSharePlugin.Factory().create(new Arguments("fairshare", arguments));
  }

  private QueueUser holder(String namespace, String requests) {
    Task task =
        world.pod(
            Pods.named("pod").namespace(namespace).queue("q").requests(requests).runningOn("n1"));
    return user(task);
  }

  private static QueueUser user(Task task) {
    return Objects.requireNonNull(task.job()).user();
  }

  private void open(long nanos) {
    world.at(nanos);
    plugin.sessionOpened(world);
  }

  @Test
  void theShareIsThatOfTheDominantResource() {
    QueueUser cpus = holder("ann", "cpu=20, memory=10Gi");
    QueueUser memory = holder("bob", "cpu=1, memory=60Gi");
    open(0);

    assertThat(order.share(cpus)).isEqualTo(0.2);
    assertThat(order.share(memory)).isEqualTo(0.3);
    assertThat(order.compare(cpus, memory, false)).isNegative();
    assertThat(order.compare(memory, cpus, false)).isPositive();
    assertThat(order.compare(cpus, cpus, false)).isZero();
  }

  @Test
  void aCapabilityBelowWhatTheNodesHaveIsTheWhole() {
    QueueUser user = holder("ann", "cpu=20, memory=10Gi");
    world.queue("q", 1, 0, "cpu=40, memory=500Gi", "");
    open(0);
    assertThat(order.share(user)).isEqualTo(0.5);

    world.queue("q", 1, 0, "cpu=400", "");
    open(0);
    assertThat(order.share(user)).isEqualTo(0.2);
  }

  @Test
  void aResourceOfWhichThereIsNothingIsNoShare() {
    QueueUser user = holder("ann", "cpu=20, example.com/gpu=8");
    open(0);
    assertThat(order.share(user)).isEqualTo(0.2);
  }

  @Test
  void theWeightOfTheNamespaceDividesAtOnce() {
    QueueUser user = holder("ann", "cpu=20");
    open(0);
    world
        .state()
        .reports()
        .namespaceChanged(NamespaceSpec.builder("ann", "uid").fairShareWeight(4).build());
    assertThat(order.share(user)).isEqualTo(0.05);
  }

  @Test
  void whatWasHeldLatelyCountsBesideWhatIsHeldNow() {
    QueueUser user = holder("ann", "cpu=20");
    open(0);
    assertThat(order.share(user)).isEqualTo(0.2);
    open(HOUR);
    assertThat(order.share(user)).isCloseTo(0.3, within(1e-9));
    world.state().reports().podGone(new Id("ann").uid(), HOUR);
    assertThat(order.share(user)).as("at once").isCloseTo(0.1, within(1e-9));
    open(HOUR);
    open(2 * HOUR);
    assertThat(order.share(user)).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void promisesCountWhereGroupsAreLetIn() {
    world
        .state()
        .reports()
        .groupChanged(
            PodGroupSpec.builder("uid-g", "bob", "g")
                .queue("q")
                .minMember(2)
                .minResources(World.resources("cpu=50"))
                .phase(GroupPhase.INQUEUE)
                .build());
    Job group = Objects.requireNonNull(world.state().group("bob", "g"));
    QueueUser ann = holder("ann", "cpu=20");
    open(0);

    assertThat(order.compare(ann, group.user(), false)).isPositive();
    assertThat(order.compare(ann, group.user(), true)).isNegative();
  }

  @Test
  void usersNamedByLabelsHaveTheWeightsOfTheArguments() {
    FairSharePlugin labelled =
        plugin(Map.of("fairshare.userFrom", "label:team", "fairshare.weight.red", 4));
    UserOrder byLabel = RecordedHooks.of(labelled).only(UserOrder.class);
    world.state().followUsers(UserSource.parse("label:team"), HOUR);
    Task red = world.pod(Pods.named("r").queue("q").user("red").requests("cpu=20").runningOn("n1"));
    Task blue =
        world.pod(Pods.named("b").queue("q").user("blue").requests("cpu=20").runningOn("n1"));
    world.at(0);
    labelled.sessionOpened(world);

    assertThat(byLabel.share(user(red))).isEqualTo(0.05);
    assertThat(byLabel.share(user(blue))).isEqualTo(0.2);
    assertThatThrownBy(() -> plugin(Map.of("fairshare.weight.red", 4)))
        .hasMessageContaining("fairshare.weight.NAME")
        .hasMessageContaining("basalt.dev/fair-share-weight");
  }

  @Test
  void moreRoomMakesSharesSmallerFromTheNextSessionOn() {
    QueueUser user = holder("ann", "cpu=20, memory=" + GIB);
    open(0);
    world.node("n2", "cpu=100, memory=200Gi");
    open(0);
    assertThat(order.share(user)).isEqualTo(0.1);
  }

  private record Id(String namespace) {
    String uid() {
      return "uid-" + namespace + "-pod";
    }
  }
}
