package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Policies;
import dev.basalt.controllers.job.state.Tally;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.MergePatch;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of the cluster what a job's phase asks for: pods and what goes with them, or none. */
final class JobUpkeep {
  private static final Duration QUOTA_RETRY = Duration.ofSeconds(5);
  private static final Duration REFUSED_RETRY = Duration.ofSeconds(30);
  private static final Duration CLAIM_RETRY = Duration.ofSeconds(5);
  private static final Duration TAKEN_RETRY = Duration.ofSeconds(1);
  private static final int CONFLICT = 409;

  private static final String QUOTA = "QuotaExceeded";
  private static final String REFUSED = "PodRefused";
  private static final String TAKEN = "PodNameTaken";
  private static final String DEPENDENCY = "DependsOnError";
  private static final String PLUGIN = "PluginError";
  private static final String GROUP = "PodGroupError";
  private static final String INVALID = "InvalidSpec";
  private static final String CLAIM = "PVCError";
  private static final String WAITS = "PodGroupPending";

  /** Reasons that hold only until the next look. */
  private static final Set<String> PASSING =
      Set.of(QUOTA, REFUSED, TAKEN, DEPENDENCY, PLUGIN, GROUP, INVALID, CLAIM, WAITS);

  /**
   * What became of it.
   *
   * @param cause what stands in the way, or the reason that stood before
   * @param next when to look again
   * @param givenUp whether the job is to be terminated for the cause
   */
  record Done(Cause cause, Next next, boolean givenUp) {
    Done(Cause cause, Next next) {
      this(cause, next, false);
    }
  }

  private final JobMirrors mirrors;
  private final Writer writer;
  private final PodKeeper pods;
  private final Companions companions;
  private final Expectations expectations;
  private final Notices notices;
  private final KubernetesSerialization serialization;
  private final Clock clock;

  JobUpkeep(
      JobMirrors mirrors,
      Writer writer,
      PodKeeper pods,
      Companions companions,
      Expectations expectations,
      Notices notices,
      KubernetesSerialization serialization,
      Clock clock) {
    this.mirrors = mirrors;
    this.writer = writer;
    this.pods = pods;
    this.companions = companions;
    this.expectations = expectations;
    this.notices = notices;
    this.serialization = serialization;
    this.clock = clock;
  }

  /** The reason that a job stands where it does, unless it was one that passes. */
  static Cause standing(Turn turn) {
    JobState state = turn.job().getStatus() == null ? null : turn.job().getStatus().state();
    if (state == null || state.reason() == null) {
      return Cause.NONE;
    }
    // A job that is given up for such a reason keeps it.
    if (JobMachine.makesPods(turn.at().phase()) && PASSING.contains(state.reason())) {
      return Cause.NONE;
    }
    return new Cause(state.reason(), state.message() == null ? "" : state.message());
  }

  /**
   * Does what the job's phase asks for.
   *
   * @param controlled what was made for the job; brought up to date
   */
  Done keep(Turn turn, Map<String, String> controlled) throws InterruptedException {
    String invalid = turn.problem();
    if (invalid != null && JobMachine.makesPods(turn.at().phase())) {
      return stuck(turn, controlled, INVALID, invalid, Next.never());
    }
    Refusals.end(controlled, INVALID);
    Map<String, JobPlugin> plugins;
    try {
      plugins = JobPlugins.of(turn.context().plugins());
    } catch (IllegalArgumentException e) {
      if (JobMachine.makesPods(turn.at().phase())) {
        return stuck(turn, controlled, PLUGIN, String.valueOf(e.getMessage()), Next.never());
      }
      plugins = Map.of();
    }
    String problem = JobPlugins.problem(plugins, turn.context());
    if (problem != null && JobMachine.makesPods(turn.at().phase())) {
      return stuck(turn, controlled, PLUGIN, problem, Next.never());
    }
    List<PodView> leaving = turn.toDelete();
    if (!leaving.isEmpty()) {
      pods.delete(
          turn.key().namespace(), leaving.subList(0, Math.min(leaving.size(), PodKeeper.BATCH)));
    }
    Done done =
        JobMachine.makesPods(turn.at().phase())
            ? supply(turn, plugins, controlled)
            : clear(turn, plugins, controlled);
    return leaving.size() > PodKeeper.BATCH
        ? new Done(done.cause(), Next.now(), done.givenUp())
        : done;
  }

