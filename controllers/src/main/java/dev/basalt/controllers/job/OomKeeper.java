package dev.basalt.controllers.job;

import dev.basalt.api.batch.JobState;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.oom.Growth;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.oom.Judge;
import dev.basalt.controllers.job.oom.OomKill;
import dev.basalt.controllers.job.oom.OomPolicy;
import dev.basalt.controllers.job.oom.Room;
import dev.basalt.controllers.job.oom.Verdict;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets shards grow of which a pod was killed for want of memory. What a shard needs is recorded on
 * the job before its pod is deleted, and the next pod is made by that record: a controller that
 * dies in between finds the pod killed and the record ahead of it, or the pod gone.
 */
final class OomKeeper {
  static final String OUT_OF_MEMORY = "OutOfMemory";

  private static final Logger LOG = LoggerFactory.getLogger(OomKeeper.class);

  /** The record must not grow with the replicas. */
  private static final int LONGEST_RECORD = 4_096;

  /** Pods that an event names. */
  private static final int NAMED = 3;

  /**
   * What became of it.
   *
   * @param recorded whether the job's record was written, so that the job must be looked at again
   * @param outgrown pods that are to be replaced: by the job's record the next ones get more
   * @param refusal why killed pods stay as they are; NONE if none do
   */
  record Look(boolean recorded, List<PodView> outgrown, Cause refusal) {
    private static final Look NOTHING = new Look(false, List.of(), Cause.NONE);
  }

  /** A pod that stays as it is. */
  private record Refusal(PodView pod, Verdict.Refused verdict) {}

  private final JobRecords records;
  private final MemoryRoom room;
  private final OomOffers offers;
  private final OomCounts counts;
  private final Notices notices;

  /** Pods by job whose refusal has been told. */
  private final Map<ObjectKey, Set<String>> told = new ConcurrentHashMap<>();

  OomKeeper(
      JobRecords records, MemoryRoom room, OomOffers offers, OomCounts counts, Notices notices) {
    this.records = records;
    this.room = room;
    this.offers = offers;
    this.counts = counts;
    this.notices = notices;
  }

  /** The job is gone. */
  void forget(ObjectKey job) {
    told.remove(job);
  }

  /** Looks for pods that were killed. To be asked before the job's policies are. */
  Look look(Turn turn) throws InterruptedException {
    List<PodView> killed =
        JobMachine.asksPolicies(turn.at().phase())
            ? turn.pods().stream()
                .filter(pod -> pod.killed() != null)
                .filter(pod -> !pod.terminating() && turn.isCurrent(pod) && turn.shape().wants(pod))
                .toList()
            : List.of();
    OomPolicy policy = killed.isEmpty() ? null : policy(turn);
    if (policy == null) {
      told.remove(turn.key());
      return Look.NOTHING;
    }
    JobGrowths next = turn.context().growths();
    List<PodView> outgrown = new ArrayList<>();
    List<String> news = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    Map<String, Judge> judges = new HashMap<>();
    for (PodView pod : killed) {
      if (outgrown.size() + news.size() == PodKeeper.BATCH) {
        break;
      }
      OomKill kill = Objects.requireNonNull(pod.killed());
      Judge judge = judges.computeIfAbsent(pod.task(), task -> new Judge(policy, room(turn, task)));
      switch (judge.judge(next.of(pod.task()).of(pod.index()), kill)) {
        case Verdict.Known _ -> outgrown.add(pod);
        case Verdict.Grown grown -> {
          next = next.with(pod.task(), pod.index(), grown.growth());
          news.add(told(pod, kill, grown.growth(), policy));
        }
        case Verdict.Refused no -> refused.add(new Refusal(pod, no));
      }
    }
    if (!news.isEmpty()) {
      record(turn, next, news);
      return new Look(true, List.of(), Cause.NONE);
    }
    return outgrown.isEmpty()
        ? new Look(false, List.of(), refusal(turn, refused))
        : new Look(false, outgrown, Cause.NONE);
  }

  private void record(Turn turn, JobGrowths next, List<String> news) throws InterruptedException {
    records.annotate(
        turn.key(),
        turn.job(),
        BasaltNames.OOM_RECORD,
        GrowthCodec.text(next.within(LONGEST_RECORD)));
    counts.grown(news.size());
    String more = news.size() > NAMED ? "; and " + (news.size() - NAMED) + " more" : "";
    notices.event(
        turn.job(),
        false,
        "MemoryGrown",
        String.join("; ", news.subList(0, Math.min(NAMED, news.size()))) + more);
  }

