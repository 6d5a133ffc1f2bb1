package dev.basalt.sim.story;

import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodRun;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what users submit: jobs, which are PodGroups with their pods, and bare pods. */
final class WorkloadReader {
  private final List<Story.Timed> events;

  WorkloadReader(List<Story.Timed> events) {
    this.events = events;
  }

  void read(Section root) throws StoryFormatException {
    for (Section job : root.sections("jobs")) {
      jobs(job);
    }
    for (Section pod : root.sections("pods")) {
      barePods(pod);
    }
  }

  /** One job, or {@code NAME-0} and so on where copies are asked for. */
  private void jobs(Section section) throws StoryFormatException {
    String name = section.text("name");
    int copies = section.whole("copies", 1, 1);
    Duration every = section.duration("every", Duration.ZERO);
    Duration at = ClusterReader.at(section);
    Gang job = job(section, name);
    int boundBefore = section.whole("boundBefore", 0, 0);
    String node = boundBefore > 0 ? section.text("boundTo") : null;
    List<String> claims = section.list("claims");
    Duration podsAfter = section.duration("podsAfter", Duration.ZERO);
    boolean guarded = section.flag("podsOnceLetIn", false);
    section.finish();
    for (int copy = 0; copy < copies; copy++) {
      Gang one = section.has("copies") ? job.named(name + "-" + copy) : job;
      Duration when = at.plus(every.multipliedBy(copy));
      if (guarded) {
        add(when, new StoryEvent.CreateGuarded(one));
        continue;
      }
      add(when, new StoryEvent.CreateGroup(one));
      for (int i = 0; i < one.members().size(); i++) {
        PodRequest pod =
            new PodRequest(
                one.namespace(),
                one.name() + "-" + i,
                one.name(),
                one.members().get(i).mounting(claims(claims, one.namespace(), i)),
                i < boundBefore ? node : null);
        add(when.plus(podsAfter), new StoryEvent.CreatePod(pod));
      }
    }
  }

  private static Gang job(Section section, String name) throws StoryFormatException {
    String namespace = section.text("namespace", Gang.NAMESPACE);
    List<PodTemplate> members = new ArrayList<>();
    Map<String, Integer> minima = new TreeMap<>();
    for (Section task : section.sections("tasks")) {
      String role = task.text("name");
      members.addAll(pods(task, template(task, namespace).withTaskName(role)));
      if (task.has("min")) {
        minima.put(role, task.whole("min", 0));
      }
      task.finish();
    }
    if (!section.has("tasks")) {
      members.addAll(pods(section, template(section, namespace)));
    }
    int minMember = section.whole("minMember", 0, members.size());
    Gang job =
        Gang.of(name, section.text("queue", ""), minMember, members)
            .in(namespace)
            .priorityClass(section.text("priorityClass", ""));
    for (Map.Entry<String, Integer> minimum : minima.entrySet()) {
      job = job.minTaskMember(minimum.getKey(), minimum.getValue());
    }
    if (section.has("subGroups")) {
      Section parts = section.section("subGroups");
      job = job.subGroups(parts.whole("size", 1), parts.whole("min", 0, 0));
      parts.finish();
    }
    if (section.has("minResources")) {
      job = job.minResources(section.amounts("minResources"));
    }
    if (section.has("minLimits")) {
      job = job.minLimits(limits(section, "minLimits"));
    }
    if (section.has("user")) {
      job = job.by(section.text("user"));
    }
    job =
        job.estimated(section.duration("groupEstimate", Duration.ZERO))
            .slaWaiting(section.duration("slaWaiting", Duration.ZERO));
    if (section.has("zone")) {
      job = job.inZone(section.text("zone"));
    }
    return section.has("groupProblem") ? job.withProblem(section.text("groupProblem")) : job;
  }

  private static List<PodTemplate> pods(Section section, PodTemplate template)
      throws StoryFormatException {
    List<PodTemplate> pods = new ArrayList<>();
    for (int i = section.whole("pods", 0, 1); i > 0; i--) {
      pods.add(template);
    }
    return pods;
  }

  private void barePods(Section section) throws StoryFormatException {
    String name = section.text("name");
    String namespace = section.text("namespace", Gang.NAMESPACE);
    PodTemplate template = template(section, namespace);
    if (section.has("queue")) {
      template = template.inQueue(section.text("queue"));
    }
    int copies = section.whole("copies", 1, 1);
    Duration every = section.duration("every", Duration.ZERO);
    Duration at = ClusterReader.at(section);
    String group = section.has("group") ? section.text("group") : null;
    String node = section.has("boundTo") ? section.text("boundTo") : null;
    List<String> claims = section.list("claims");
    section.finish();
    for (int copy = 0; copy < copies; copy++) {
      String podName = section.has("copies") ? name + "-" + copy : name;
      add(
          at.plus(every.multipliedBy(copy)),
          new StoryEvent.CreatePod(
              new PodRequest(
                  namespace,
                  podName,
                  group,
                  template.mounting(claims(claims, namespace, copy)),
                  node)));
    }
  }

