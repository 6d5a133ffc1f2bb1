package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.zone.GroupClaims;
import dev.basalt.core.zone.GroupClaims.Wish;
import dev.basalt.core.zone.LeaseSight;
import dev.basalt.core.zone.NodeOwnership;
import dev.basalt.core.zone.NodeSight;
import dev.basalt.core.zone.OwnershipAction;
import dev.basalt.core.zone.OwnershipSettings;
import dev.basalt.core.zone.PlacedNodes;
import dev.basalt.core.zone.Written;
import dev.basalt.sim.time.Timeline;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's ownership of nodes against a simulated API server: the shipped rules, with
 * requests that are late, lost or refused like all others. Its Lease is renewed as long as the
 * process lives.
 */
final class OwnershipCalls implements Ownership {
  private static final long NEVER = Long.MAX_VALUE;

  private final SimulatedApiServer server;
  private final ApiChannel channel;
  private final Timeline timeline;
  private final OwnershipSettings settings;
  private final Consumer<ClusterEvent> events;
  private final NodeOwnership rules;
  private final PlacedNodes nodes = new PlacedNodes();
  private final GroupClaims claims = new GroupClaims();
  private long nextPumpNanos = NEVER;

  OwnershipCalls(
      SimulatedApiServer server,
      ApiChannel channel,
      Timeline timeline,
      OwnershipSettings settings,
      Consumer<ClusterEvent> events) {
    this.server = server;
    this.channel = channel;
    this.timeline = timeline;
    this.settings = settings;
    this.events = events;
    this.rules = new NodeOwnership(settings);
  }

  /** Takes note of what the process's watches say. */
  void observe(ClusterEvent event) {
    for (NodeSpec node : nodes.observe(event)) {
      rules.seen(node.name(), node.uid(), node.zone(), node.owner(), timeline.nanos());
    }
    switch (event) {
      case ClusterEvent.NodeGone(var name, var uid) -> rules.gone(name, uid, timeline.nanos());
      case ClusterEvent.PodGroupChanged(PodGroupSpec group) -> {
        if (group.owner() != null) {
          rules.heardOf(group.owner());
        }
      }
      default -> {}
    }
    pump();
  }

  /** The process leads from now on, for as long as it lives. */
  void lead() {
    renew();
    rules.leads(server.owners().nextTerm(), timeline.nanos());
    pump();
  }

  @Override
  public void opened(String node, String uid) {
    timeline.after(0, () -> told(() -> rules.opened(node, uid)));
  }

  @Override
  public void drained(String node, String uid) {
    timeline.after(0, () -> told(() -> rules.drained(node, uid, timeline.nanos())));
  }

  @Override
  public void claim(String namespace, String name, String uid) {
    timeline.after(0, () -> send(claims.wish(new Wish(namespace, name, uid, true))));
  }

  @Override
  public void unclaim(String namespace, String name, String uid) {
    timeline.after(0, () -> send(claims.wish(new Wish(namespace, name, uid, false))));
  }

  private void send(@Nullable Wish wish) {
    if (wish == null) {
      return;
    }
    String key = wish.namespace() + "/" + wish.name();
    channel.write(
        () ->
            wish.claims()
                ? server.owners().claimGroup(key, wish.uid(), settings.identity(), rules::isExpired)
                : server.owners().unclaimGroup(key, wish.uid(), settings.identity()),
        reply -> {
          boolean definite =
              reply.outcome() != Reply.Outcome.UNKNOWN
                  && reply.outcome() != Reply.Outcome.UNAVAILABLE;
          Wish next = claims.answered(wish, definite);
          if (next != null) {
            channel.pause(() -> send(next));
          }
        });
  }

  private void renew() {
    if (!channel.isClosed()) {
      channel.write(() -> server.owners().renewLease(settings.identity()), reply -> {});
      timeline.after(settings.retryPeriod().toNanos(), this::renew);
    }
  }

