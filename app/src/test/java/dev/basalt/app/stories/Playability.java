package dev.basalt.app.stories;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.cluster.convert.NamespaceReader;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.NodeZoneReader;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.cluster.convert.StorageReader;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.RunTime;
import dev.basalt.sim.cluster.KubeletSettings;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryEvent;
import dev.basalt.sim.workload.Gang;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a story can be played on a real API server: each of its objects, once made, must be read
 * back by the scheduler's own readers as what the story says. So a field that is new in stories and
 * that nobody has taught {@link RealObjects} yet is refused, and never left out in silence.
 */
final class Playability {
  private static final String UID = "uid";
  private static final Pace AS_TOLD = new Pace(1);
  private static final Pattern USER_FROM =
      Pattern.compile("fairshare\\.userFrom: *\"?([^\"}\\s]+)");

  private final Pools pools = new Pools();
  private final PodReader pods = new PodReader(pools);
  private final NodeReader nodes = new NodeReader(pools);
  private final RealPods made = new RealPods(AS_TOLD, UnaryOperator.identity());

  private Playability() {}

  /** What hinders, if anything does. */
  static Optional<String> whyNot(Story story) {
    if (!story.kubelets().equals(KubeletSettings.standard())) {
      return Optional.of("kubelets: the nodes there are the same in all stories");
    }
    if (story.schedulers().size() > 1 || !story.schedulers().containsValue(Set.of())) {
      return Optional.of("schedulers: one scheduler of all zones is played there");
    }
    Matcher userFrom = USER_FROM.matcher(String.valueOf(story.configurationText()));
    if (userFrom.find() && !userFrom.group(1).equals("annotation:" + BasaltNames.USER)) {
      return Optional.of("fairshare.userFrom: users have their usual annotation there");
    }
    Playability playability = new Playability();
    try {
      story.events().forEach(timed -> playability.require(timed.event()));
      return Optional.empty();
    } catch (UnplayableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void require(StoryEvent event) {
    switch (event) {
      case StoryEvent.PutNode(var node) -> {
        Node object = RealObjects.node(node);
        object.getMetadata().setUid(node.uid());
        same("node " + node.name(), node, nodes.read(object));
      }
      case StoryEvent.PutQueue(var queue) -> {
        var object = RealObjects.queue(queue, UnaryOperator.identity());
        object.getMetadata().setUid(queue.uid());
        same("queue " + queue.name(), queue, QueueReader.read(object));
      }
      case StoryEvent.PutNamespace(var namespace) -> {
        var object = RealObjects.namespace(namespace, namespace.name());
        object.getMetadata().setUid(namespace.uid());
        same("namespace " + namespace.name(), namespace, NamespaceReader.read(object));
      }
      case StoryEvent.PutZone(var zone) -> {
        var object = RealObjects.zone(zone);
        object.getMetadata().setUid(zone.uid());
        same("zone " + zone.name(), zone, NodeZoneReader.read(object));
      }
      case StoryEvent.PutVolume(var volume) ->
          same(
              "volume " + volume.name(),
              volume.toBuilder().available(false).build(),
              StorageReader.volume(RealStorage.volume(volume)));
      case StoryEvent.PutClaim(var claim) ->
          same(
              "claim " + claim.key(),
              claim.toBuilder().bound(true).build(),
              StorageReader.claim(RealStorage.claim(claim, claim.namespace())));
      case StoryEvent.CreateGroup(var gang) -> require(gang);
      case StoryEvent.CreatePod(var pod) -> require(pod);
      case StoryEvent.BreakWatch(var kind) -> watched(kind);
      case StoryEvent.RemoveNode _,
          StoryEvent.RemoveQueue _,
          StoryEvent.PutPriorityClass _,
          StoryEvent.RemoveJob _,
          StoryEvent.RemovePod _,
          StoryEvent.Ungate _,
          StoryEvent.BindByOther _,
          StoryEvent.Configure _,
          StoryEvent.RestartScheduler _,
          StoryEvent.RebootNode _,
          StoryEvent.ResizePod _,
          StoryEvent.Outage _ -> {}
      // An event that is new in stories is refused until it is taught here.
      default -> throw new UnplayableException("event " + event.getClass().getSimpleName());
    }
  }

  private static void name(String what, String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
      throw new UnplayableException(
          what + " " + name + ": names are lower-case letters, digits and dashes there");
    }
  }

  private static void require(Gang gang) {
    name("job", gang.name());
    var object = RealObjects.group(gang, gang.namespace(), AS_TOLD);
    object.getMetadata().setUid(UID);
    var told = SimulatedCluster.groupSpec(gang, UID, 0);
    var read = PodGroupReader.read(object);
    // An empty queue means the default one to both.
    same(
        "job " + gang.key(),
        told,
        gang.queue().isEmpty() ? read.toBuilder().queue("").build() : read);
  }

  private void require(PodRequest request) {
    if (request.template().replaced()) {
      throw new UnplayableException("pod " + request.key() + ": replaced needs a controller");
    }
    name("pod", request.name());
    if (request.template().priority() > 1_000_000_000) {
      throw new UnplayableException("pod " + request.key() + ": priorities of the system");
    }
    Pod object = made.pod(request, request.namespace());
    object.getMetadata().setUid(UID);
    PodSpec told = comparable(SimulatedPod.specOf(request, UID, 0));
    PodSpec read = comparable(pods.read(object));
    same("pod " + request.key(), told, told.runTime().template().isEmpty() ? named(read) : read);
  }

  /** Without the template that every pod has by its name, where a story does not speak of it. */
  private static PodSpec named(PodSpec read) {
    RunTime runTime = read.runTime();
    return read.toBuilder()
        .runTime(new RunTime(runTime.statedMillis(), runTime.limitMillis(), ""))
        .build();
  }

  /** Without what the API server (priority) or Kubernetes itself (whole seconds) decides. */
  private static PodSpec comparable(PodSpec spec) {
    return spec.toBuilder().gracePeriodMillis(0).priority(0).preempts(true).build();
  }

  /** The plural of what a watch is about. */
  static String watched(ObjectKind kind) {
    return switch (kind) {
      case NODE -> "nodes";
      case POD -> "pods";
      case POD_GROUP -> "podgroups";
      case QUEUE -> "queues";
      case NAMESPACE -> "namespaces";
      case PRIORITY_CLASS -> "priorityclasses";
      default -> throw new UnplayableException("watches of " + kind);
    };
  }

  private static void same(String what, Object told, Object read) {
    if (!told.equals(read)) {
      throw new UnplayableException(
          what + " cannot be written so on a real API server: told " + told + ", read " + read);
    }
  }
}