  /** Claims by their names, in which # stands for the number of the pod. */
  private static List<ClaimUse> claims(List<String> names, String namespace, int number) {
    return names.stream()
        .map(name -> name.replace("#", String.valueOf(number)))
        .map(name -> new ClaimUse(namespace + "/" + name, null))
        .toList();
  }

  private static PodTemplate template(Section section, String namespace)
      throws StoryFormatException {
    PodTemplate template =
        PodTemplate.of(shape(section, namespace))
            .running(run(section))
            .withPriority(section.whole("priority", Integer.MIN_VALUE, 0))
            .scheduledBy(section.text("scheduler", PodTemplate.SCHEDULER))
            .withGracePeriod(section.duration("grace", Duration.ZERO))
            .withCooldown(section.duration("cooldown", Duration.ZERO))
            .limitedTo(limits(section, "limits"))
            .labelled(section.texts("labels"))
            .estimated(section.duration("estimate", Duration.ZERO))
            .endedAfter(section.duration("limit", Duration.ZERO))
            .madeFrom(section.text("template", ""));
    template = section.has("podUser") ? template.by(section.text("podUser")) : template;
    template =
        section.has("nominated") ? template.nominatedTo(section.text("nominated")) : template;
    template = section.flag("replaced", false) ? template.replacedWhenLost() : template;
    template = section.flag("gated", false) ? template.gatedAtFirst() : template;
    template = section.flag("preemptable", true) ? template : template.neverEvicted();
    template = section.flag("preempts", true) ? template : template.neverPreempting();
    return section.has("problem") ? template.withProblem(section.text("problem")) : template;
  }

  /** Amounts under the names that quotas have for limits. */
  private static ResourceList limits(Section section, String field) throws StoryFormatException {
    Map<String, String> limits = new TreeMap<>();
    section.texts(field).forEach((name, quantity) -> limits.put("limits." + name, quantity));
    return section.amounts(field, limits);
  }

  private static PodShape shape(Section section, String namespace) throws StoryFormatException {
    Map<String, String> requests = new TreeMap<>(section.texts("resources"));
    if (!section.flag("bestEffort", false)) {
      requests.put("cpu", section.text("cpu", "1"));
      requests.put("memory", section.text("memory", "1Gi"));
    }
    PeerTermsReader peers = new PeerTermsReader(section, namespace, section.texts("labels"));
    return PodShape.builder(section.amounts("resources", requests))
        .podAffinity(peers.affinity())
        .spread(peers.spread())
        .nodeSelector(section.texts("selector"))
        .affinity(affinity(section))
        .tolerations(
            section.list("tolerates").stream()
                .map(key -> new Toleration(key, true, "", null))
                .toList())
        .hostPorts(hostPorts(section))
        .unsupported(section.list("unsupported"))
        .zone(section.has("podZone") ? section.text("podZone") : null)
        .build();
  }

  /** Labels with the values that one of the nodes' must have. */
  private static NodeAffinity affinity(Section section) throws StoryFormatException {
    if (!section.has("affinity")) {
      return NodeAffinity.NONE;
    }
    Section affinity = section.section("affinity");
    String label = affinity.text("label");
    List<String> values = affinity.list("in");
    List<String> others = affinity.list("notIn");
    affinity.finish();
    if (values.isEmpty() == others.isEmpty()) {
      throw section.bad("affinity", "needs in or notIn with at least one value");
    }
    Expression expression =
        values.isEmpty()
            ? new Expression(label, Operator.NOT_IN, others)
            : new Expression(label, Operator.IN, values);
    return new NodeAffinity(List.of(new Term(List.of(expression), List.of())), List.of());
  }

  private static List<HostPort> hostPorts(Section section) throws StoryFormatException {
    return section.has("hostPort")
        ? List.of(new HostPort(section.whole("hostPort", 1), "TCP", ""))
        : List.of();
  }

  private static PodRun run(Section section) throws StoryFormatException {
    int exitCode = section.whole("exitCode", 0, 0);
    @Nullable Duration runs = section.has("runs") ? section.duration("runs", Duration.ZERO) : null;
    try {
      return new PodRun(
          runs == null ? PodRun.FOREVER : runs.toNanos(), exitCode, 0, PodRun.UNLIMITED);
    } catch (IllegalArgumentException e) {
      throw section.bad("exitCode", e.getMessage());
    }
  }

  private void add(Duration at, StoryEvent event) {
    events.add(new Story.Timed(at, event));
  }
}
