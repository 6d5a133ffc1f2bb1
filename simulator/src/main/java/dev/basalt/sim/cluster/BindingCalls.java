package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Binding;
import dev.basalt.sim.cluster.ClusterSettings.NodeCheck;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The scheduler's binder against a simulated API server. It keeps the port's contract: one answer
 * for each binding, and only a definite one. After a conflict or an unknown outcome it reads the
 * pod; where nobody has bound it and the outcome was unknown it sends the same binding again.
 */
final class BindingCalls implements Binder {
  private static final String UNBOUND = "Unbound";

  private final SimulatedApiServer server;
  private final ApiChannel channel;
  private final Timeline timeline;
  private final ClusterSettings settings;
  private final Consumer<ClusterEvent> events;
  private final Deque<Binding> waiting = new ArrayDeque<>();
  private int inFlight;

  BindingCalls(
      SimulatedApiServer server,
      ApiChannel channel,
      Timeline timeline,
      ClusterSettings settings,
      Consumer<ClusterEvent> events) {
    this.server = server;
    this.channel = channel;
    this.timeline = timeline;
    this.settings = settings;
    this.events = events;
  }

  @Override
  public void bind(Binding binding) {
    timeline.after(
        0,
        () -> {
          waiting.add(binding);
          sendNext();
        });
  }

  private void sendNext() {
    while (!channel.isClosed() && inFlight < settings.maxInFlight() && !waiting.isEmpty()) {
      inFlight++;
      send(waiting.remove());
    }
  }

  private void send(Binding binding) {
    boolean requireNode = settings.nodeCheck() == NodeCheck.REFUSED;
    channel.write(() -> server.bind(binding, requireNode), reply -> answered(binding, reply));
  }

  private void answered(Binding binding, Reply reply) {
    switch (reply.outcome()) {
      case OK -> finish(new ClusterEvent.BindingConfirmed(binding.podUid()));
      case NOT_FOUND -> refuse(binding, reply);
      case CONFLICT, UNKNOWN -> readBack(binding, reply);
      case UNAVAILABLE -> channel.pause(() -> send(binding));
    }
  }

  private void readBack(Binding binding, Reply reply) {
    channel.read(
        () -> read(binding),
        pod -> {
          switch (pod.outcome()) {
            case OK -> finish(new ClusterEvent.BindingConfirmed(binding.podUid()));
            case NOT_FOUND -> {
              if (pod.reason().equals(UNBOUND) && reply.outcome() == Reply.Outcome.UNKNOWN) {
                send(binding);
              } else {
                refuse(binding, reply.outcome() == Reply.Outcome.UNKNOWN ? pod : reply);
              }
            }
            case CONFLICT -> refuse(binding, pod);
            case UNAVAILABLE, UNKNOWN -> channel.pause(() -> readBack(binding, reply));
          }
        });
  }

  /** OK where the pod is on the binding's node. */
  private Reply read(Binding binding) {
    SimulatedPod pod = server.podNamed(binding.namespace(), binding.podName());
    if (pod == null || !pod.uid().equals(binding.podUid())) {
      return Reply.notFound("PodGone", "pod " + binding.podName() + " of that UID is gone");
    }
    if (pod.nodeName() == null) {
      return Reply.notFound(UNBOUND, "pod " + pod.key() + " has no node");
    }
    return pod.nodeName().equals(binding.nodeName())
        ? Reply.OK
        : Reply.conflict("pod " + pod.key() + " is on node " + pod.nodeName());
  }

  private void refuse(Binding binding, Reply reply) {
    finish(new ClusterEvent.BindingRefused(binding.podUid(), reply.reason(), reply.message()));
  }

  private void finish(ClusterEvent answer) {
    inFlight--;
    events.accept(answer);
    sendNext();
  }
}