  private void told(Runnable what) {
    if (!channel.isClosed()) {
      what.run();
      pump();
    }
  }

  private void pump() {
    for (OwnershipAction action : rules.due(timeline.nanos())) {
      perform(action);
    }
    long next = rules.nextNanos();
    if (next != NEVER && next != nextPumpNanos) {
      nextPumpNanos = next;
      timeline.after(
          Math.max(1, next - timeline.nanos()),
          () -> {
            if (next == nextPumpNanos) {
              nextPumpNanos = NEVER;
              told(() -> {});
            }
          });
    }
  }

  private void perform(OwnershipAction action) {
    switch (action) {
      case OwnershipAction.Read(var node, var ticket) ->
          read(
              () -> sight(node),
              sight -> rules.read(ticket, sight, timeline.nanos()),
              () -> rules.failed(ticket, timeline.nanos()));
      case OwnershipAction.Claim(var node, var version, var _, var ticket) ->
          write(node, version, settings.identity(), ticket);
      case OwnershipAction.Release(var node, var version, var ticket) ->
          write(node, version, null, ticket);
      case OwnershipAction.ListPods(var node, var ticket) ->
          read(
              () -> podsOn(node),
              pods -> rules.listed(ticket, pods == null ? Set.of() : pods, timeline.nanos()),
              () -> rules.failed(ticket, timeline.nanos()));
      case OwnershipAction.ReadLease(var owner, var ticket) ->
          read(
              () -> lease(owner),
              lease -> rules.leaseRead(ticket, lease, timeline.nanos()),
              () -> rules.leaseRead(ticket, null, timeline.nanos()));
      case OwnershipAction.Grant(var node, var uid, var pods, var fresh) ->
          events.accept(new ClusterEvent.NodeGranted(node, uid, pods, fresh));
      case OwnershipAction.Withdraw(var node, var uid) ->
          events.accept(new ClusterEvent.NodeWithdrawn(node, uid));
      case OwnershipAction.Expired(var owners) ->
          events.accept(new ClusterEvent.OwnersExpired(owners));
    }
  }

  private void write(String node, String version, @Nullable String owner, long ticket) {
    channel.write(
        () -> server.owners().setOwner(node, version, owner),
        reply ->
            told(() -> {
              Written outcome =
                  switch (reply.outcome()) {
                    case OK -> Written.DONE;
                    case CONFLICT, NOT_FOUND -> Written.CONFLICT;
                    case UNAVAILABLE, UNKNOWN -> Written.UNKNOWN;
                  };
              rules.written(ticket, outcome, timeline.nanos());
            }));
  }

  private <T> void read(
      Supplier<@Nullable T> what, Consumer<@Nullable T> answer, Runnable failure) {
    AtomicReference<@Nullable T> found = new AtomicReference<>();
    channel.read(
        () -> {
          found.set(what.get());
          return Reply.OK;
        },
        reply ->
            told(() -> {
              if (reply.outcome() == Reply.Outcome.OK) {
                answer.accept(found.get());
              } else {
                failure.run();
              }
            }));
  }

  private @Nullable NodeSight sight(String name) {
    StoredObject stored = server.store().get(ObjectKind.NODE, name);
    NodeSpec node = server.node(name);
    return stored == null || node == null
        ? null
        : new NodeSight(
            node.uid(),
            nodes.zoneOf(node.labels()),
            node.owner(),
            String.valueOf(stored.revision()));
  }

  private Set<String> podsOn(String node) {
    Set<String> there = new HashSet<>();
    for (SimulatedPod pod : server.pods()) {
      if (node.equals(pod.nodeName()) && !pod.phase().terminal()) {
        there.add(pod.uid());
      }
    }
    return there;
  }

  private LeaseSight lease(String owner) {
    long version = server.owners().leaseVersion(owner);
    return version == 0
        ? LeaseSight.ABSENT
        : new LeaseSight(String.valueOf(version), false, settings.leaseDuration().toNanos());
  }
}
