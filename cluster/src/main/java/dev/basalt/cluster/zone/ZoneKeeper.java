package dev.basalt.cluster.zone;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.lead.LeadershipListener;
import dev.basalt.cluster.write.WriteLoop;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.zone.GroupClaims;
import dev.basalt.core.zone.GroupClaims.Wish;
import dev.basalt.core.zone.LeaseSight;
import dev.basalt.core.zone.NodeOwnership;
import dev.basalt.core.zone.OwnershipAction;
import dev.basalt.core.zone.OwnershipSettings;
import dev.basalt.core.zone.PlacedNodes;
import dev.basalt.core.zone.Written;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a scheduler's nodes and gangs its own on an API server: carries out what {@link
 * NodeOwnership} asks for. All of it happens on the write loop; the methods may be called from any
 * thread.
 */
public final class ZoneKeeper implements Ownership, LeadershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneKeeper.class);

  private final ApiTransport transport;
  private final WriteLoop loop;
  private final Clock clock;
  private final OwnershipSettings settings;
  private final Consumer<ClusterEvent> events;
  private final NodeOwnership rules;
  private final PlacedNodes nodes = new PlacedNodes();
  private final GroupClaims claims = new GroupClaims();
  private long nextTurnNanos = Long.MAX_VALUE;
  private volatile Map<String, String> conflicts = Map.of();
  private volatile int owned;

  /**
   * A keeper that does not lead.
   *
   * @param events takes what the engine is to be told, leadership included
   */
  public ZoneKeeper(
      ApiTransport transport,
      WriteLoop loop,
      Clock clock,
      OwnershipSettings settings,
      Consumer<ClusterEvent> events) {
    this.transport = transport;
    this.loop = loop;
    this.clock = clock;
    this.settings = settings;
    this.events = events;
    this.rules = new NodeOwnership(settings);
  }

  /** Nodes of our zones that others keep from us, with their owners. */
  public Map<String, String> conflicts() {
    return conflicts;
  }

  /** Nodes that the engine uses. */
  public int owned() {
    return owned;
  }

  /** Takes note of what the feed says. */
  public void observe(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.NodeChanged _,
          ClusterEvent.NodeZoneChanged _,
          ClusterEvent.NodeZoneGone _ ->
          turn(() -> see(event));
      case ClusterEvent.NodeGone(var name, var uid) ->
          turn(() -> {
            see(event);
            rules.gone(name, uid, clock.nanos());
          });
      case ClusterEvent.PodGroupChanged(PodGroupSpec group) -> {
        String owner = group.owner();
        if (owner != null && !owner.equals(settings.identity())) {
          turn(() -> rules.heardOf(owner));
        }
      }
      default -> {}
    }
  }

  private void see(ClusterEvent event) {
    for (NodeSpec node : nodes.observe(event)) {
      rules.seen(node.name(), node.uid(), node.zone(), node.owner(), clock.nanos());
    }
  }

  /** The nodes are claimed before the engine hears that it leads. */
  @Override
  public void acquired(long epoch) {
    turn(() -> rules.leads(epoch, clock.nanos()));
    loop.execute(() -> events.accept(new ClusterEvent.LeadershipChanged(true)));
  }

  @Override
  public void lost() {
    loop.execute(() -> events.accept(new ClusterEvent.LeadershipChanged(false)));
    turn(rules::lost);
  }

  @Override
  public void opened(String node, String uid) {
    turn(() -> rules.opened(node, uid));
  }

  @Override
  public void drained(String node, String uid) {
    turn(() -> rules.drained(node, uid, clock.nanos()));
  }

  @Override
  public void claim(String namespace, String name, String uid) {
    loop.execute(() -> send(claims.wish(new Wish(namespace, name, uid, true))));
  }

  @Override
  public void unclaim(String namespace, String name, String uid) {
    loop.execute(() -> send(claims.wish(new Wish(namespace, name, uid, false))));
  }

  private void turn(Runnable what) {
    loop.execute(() -> {
      what.run();
      pump();
    });
  }

  private void pump() {
    long now = clock.nanos();
    for (OwnershipAction action : rules.due(now)) {
      perform(action);
    }
    report(now);
    long next = rules.nextNanos();
    if (next != Long.MAX_VALUE && next != nextTurnNanos) {
      nextTurnNanos = next;
      loop.after(
          Math.max(0, next - now),
          () -> {
            if (nextTurnNanos == next) {
              nextTurnNanos = Long.MAX_VALUE;
              pump();
            }
          });
    }
  }

  private void report(long now) {
    owned = rules.open();
    Map<String, String> current = rules.conflicts(now);
    Map<String, String> before = conflicts;
    if (!current.equals(before)) {
      conflicts = Map.copyOf(current);
      current.forEach((node, owner) -> {
        if (!owner.equals(before.get(node))) {
          LOG.atWarn()
              .addKeyValue("node", node)
              .addKeyValue("owner", owner)
              .log(
                  "a node of our zones is kept by another scheduler; see that each zone is served"
                      + " by one");
        }
      });
    }
  }

  private void perform(OwnershipAction action) {
    switch (action) {
      case OwnershipAction.Read(var node, var ticket) ->
          send(
              ZoneRequests.readNode(node),
              answer -> {
                if (answer.successful()) {
                  rules.read(ticket, ZoneRequests.node(answer, nodes), clock.nanos());
                } else {
                  rules.failed(ticket, clock.nanos());
                }
              },
              () -> rules.failed(ticket, clock.nanos()));
      case OwnershipAction.Claim(var node, var version, var term, var ticket) ->
          write(
              ZoneRequests.writeNode(
                  node, version, settings.identity(), term + "." + clock.epochMillis()),
              ticket);
      case OwnershipAction.Release(var node, var version, var ticket) ->
          write(ZoneRequests.writeNode(node, version, null, null), ticket);
      case OwnershipAction.ListPods(var node, var ticket) ->
          send(
              ZoneRequests.readPodsOn(node),
              answer -> {
                if (answer.successful()) {
                  rules.listed(ticket, ZoneRequests.podUids(answer), clock.nanos());
                } else {
                  rules.failed(ticket, clock.nanos());
                }
              },
              () -> rules.failed(ticket, clock.nanos()));
      case OwnershipAction.ReadLease(var owner, var ticket) -> readLease(owner, ticket);
      case OwnershipAction.Grant(var node, var uid, var pods, var fresh) ->
          events.accept(new ClusterEvent.NodeGranted(node, uid, pods, fresh));
      case OwnershipAction.Withdraw(var node, var uid) ->
          events.accept(new ClusterEvent.NodeWithdrawn(node, uid));
      case OwnershipAction.Expired(var owners) ->
          events.accept(new ClusterEvent.OwnersExpired(owners));
    }
  }

  private void readLease(String owner, long ticket) {
    ApiRequest request = ZoneRequests.readLease(owner);
    if (request == null) {
      loop.execute(() -> rules.leaseRead(ticket, LeaseSight.ABSENT, clock.nanos()));
      return;
    }
    send(
        request,
        answer -> {
          LeaseSight sight =
              answer.successful()
                  ? ZoneRequests.lease(answer)
                  : answer.status() == 404 ? LeaseSight.ABSENT : null;
          rules.leaseRead(ticket, sight, clock.nanos());
        },
        () -> rules.leaseRead(ticket, null, clock.nanos()));
  }

  private void write(ApiRequest request, long ticket) {
    send(
        request,
        answer -> {
          Written outcome =
              answer.successful()
                  ? Written.DONE
                  : answer.status() == 409 || answer.status() == 404
                      ? Written.CONFLICT
                      : Written.UNKNOWN;
          if (outcome == Written.UNKNOWN) {
            LOG.warn("{}: {}", request, answer.message());
          }
          rules.written(ticket, outcome, clock.nanos());
        },
        () -> rules.written(ticket, Written.UNKNOWN, clock.nanos()));
  }

  /** Sends a request; what comes of it is a turn. */
  private void send(ApiRequest request, Consumer<ApiResponse> answered, Runnable unanswered) {
    var _ =
        transport
            .send(request)
            .whenComplete((response, failure) ->
                turn(response == null ? unanswered : () -> answered.accept(response)));
  }

  // PodGroups.

  private void send(@Nullable Wish wish) {
    if (wish != null) {
      send(
          ZoneRequests.readGroup(wish.namespace(), wish.name()),
          answer -> wasRead(wish, answer),
          () -> answered(wish, false));
    }
  }

  private void wasRead(Wish wish, ApiResponse answer) {
    if (!answer.successful()) {
      answered(wish, answer.status() == 404);
      return;
    }
    String uid = answer.json().path("metadata").path("uid").asText();
    String version = answer.json().path("metadata").path("resourceVersion").asText();
    String owner = ZoneRequests.owner(answer);
    boolean ours = settings.identity().equals(owner);
    boolean free = owner == null || rules.isExpired(owner);
    if (!uid.equals(wish.uid()) || (wish.claims() ? !free : !ours)) {
      answered(wish, true);
      return;
    }
    send(
        ZoneRequests.writeGroup(
            wish.namespace(), wish.name(), version, wish.claims() ? settings.identity() : null),
        written -> answered(wish, written.successful() || written.status() == 404),
        () -> answered(wish, false));
  }

  private void answered(Wish wish, boolean definite) {
    Wish next = claims.answered(wish, definite);
    if (next != null) {
      loop.after(settings.retryPeriod().toNanos() / 10, () -> send(next));
    }
  }
}
