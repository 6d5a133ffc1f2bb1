package dev.basalt.inspector;

import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.engine.EngineSummary.QueueSummary;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.explain.JobExplanation;
import dev.basalt.core.explain.UserStanding;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.session.NodeReport;
import dev.basalt.inspector.v1.ActionTime;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.Failure;
import dev.basalt.inspector.v1.Job;
import dev.basalt.inspector.v1.NearMiss;
import dev.basalt.inspector.v1.Node;
import dev.basalt.inspector.v1.Nodes;
import dev.basalt.inspector.v1.Place;
import dev.basalt.inspector.v1.Queue;
import dev.basalt.inspector.v1.Rule;
import dev.basalt.inspector.v1.SessionRecord;
import dev.basalt.inspector.v1.Shortage;
import dev.basalt.inspector.v1.UserPlace;
import dev.basalt.inspector.v1.Victim;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine's values as messages. */
final class Messages {
  private Messages() {}

  static Explanation explanation(JobExplanation from, List<EvictionPreview> previews) {
    Explanation.Builder to =
        Explanation.newBuilder()
            .setJob(from.job())
            .setQueue(from.queue())
            .setPhase(from.phase().text())
            .setMinMember(from.minMember())
            .setPlaced(from.placed())
            .setPending(from.pending())
            .setCreatedMillis(from.createdMillis())
            .setPosition(from.position())
            .setQueueLength(from.queueLength())
            .setRemedy(from.remedy());
    if (from.why() != null) {
      to.setWhy(rule(from.why()));
    }
    from.rules().forEach(why -> to.addRules(rule(why)));
    if (from.nodes() != null) {
      to.setNodes(nodes(from.nodes()));
    }
    if (from.user() != null) {
      to.setUser(place(from.user()));
    }
    if (from.startsAtMillis() >= 0) {
      to.setStartsAtMillis(from.startsAtMillis());
    }
    previews.forEach(preview -> to.addPreviews(preview(preview)));
    return to.build();
  }

  private static dev.basalt.inspector.v1.EvictionPreview preview(EvictionPreview from) {
    dev.basalt.inspector.v1.EvictionPreview.Builder to =
        dev.basalt.inspector.v1.EvictionPreview.newBuilder()
            .setAction(from.action())
            .setConfigured(from.configured());
    EvictionPreview.Objection objection = from.objection();
    if (objection != null) {
      to.setObjection(
          Rule.newBuilder().setReason(objection.reason().code()).setMessage(objection.message()));
    }
    EvictionPlan plan = from.plan();
    if (plan != null) {
      for (EvictionPlan.Victim victim : plan.victims()) {
        to.addVictims(
            Victim.newBuilder()
                .setPod(victim.pod())
                .setJob(victim.job())
                .setQueue(victim.queue())
                .setNode(victim.node())
                .setPriority(victim.priority())
                .setRanMillis(victim.ranMillis()));
      }
      for (EvictionPlan.Place place : plan.places()) {
        to.addPlaces(Place.newBuilder().setPod(place.pod()).setNode(place.node()));
      }
    }
    return to.build();
  }

  private static UserPlace place(UserStanding from) {
    UserPlace.Builder to =
        UserPlace.newBuilder()
            .setUser(from.user())
            .setShare(from.share())
            .setPosition(from.position())
            .setUsers(from.users());
    if (from.before() != null) {
      to.setBefore(from.before()).setBeforeShare(from.beforeShare());
    }
    return to.build();
  }

  private static Rule rule(Wait why) {
    return Rule.newBuilder().setReason(why.reason().code()).setMessage(why.message()).build();
  }

  private static Nodes nodes(NodeReport from) {
    Nodes.Builder to =
        Nodes.newBuilder()
            .setTotal(from.nodes())
            .setMatching(from.matching())
            .setFitting(from.fitting());
    from.failures()
        .forEach(
            (what, count) -> to.addFailures(Failure.newBuilder().setWhat(what).setNodes(count)));
    NodeReport.NearMiss nearest = from.nearest();
    if (nearest != null) {
      NearMiss.Builder near = NearMiss.newBuilder().setNode(nearest.node());
      for (NodeReport.Shortage shortage : nearest.shortages()) {
        near.addShortages(
            Shortage.newBuilder()
                .setResource(shortage.resource())
                .setAsked(shortage.asked())
                .setFree(shortage.free())
                .setText(shortage.text()));
      }
      to.setNearest(near);
    }
    return to.build();
  }

  static Queue queue(QueueSummary from, EngineSummary all) {
    Queue.Builder to =
        Queue.newBuilder()
            .setName(from.name())
            .setWeight(from.weight())
            .putAllAllocated(from.allocated().toQuantities())
            .putAllDeserved(from.deserved().toQuantities())
            .putAllRequested(from.requested().toQuantities())
            .setPending(from.pods().pending())
            .setRunning(from.pods().binding() + from.pods().bound() + from.pods().running())
            .setProblem(from.problem() == null ? "" : from.problem());
    Map<WaitReason, Integer> waiting = all.waitingByQueue().getOrDefault(from.name(), Map.of());
    waiting.forEach((reason, jobs) -> to.putWaiting(reason.code(), jobs));
    return to.build();
  }

  static Job job(dev.basalt.core.model.Job from) {
    Job.Builder to =
        Job.newBuilder()
            .setKey(from.key())
            .setQueue(from.queue().name())
            .setPhase(from.phase().text())
            .setMinMember(from.minMember())
            .setPlaced(from.readyTasks())
            .setPending(from.pending().size())
            .setCreatedMillis(from.createdMillis());
    @Nullable Wait why = from.waiting();
    return why == null ? to.build() : to.setWhy(rule(why)).build();
  }

  static Node node(NodeTable nodes, int node) {
    Node.Builder to = Node.newBuilder().setName(nodes.spec(node).name());
    ResourceSchema schema = nodes.schema();
    for (int dimension = 0; dimension < schema.size(); dimension++) {
      long allocatable = nodes.allocatable(dimension, node);
      if (allocatable > 0) {
        String name = schema.name(dimension);
        to.putAllocatable(name, Quantities.format(name, allocatable));
        to.putFree(name, Quantities.format(name, Math.max(0, nodes.idle(dimension, node))));
      }
    }
    return to.build();
  }

  static SessionRecord session(SessionReport from, long dropped) {
    SessionRecord.Builder to =
        SessionRecord.newBuilder()
            .setId(from.id())
            .setNanos(from.nanos())
            .setBindings(from.bindings())
            .setEvictions(from.evictions())
            .setWaitingJobs(from.waitingJobs())
            .setDropped(dropped);
    for (SessionReport.ActionTime time : from.actionNanos()) {
      to.addActions(ActionTime.newBuilder().setAction(time.action()).setNanos(time.nanos()));
    }
    return to.build();
  }
}
