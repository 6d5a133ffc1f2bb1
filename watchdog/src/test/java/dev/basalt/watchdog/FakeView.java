package dev.basalt.watchdog;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.Decisions;
import dev.basalt.watchdog.view.Ending;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.LeaseSight;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.QueueSight;
import dev.basalt.watchdog.view.QuotaSight;
import dev.basalt.watchdog.view.View;
import dev.basalt.watchdog.view.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cluster that holds what a test puts into it. */
public final class FakeView implements View {
  public final Map<ObjectKey, JobSight> jobs = new LinkedHashMap<>();
  public final List<PodSight> pods = new ArrayList<>();
  public final Map<ObjectKey, GroupSight> groups = new LinkedHashMap<>();
  public final Map<String, QueueSight> queues = new LinkedHashMap<>();
  public final List<NodeSpec> nodes = new ArrayList<>();
  public final List<NamespaceSpec> namespaces = new ArrayList<>();
  public final List<QuotaSight> quotas = new ArrayList<>();
  public final List<LeaseSight> leases = new ArrayList<>();
  public final Map<ObjectKey, ResourceList> used = new LinkedHashMap<>();
  public Set<String> schedulers = Set.of("basalt", "volcano");
  public Decisions decisions = new Decisions(0, 0);

  /** A job of queue q in a phase since a time, made just then. */
  public static JobSight job(String name, JobPhase phase, String reason, long millis) {
    return new JobSight(
        new ObjectKey("lab", name),
        "uid-" + name,
        "q",
        "ada",
        phase,
        reason,
        "",
        millis,
        millis,
        0,
        -1,
        "");
  }

  public void put(JobSight job) {
    jobs.put(job.key(), job);
  }

  public void put(GroupSight group) {
    groups.put(group.key(), group);
  }

  /** A pod of a job. */
  public static PodSight pod(String job, String name, PodPhase phase, @Nullable Ending ending) {
    return new PodSight(
        new ObjectKey("lab", name),
        "uid-" + name,
        job,
        job + "-group",
        "",
        "ada",
        "main",
        "basalt",
        "Job",
        phase,
        phase == PodPhase.PENDING ? "" : "n1",
        false,
        HandClock.START,
        ResourceList.of(Map.of("cpu", 4_000L)),
        Waiting.UNSAID,
        ending);
  }

  /** A group that is no job's, waiting for a reason. */
  public static GroupSight group(String name, String reason, ResourceList needs) {
    return new GroupSight(
        new ObjectKey("lab", name),
        "uid-" + name,
        "",
        "q",
        "ada",
        PodGroupPhase.INQUEUE,
        2,
        needs,
        reason.isEmpty() ? Waiting.UNSAID : new Waiting(reason, "because of " + reason),
        HandClock.START,
        -1);
  }

  @Override
  public Collection<JobSight> jobs() {
    return jobs.values();
  }

  @Override
  public @Nullable JobSight job(ObjectKey key) {
    return jobs.get(key);
  }

  @Override
  public Collection<PodSight> pods() {
    return pods;
  }

  @Override
  public List<PodSight> podsOf(ObjectKey job) {
    return pods.stream()
        .filter(
            pod -> pod.job().equals(job.name()) && pod.key().namespace().equals(job.namespace()))
        .toList();
  }

  @Override
  public List<PodSight> podsOfGroup(ObjectKey group) {
    return pods.stream()
        .filter(pod -> pod.job().isEmpty() && pod.group().equals(group.name()))
        .toList();
  }

  @Override
  public Collection<GroupSight> groups() {
    return groups.values();
  }

  @Override
  public @Nullable GroupSight group(ObjectKey key) {
    return groups.get(key);
  }

  @Override
  public @Nullable GroupSight groupOf(JobSight job) {
    return groups.values().stream()
        .filter(group -> group.job().equals(job.key().name()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Collection<QueueSight> queues() {
    return queues.values();
  }

  @Override
  public @Nullable QueueSight queue(String name) {
    return queues.get(name);
  }

  @Override
  public Collection<NodeSpec> nodes() {
    return nodes;
  }

  @Override
  public Collection<NamespaceSpec> namespaces() {
    return namespaces;
  }

  @Override
  public Collection<QuotaSight> quotas() {
    return quotas;
  }

  @Override
  public Set<String> schedulers() {
    return schedulers;
  }

  @Override
  public List<LeaseSight> leases() {
    return leases;
  }

  @Override
  public @Nullable ResourceList used(ObjectKey pod) {
    return used.get(pod);
  }

  @Override
  public Decisions decisions() {
    return decisions;
  }
}
