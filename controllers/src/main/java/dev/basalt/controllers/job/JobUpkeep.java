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
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Policies;
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
   */
  record Done(Cause cause, Next next) {}

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
    if (state == null || state.reason() == null || PASSING.contains(state.reason())) {
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
      return hindered(turn, INVALID, invalid, Next.never());
    }
    Map<String, JobPlugin> plugins;
    try {
      plugins = JobPlugins.of(turn.context().plugins());
    } catch (IllegalArgumentException e) {
      if (JobMachine.makesPods(turn.at().phase())) {
        return hindered(turn, PLUGIN, String.valueOf(e.getMessage()), Next.never());
      }
      plugins = Map.of();
    }
    String problem = JobPlugins.problem(plugins, turn.context());
    if (problem != null && JobMachine.makesPods(turn.at().phase())) {
      return hindered(turn, PLUGIN, problem, Next.never());
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
    return leaving.size() > PodKeeper.BATCH ? new Done(done.cause(), Next.now()) : done;
  }

  private Done clear(Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled)
      throws InterruptedException {
    GroupView group = turn.group();
    if (group != null) {
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
      String missing = group == null ? companions.missingClaim(turn) : null;
      if (missing != null) {
        return hindered(turn, CLAIM, missing, Next.after(CLAIM_RETRY));
      }
      making = PLUGIN;
      companions.ensure(turn, plugins, controlled, changed);
      making = GROUP;
      if (group == null || changed || outgrown(turn, group)) {
        writeGroup(turn, group);
      }
    } catch (WriteFailedException e) {
      if (e.exceedsQuota()) {
        return hindered(turn, QUOTA, String.valueOf(e.getMessage()), Next.after(QUOTA_RETRY));
      }
      if (e.refused()) {
        return hindered(turn, making, String.valueOf(e.getMessage()), Next.after(REFUSED_RETRY));
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
    return makePods(turn, plugins);
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

  private Done makePods(Turn turn, Map<String, JobPlugin> plugins) throws InterruptedException {
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
      String problem = PodPlan.problem(turn.shape(), tasks);
      return problem == null
          ? new Done(standing(turn), Next.never())
          : hindered(turn, DEPENDENCY, problem, Next.never());
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
    if (failure == null) {
      if (made.taken() > 0) {
        return hindered(
            turn,
            TAKEN,
            made.taken() + " pods of the job's names exist that are not the job's; rename them",
            Next.after(TAKEN_RETRY));
      }
      return new Done(
          standing(turn), made.left() || now.size() < missing.size() ? Next.now() : Next.never());
    }
    if (Writer.exceedsQuota(failure)) {
      return hindered(
          turn,
          QUOTA,
          "pods wait until the namespace's quota allows them: " + failure.message(),
          Next.after(QUOTA_RETRY));
    }
    if (failure.status() >= 400 && failure.status() < 500 && failure.status() != 429) {
      return hindered(turn, REFUSED, failure.message(), Next.after(REFUSED_RETRY));
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

  private Done hindered(Turn turn, String reason, String message, Next next) {
    JobState state = turn.job().getStatus() == null ? null : turn.job().getStatus().state();
    if (state == null || !reason.equals(state.reason())) {
      notices.event(turn.job(), true, reason, message);
    }
    return new Done(new Cause(reason, message), next);
  }
}
