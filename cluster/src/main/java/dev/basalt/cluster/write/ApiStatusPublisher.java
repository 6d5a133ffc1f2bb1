package dev.basalt.cluster.write;

import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.core.port.StatusUpdate.GroupEvent;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.NodeZoneStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes status, conditions and events, few of them: words on one object are merged for a moment,
 * what the object says already is not written again, and each kind of write has a narrow lane of
 * its own, so that none of them ever delays a binding.
 *
 * <p>Patches touch status fields only and name the UID they are meant for.
 */
public final class ApiStatusPublisher implements StatusPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ApiStatusPublisher.class);

  /** What a word is on: a kind of word, an object, and for events the reason. */
  private record Key(String what, String object, String uid, String detail) {
    @Override
    public String toString() {
      return what + " of " + object;
    }
  }

  private final WriteLoop loop;
  private final Fence fence;
  private final Counts groupCounts = new Counts();
  private final Counts queueCounts = new Counts();
  private final Counts zoneCounts = new Counts();
  private final Counts podCounts = new Counts();
  private final Counts eventCounts = new Counts();
  private final Outbox<Key, GroupStatus> groups;
  private final Outbox<Key, ObjectProblem> groupProblems;
  private final Outbox<Key, QueueStatus> queues;
  private final Outbox<Key, NodeZoneStatus> zones;
  private final Outbox<Key, PodWaiting> pods;
  private final Outbox<Key, ObjectEvent> events;

  /** A publisher. */
  public ApiStatusPublisher(
      ApiTransport transport, WriteLoop loop, Clock clock, Fence fence, StatusSettings settings) {
    this.loop = loop;
    this.fence = fence;
    Requests requests = new Requests(transport, loop);
    var timeout = settings.requestTimeout();
    GroupStatusWriter groupWriter = new GroupStatusWriter(requests, clock, timeout);
    groups =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.groups(),
            ApiStatusPublisher::merge,
            groupWriter::write,
            groupCounts);
    groupProblems =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.groups(),
            (older, newer) -> newer,
            groupWriter::write,
            groupCounts);
    queues =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.queues(),
            (older, newer) -> newer,
            new QueueStatusWriter(requests, timeout)::write,
            queueCounts);
    zones =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.queues(),
            (older, newer) -> newer,
            new NodeZoneStatusWriter(requests, timeout)::write,
            zoneCounts);
    pods =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.pods(),
            (older, newer) -> newer,
            new PodConditionWriter(requests, clock, timeout)::write,
            podCounts);
    events =
        new Outbox<>(
            loop,
            clock,
            fence,
            settings.events(),
            (older, newer) -> newer,
            new EventWriter(requests, clock, timeout, settings.component())::write,
            eventCounts);
  }

  @Override
  public void publish(StatusUpdate update) {
    long epoch = fence.epoch();
    loop.execute(() -> accept(update, epoch));
  }

  /** Takes back what was to be said of a waiting pod: the pod is being bound. Any thread. */
  public void binding(Binding binding) {
    Key key = podKey(binding.podUid(), binding.namespace(), binding.podName());
    Key event =
        eventKey(waitingEvent(binding.podUid(), binding.namespace(), binding.podName(), "bound"));
    loop.execute(() -> {
      pods.remove(key);
      events.remove(event);
    });
  }

  /** Records an event. Any thread. */
  public void event(ObjectEvent event) {
    long epoch = fence.epoch();
    loop.execute(() -> putEvent(event, epoch));
  }

  /**
   * Writes so far by kind ({@code group}, {@code queue}, {@code zone}, {@code pod}, {@code event})
   * and outcome ({@code Written}, {@code Unchanged}, {@code Obsolete}, {@code Rejected}, {@code
   * Retried}, {@code Dropped}, {@code NotLeader}).
   */
  public Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    counts.put("group", groupCounts.all());
    counts.put("queue", queueCounts.all());
    counts.put("zone", zoneCounts.all());
    counts.put("pod", podCounts.all());
    counts.put("event", eventCounts.all());
    return counts;
  }

  private void accept(StatusUpdate update, long epoch) {
    switch (update) {
      case GroupStatus group ->
          groups.put(
              new Key(
                  "status", "PodGroup " + group.namespace() + "/" + group.name(), group.uid(), ""),
              group,
              epoch);
      case QueueStatus queue ->
          queues.put(new Key("status", "Queue " + queue.name(), queue.uid(), ""), queue, epoch);
      case NodeZoneStatus zone ->
          zones.put(new Key("status", "NodeZone " + zone.name(), zone.uid(), ""), zone, epoch);
      case PodWaiting pod -> putWaiting(pod, epoch);
      case GroupEvent event ->
          putEvent(
              new ObjectEvent(
                  "PodGroup",
                  event.namespace(),
                  event.name(),
                  event.uid(),
                  event.warning(),
                  event.reason(),
                  event.message()),
              epoch);
      case ObjectProblem problem -> putProblem(problem, epoch);
    }
  }

  private void putWaiting(PodWaiting pod, long epoch) {
    pods.put(podKey(pod.podUid(), pod.namespace(), pod.podName()), pod, epoch);
    if (pod.alone()) {
      putEvent(waitingEvent(pod.podUid(), pod.namespace(), pod.podName(), pod.message()), epoch);
    }
  }

  private static ObjectEvent waitingEvent(
      String uid, String namespace, String name, String message) {
    return new ObjectEvent("Pod", namespace, name, uid, true, "FailedScheduling", message);
  }

  private void putProblem(ObjectProblem update, long epoch) {
    String namespace = update.namespace();
    String object =
        update.kind() + " " + (namespace == null ? "" : namespace + "/") + update.name();
    String problem = update.problem();
    if (problem == null) {
      LOG.info("{} is valid again", object);
    } else {
      LOG.warn("{} is left aside: {}", object, problem);
    }
    putEvent(
        new ObjectEvent(
            update.kind(),
            namespace,
            update.name(),
            update.uid(),
            problem != null,
            problem == null ? "Valid" : "Invalid",
            problem == null ? "the object is valid again" : problem),
        epoch);
    if (namespace == null) {
      return;
    }
    if (update.kind().equals("PodGroup")) {
      groupProblems.put(new Key("problem", object, update.uid(), ""), update, epoch);
    } else if (update.kind().equals("Pod") && problem != null) {
      pods.put(
          podKey(update.uid(), namespace, update.name()),
          new PodWaiting(update.uid(), namespace, update.name(), "Invalid", problem, false),
          epoch);
    }
  }

  private void putEvent(ObjectEvent event, long epoch) {
    events.put(eventKey(event), event, epoch);
  }

  private static Key eventKey(ObjectEvent event) {
    String object = event.kind() + " " + event.eventNamespace() + "/" + event.name();
    return new Key("event", object, event.uid(), event.reason());
  }

  private static Key podKey(String uid, String namespace, String name) {
    return new Key("condition", "Pod " + namespace + "/" + name, uid, "");
  }

  /** The newer status; what the older one said of conditions stands if the newer one is silent. */
  private static GroupStatus merge(GroupStatus older, GroupStatus newer) {
    if (newer.condition() != null || older.condition() == null) {
      return newer;
    }
    return new GroupStatus(
        newer.uid(),
        newer.namespace(),
        newer.name(),
        newer.phase(),
        newer.running(),
        newer.succeeded(),
        newer.failed(),
        older.condition());
  }
}
