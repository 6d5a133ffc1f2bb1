package dev.basalt.core.model;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs and nodes in step with their zones: which zone a job's pods go to, and which jobs and
 * nodes are another scheduler's business.
 *
 * <p>A job of another scheduler keeps its pods together here, so that it can come back, but counts
 * for no queue, is not decided on and not reported; its pods count on their nodes like those of any
 * other scheduler. A cluster without zones pays a comparison with null for each pod.
 */
final class Zoning {
  private final ZoneScope scope;
  private final NodeTable nodes;
  private final Ledger ledger;
  private final JobDirectory directory;
  private final PodBook pods;
  private final Seats seats;
  private final Map<String, NodeZoneSpec> reserved = new TreeMap<>();
  private final Set<Job> strayClaims = new LinkedHashSet<>();
  private Set<String> expiredOwners = Set.of();

  Zoning(
      ZoneScope scope,
      NodeTable nodes,
      Ledger ledger,
      JobDirectory directory,
      PodBook pods,
      Seats seats) {
    this.scope = scope;
    this.nodes = nodes;
    this.ledger = ledger;
    this.directory = directory;
    this.pods = pods;
    this.seats = seats;
  }

  /** A pod appeared or changed. */
  void follow(@Nullable Task task) {
    Job job = task == null ? null : task.job;
    if (task == null || job == null) {
      return;
    }
    String named = task.pod.shape().zone();
    if (job.tasks.size() == 1) {
      job.podZone = named;
    } else if (job.podZone == null) {
      job.podZone = named;
    }
    boolean plain = job.zone == null && job.podZone == null && !job.home.zoned();
    if (plain && scope.servesAll() && job.enters == null && reserved.isEmpty()) {
      return;
    }
    if (!refresh(job)) {
      pods.rezone(task, job);
    }
    place(job);
  }

  /** What a job says about itself may have changed. */
  void follow(Job job) {
    refresh(job);
    place(job);
  }

  /** Who may use a zone is said anew, null for no word about it. Cost: all jobs, if it changed. */
  void follow(String zone, @Nullable NodeZoneSpec spec) {
    if (!nodes.zones().describe(zone, spec)) {
      return;
    }
    if (spec != null && spec.reserved()) {
      reserved.put(zone, spec);
    } else {
      reserved.remove(zone);
    }
    nodes.reconsiderZone(zone);
    for (Job job : List.copyOf(directory.jobs().all())) {
      directory.jobs().touch(job);
      follow(job);
    }
  }

  /** Brings a job's zone up to date, and the classes of its pods; returns whether it changed. */
  private boolean refresh(Job job) {
    String zone = job.ownZone();
    if (zone == null && job.home.spec() != null) {
      zone = job.home.spec().zone();
    }
    List<String> enters = reserved.isEmpty() ? null : entered(job);
    if (Objects.equals(zone, job.zone) && Objects.equals(enters, job.enters)) {
      return false;
    }
    job.zone = zone;
    job.enters = enters;
    pods.rezone(job);
    directory.jobs().touch(job);
    return true;
  }

  private List<String> entered(Job job) {
    List<String> entered = new ArrayList<>();
    String priorityClass = job.group == null ? "" : job.group.priorityClassName();
    reserved.forEach((zone, spec) -> {
      if (spec.queues().contains(job.home.name())
          || spec.priorityClasses().contains(priorityClass)) {
        entered.add(zone);
      }
    });
    return entered;
  }

  /** A queue's zone may have changed. Cost: all jobs, where it did. */
  void follow(Queue queue, @Nullable String formerZone) {
    String zone = queue.spec() == null ? null : queue.spec().zone();
    if (!Objects.equals(zone, formerZone)) {
      for (Job job : List.copyOf(directory.jobs().all())) {
        if (job.home == queue) {
          follow(job);
        }
      }
    }
  }

  /** A node came, changed or went; each null where there is none. */
  void follow(@Nullable NodeSpec former, @Nullable NodeSpec now) {
    String before = former == null ? null : former.zone();
    String after = now == null ? null : now.zone();
    if (Objects.equals(before, after)) {
      return;
    }
    boolean news = before != null && nodes.zones().leave(before);
    news |= after != null && nodes.zones().enter(after);
    if (news) {
      for (Job job : List.copyOf(directory.jobs().all())) {
        if (job.zone != null) {
          directory.jobs().touch(job);
          follow(job);
        }
      }
    }
  }

  /** Brings the shares up to date with a node that may have been opened or closed. */
  void settle(int node) {
    for (Task task : nodes.tasksOn(node)) {
      ledger.settle(task);
    }
  }

  /** What these owners hold is theirs no longer; of all others it is. */
  void expired(Set<String> owners) {
    if (!owners.equals(expiredOwners)) {
      expiredOwners = Set.copyOf(owners);
      List.copyOf(directory.jobs().all()).forEach(this::follow);
    }
  }

  /**
   * Whether a gang must be claimed before it is started: another instance may see it too, and each
   * would start a part of it.
   */
  boolean mustBeClaimed(Job job) {
    PodGroupSpec group = job.group;
    return !scope.servesAll()
        && group != null
        && group.minMember() > 1
        && (job.givenBack || !isOwn(job));
  }

  /**
   * Whether a gang that was claimed may be given back, so that another scheduler may start it:
   * nothing of it is bound.
   */
  boolean mayBeGivenBack(Job job) {
    return !scope.servesAll()
        && isOwn(job)
        && job.counts().of(TaskStatus.ALLOCATED) + job.counts().bound() == 0;
  }

  /** The gangs that are claimed here but went to another scheduler's zone. */
  Set<Job> strayClaims() {
    strayClaims.removeIf(job -> job.gone || !job.elsewhere || !isOwn(job));
    return strayClaims;
  }

  private boolean isOwn(Job job) {
    return job.group != null && scope.identity().equals(job.group.owner());
  }

  private boolean isElsewhere(Job job) {
    PodGroupSpec group = job.group;
    String owner = group == null ? null : group.owner();
    if (owner != null && !owner.equals(scope.identity()) && !expiredOwners.contains(owner)) {
      return true;
    }
    // Of a zone that no node is in, everybody says so: else nobody would.
    return job.zone != null && !scope.serves(job.zone) && nodes.zones().exists(job.zone);
  }

  private void place(Job job) {
    if (scope.servesAll()) {
      return;
    }
    job.givenBack &= isOwn(job);
    boolean elsewhere = isElsewhere(job);
    if (job.elsewhere != elsewhere) {
      List.copyOf(job.tasks).forEach(seats::endPromise);
      directory.elsewhere(job, elsewhere);
      for (Task task : job.tasks) {
        ledger.foreign(task, elsewhere);
      }
      if (elsewhere && isOwn(job)) {
        strayClaims.add(job);
      }
    }
  }
}