  private static String told(PodView pod, OomKill kill, Growth growth, OomPolicy policy) {
    return "pod "
        + pod.name()
        + " was killed for want of memory and is made anew: "
        + Judge.describe(kill, growth)
        + " (growth "
        + growth.times()
        + " of at most "
        + policy.maxRetries()
        + ")";
  }

  /** What a job that cannot grow any more says of it; each pod is told of once. */
  private Cause refusal(Turn turn, List<Refusal> refused) {
    if (refused.isEmpty()) {
      told.remove(turn.key());
      return Cause.NONE;
    }
    Refusal first = refused.getFirst();
    String message =
        "pod "
            + first.pod().name()
            + ": "
            + first.verdict().message()
            + (refused.size() > 1 ? " (and " + (refused.size() - 1) + " more pods)" : "");
    Set<String> before = told.getOrDefault(turn.key(), Set.of());
    Set<String> now = new HashSet<>();
    int fresh = 0;
    for (Refusal one : refused) {
      now.add(one.pod().uid());
      if (!before.contains(one.pod().uid())) {
        counts.refused(one.verdict().bound());
        fresh++;
      }
    }
    told.put(turn.key(), now);
    JobState state = turn.job().getStatus() == null ? null : turn.job().getStatus().state();
    if (fresh > 0 && (state == null || !message.equals(state.message()))) {
      notices.event(turn.job(), true, OUT_OF_MEMORY, message);
    }
    return new Cause(OUT_OF_MEMORY, message);
  }

  /**
   * Lets a job begin with what former runs of its templates have found out, unless its gang would
   * not fit its queue then.
   *
   * @return whether the job's record was written, so that the job must be looked at again
   */
  boolean begin(Turn turn) throws InterruptedException {
    OomPolicy policy = policy(turn);
    if (policy == null
        || !policy.reuse()
        || turn.group() != null
        || !JobMachine.makesPods(turn.at().phase())
        || !Metadata.annotation(turn.job(), BasaltNames.OOM_RECORD).isEmpty()) {
      return false;
    }
    JobGrowths offered;
    try {
      offered = offers.read(turn);
    } catch (WriteFailedException e) {
      if (!e.refused()) {
        throw e;
      }
      LOG.warn("job {} begins as its template says: {}", turn.key(), e.getMessage());
      return false;
    }
    if (offered.equals(JobGrowths.NONE)) {
      return false;
    }
    long needed = least(turn, offered).get("memory");
    long most = room.ofQueue(turn.spec().queue());
    if (needed > most) {
      notices.event(
          turn.job(),
          false,
          "MemoryNotReused",
          "a former run needed more memory, but with that this job would need more than its queue"
              + " may hold; it begins as its template says");
      return false;
    }
    records.annotate(
        turn.key(),
        turn.job(),
        BasaltNames.OOM_RECORD,
        GrowthCodec.text(offered.within(LONGEST_RECORD)));
    return true;
  }

  /** Keeps for later runs what a job that comes to its end has found out. */
  void offer(Turn turn) throws InterruptedException {
    OomPolicy policy = policy(turn);
    if (policy == null || !policy.reuse() || turn.context().growths().tasks().isEmpty()) {
      return;
    }
    try {
      offers.write(turn);
    } catch (WriteFailedException e) {
      if (!e.refused()) {
        throw e;
      }
      LOG.warn("what job {} needs of memory is not kept: {}", turn.key(), e.getMessage());
    }
  }

  private static ResourceList least(Turn turn, JobGrowths growths) {
    return MinResources.of(turn.context().tasks(), turn.shape().minAvailable(), name -> 0, growths);
  }

  private static @Nullable OomPolicy policy(Turn turn) {
    try {
      return JobPlugins.oom(turn.context().plugins());
    } catch (IllegalArgumentException e) {
      // The job waits for its flags to be mended, and says so.
      return null;
    }
  }

  private Room room(Turn turn, String name) {
    for (TaskSpec task : turn.context().tasks()) {
      if (name.equals(task.name())) {
        return room.of(turn.spec().queue(), task);
      }
    }
    return Room.UNBOUNDED;
  }
}