  private Done clear(Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled)
      throws InterruptedException {
    Refusals.forget(controlled);
    GroupView group = turn.group();
    // What of the job runs on while a part is replaced is that group's.
    boolean goesOn =
        turn.at().phase() == JobPhase.RESTARTING
            && group != null
            && group.version() >= turn.at().version();
    if (group != null && !goesOn) {
      expectations.deleting(group.uid());
      writer.delete(
          ApiPaths.podGroup(new ObjectKey(turn.key().namespace(), JobGroups.name(turn.job()))),
          group.uid(),
          null);
    }
    if (turn.at().phase() != JobPhase.RESTARTING) {
      companions.remove(turn, plugins, controlled);
    }
    return new Done(standing(turn), Next.never());
  }

  private Done supply(Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled)
      throws InterruptedException {
    GroupView group = turn.group();
    boolean changed = group != null && group.generation() != JobGroups.generation(turn.job());
    String making = CLAIM;
    try {
      companions.claims(turn, controlled);
      // Before it has a group the job holds no room that it could not use.
      String missing = group == null ? companions.missingClaim(turn, controlled) : null;
      if (missing != null) {
        return hindered(turn, CLAIM, missing, Next.after(CLAIM_RETRY));
      }
      Refusals.end(controlled, making);
      making = PLUGIN;
      companions.ensure(turn, plugins, controlled, changed);
      Refusals.end(controlled, making);
      making = GROUP;
      if (group == null || changed || outgrown(turn, group)) {
        writeGroup(turn, group);
      }
      Refusals.end(controlled, making);
    } catch (WriteFailedException e) {
      if (e.exceedsQuota()) {
        return hindered(turn, QUOTA, String.valueOf(e.getMessage()), Next.after(QUOTA_RETRY));
      }
      if (e.refused()) {
        return refused(turn, controlled, making, e.status(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
    if (group == null) {
      return new Done(standing(turn), Next.after(TAKEN_RETRY));
    }
    if (!group.admitted()) {
      return group.waitsFor().isEmpty()
          ? new Done(standing(turn), Next.never())
          : hindered(turn, WAITS, group.waitsFor(), Next.never());
    }
    return makePods(turn, plugins, controlled);
  }

  /** Whether pods have grown since the group was told how much the least of them need. */
  private boolean outgrown(Turn turn, GroupView group) {
    if (turn.context().growths().equals(JobGrowths.NONE) || group.spec() == null) {
      return false;
    }
    PodGroupSpec wanted = JobGroups.of(turn.job(), turn.context(), mirrors::priority).getSpec();
    try {
      return !amounts(wanted).equals(amounts(group.spec()));
    } catch (IllegalArgumentException e) {
      // Somebody has put there what is no amount.
      return true;
    }
  }

  private static ResourceList amounts(PodGroupSpec group) {
    Map<String, String> amounts = new TreeMap<>();
    if (group.minResources() != null) {
      group.minResources().forEach((name, amount) -> amounts.put(name, amount.toString()));
    }
    return ResourceList.parse(amounts);
  }

  private void writeGroup(Turn turn, @Nullable GroupView there) throws InterruptedException {
    PodGroup wanted = JobGroups.of(turn.job(), turn.context(), mirrors::priority);
    var tree = Json.parse(serialization.asJson(wanted).getBytes(StandardCharsets.UTF_8));
    if (there == null) {
      ApiResponse response =
          writer.create(ApiPaths.podGroups(turn.key().namespace()), Json.bytes(tree));
      if (!response.successful() && response.status() != CONFLICT) {
        throw WriteFailedException.of("create PodGroup of " + turn.key(), response);
      }
      return;
    }
    var before = Json.parse(serialization.asJson(there.spec()).getBytes(StandardCharsets.UTF_8));
    var patch = Json.object();
    ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
    tree.path("metadata")
        .path("annotations")
        .properties()
        .forEach(one -> annotations.set(one.getKey(), one.getValue()));
    boolean rewritten = there.generation() != JobGroups.generation(turn.job());
    if (rewritten && Policies.any(turn.spec())) {
      annotations.put(BasaltNames.JOB_UPDATED, Long.toString(clock.epochMillis()));
    }
    patch.set("spec", MergePatch.between(before, tree.path("spec")));
    writer.merge(
        ApiPaths.podGroup(new ObjectKey(turn.key().namespace(), JobGroups.name(turn.job()))),
        patch);
  }

  private Done makePods(Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled)
      throws InterruptedException {
    List<TaskSpec> tasks = turn.context().tasks();
    PodPlan plan = PodPlan.of(turn.shape(), tasks, turn.pods());
    List<PodPlan.Missing> missing =
        plan.missing().stream()
            .filter(one ->
                !expectations.made(
                    new ObjectKey(
                        turn.key().namespace(), turn.context().podName(one.task(), one.index()))))
            .toList();
    if (missing.isEmpty()) {
      Refusals.end(controlled, REFUSED);
      String problem = PodPlan.problem(turn.shape(), tasks);
      if (problem != null) {
        return stuck(turn, controlled, DEPENDENCY, problem, Next.never());
      }
      Refusals.end(controlled, DEPENDENCY);
      return new Done(standing(turn), Next.never());
    }
    // A quota that is short must not go to pods that the gang can do without.
    List<PodPlan.Missing> first =
        missing.stream().filter(one -> one.neededBy(turn.shape())).toList();
    List<PodPlan.Missing> now = first.isEmpty() ? missing : first;
    JobPods maker = new JobPods(turn.job(), turn.context(), turn.at(), plugins.values());
    PodKeeper.Made made =
        pods.make(
            maker,
            turn.key(),
            turn.job().getMetadata().getUid(),
            now.iterator(),
            () -> undisturbed(turn));
    ApiResponse failure = made.failure();
    if (failure != null) {
      return notMade(turn, controlled, failure);
    }
    boolean more = made.left() || now.size() < missing.size();
    if (!more) {
      Refusals.end(controlled, REFUSED);
    }
    if (made.taken() > 0) {
      return hindered(
          turn,
          TAKEN,
          made.taken() + " pods of the job's names exist that are not the job's; rename them",
          Next.after(TAKEN_RETRY));
    }
    return new Done(standing(turn), more ? Next.now() : Next.never());
  }

  private Done notMade(Turn turn, Map<String, String> controlled, ApiResponse failure) {
    if (Writer.exceedsQuota(failure)) {
      // Quotas are asked last: nobody else minds.
      Refusals.end(controlled, REFUSED);
      return hindered(
          turn,
          QUOTA,
          "pods wait until the namespace's quota allows them: " + failure.message(),
          Next.after(QUOTA_RETRY));
    }
    if (failure.status() >= 400 && failure.status() < 500 && failure.status() != 429) {
      return refused(turn, controlled, REFUSED, failure.status(), failure.message());
    }
    throw WriteFailedException.of("create pods of " + turn.key(), failure);
  }

  /** Whether nobody wants anything else of the job than that its pods are made. */
  private boolean undisturbed(Turn turn) {
    SeenJob now = mirrors.jobs().get(turn.key());
    return now != null
        && now.job().getMetadata().getDeletionTimestamp() == null
        && JobGroups.generation(now.job()) == JobGroups.generation(turn.job())
        && mirrors.commands().of(turn.key()).stream()
            .allMatch(command -> expectations.deleted(command.uid()));
  }

  /** The API server refuses something: tried again, for good only if it is for others to mend. */
  private Done refused(
      Turn turn, Map<String, String> controlled, String reason, int status, String message) {
    Next again = Next.after(REFUSED_RETRY);
    if (Refusals.isOfTheJob(status, message)) {
      return stuck(turn, controlled, reason, message, again);
    }
    Refusals.end(controlled, reason);
    return hindered(turn, reason, message, again);
  }

  /**
   * Nothing but a change helps: waits for one, but not for ever, as the job keeps room from others
   * and whoever waits for its end. What it can do without the rest is still done.
   */
  private Done stuck(
      Turn turn, Map<String, String> controlled, String reason, String message, Next next) {
    Duration patience = Refusals.PATIENCE;
    long since = Refusals.sinceMillis(controlled, reason, clock.epochMillis());
    long left = since + patience.toMillis() - clock.epochMillis();
    if (left > 0) {
      return hindered(turn, reason, message, next.or(Next.after(Duration.ofMillis(left))));
    }
    if (worksOn(turn)) {
      return hindered(turn, reason, message, next);
    }
    String why = "given up after " + patience.toMinutes() + " minutes: " + message;
    return new Done(new Cause(reason, why), Next.now(), true);
  }

  /** Whether pods run that are as many as the job needs, with those that have succeeded. */
  private static boolean worksOn(Turn turn) {
    Tally tally = turn.tally();
    int running = tally.count(PodPhase.RUNNING);
    return turn.at().phase() == JobPhase.RUNNING
        && running > 0
        && running + tally.count(PodPhase.SUCCEEDED) >= turn.shape().minAvailable();
  }

  private Done hindered(Turn turn, String reason, String message, Next next) {
    JobState state = turn.job().getStatus() == null ? null : turn.job().getStatus().state();
    if (state == null || !reason.equals(state.reason())) {
      notices.event(turn.job(), true, reason, message);
    }
    return new Done(new Cause(reason, message), next);
  }
}
