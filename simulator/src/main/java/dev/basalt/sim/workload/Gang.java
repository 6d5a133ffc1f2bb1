package dev.basalt.sim.workload;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A PodGroup with its pods. Immutable: each method returns a changed copy. */
public final class Gang {
  /** Where gangs live unless told otherwise. */
  public static final String NAMESPACE = "default";

  /** The label that tells in which sub-group a pod is. */
  public static final String SUB_GROUP = "sub-group";

  private final String name;
  private final String queue;
  private String namespace = NAMESPACE;
  private int minMember;
  private String priorityClassName = "";
  private @Nullable ResourceList minResources;
  private @Nullable String user;
  private @Nullable String problem;
  private @Nullable ResourceList minLimits;
  private Duration estimate = Duration.ZERO;
  private Duration slaWaiting = Duration.ZERO;
  private @Nullable String zone;
  private Map<String, Integer> minTaskMember = Map.of();
  private List<SubGroupPolicy> subGroups = List.of();
  private final List<PodTemplate> members;

  private Gang(String name, String queue, int minMember, List<PodTemplate> members) {
    this.name = name;
    this.queue = queue;
    this.minMember = minMember;
    this.members = List.copyOf(members);
  }

  private Gang(Gang from, String name, List<PodTemplate> members) {
    this(name, from.queue, from.minMember, members);
    namespace = from.namespace;
    priorityClassName = from.priorityClassName;
    minResources = from.minResources;
    user = from.user;
    problem = from.problem;
    minLimits = from.minLimits;
    estimate = from.estimate;
    slaWaiting = from.slaWaiting;
    zone = from.zone;
    minTaskMember = from.minTaskMember;
    subGroups = from.subGroups;
  }

  /** A gang of equal pods that start together or not at all; an empty queue is the default one. */
  public static Gang of(String name, String queue, int size, PodTemplate template) {
    return new Gang(name, queue, size, repeated(size, template));
  }

  /** Pods of one group that start together from so many on. */
  public static Gang of(String name, String queue, int minMember, List<PodTemplate> members) {
    return new Gang(name, queue, minMember, members);
  }

  /** A bag of equal pods of one group, each of which may start by itself. */
  public static Gang bag(String name, String queue, int size, PodTemplate template) {
    return new Gang(name, queue, 1, repeated(size, template));
  }

  /** The same under another name. */
  public Gang named(String newName) {
    return new Gang(this, newName, members);
  }

  /** The same in another namespace. */
  public Gang in(String newNamespace) {
    Gang copy = new Gang(this, name, members);
    copy.namespace = newNamespace;
    return copy;
  }

  /** More pods, of which all must start too. */
  public Gang plus(int size, PodTemplate template) {
    List<PodTemplate> more = new ArrayList<>(members);
    more.addAll(repeated(size, template));
    Gang copy = new Gang(this, name, more);
    copy.minMember = minMember + size;
    return copy;
  }

  /** Starts with fewer than all of its pods. */
  public Gang minMember(int newMinMember) {
    Gang copy = new Gang(this, name, members);
    copy.minMember = newMinMember;
    return copy;
  }

  /** Needs so many pods of a role; a role's pods are those of that task name. */
  public Gang minTaskMember(String taskName, int count) {
    Gang copy = new Gang(this, name, members);
    Map<String, Integer> minima = new TreeMap<>(minTaskMember);
    minima.put(taskName, count);
    copy.minTaskMember = minima;
    return copy;
  }

  /**
   * Divides its pods, in their order, into sub-groups that start whole, so many of which must start
   * with it.
   *
   * @param size pods of each, at least 1
   * @param min how many of them the gang needs
   */
  public Gang subGroups(int size, int min) {
    List<PodTemplate> labelled = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Map<String, String> labels = new TreeMap<>(members.get(i).labels());
      labels.put(SUB_GROUP, String.valueOf(i / size));
      labelled.add(members.get(i).labelled(labels));
    }
    Gang copy = new Gang(this, name, labelled);
    copy.subGroups =
        List.of(
            new SubGroupPolicy("parts", LabelSelector.EVERYTHING, List.of(SUB_GROUP), size, min));
    return copy;
  }

  /** States what the minimum needs in sum. */
  public Gang minResources(ResourceList newMinResources) {
    Gang copy = new Gang(this, name, members);
    copy.minResources = newMinResources;
    return copy;
  }

  /** States what the minimum is limited to in sum, by {@code limits.NAME}. */
  public Gang minLimits(ResourceList newMinLimits) {
    Gang copy = new Gang(this, name, members);
    copy.minLimits = newMinLimits;
    return copy;
  }

  public Gang priorityClass(String newPriorityClassName) {
    Gang copy = new Gang(this, name, members);
    copy.priorityClassName = newPriorityClassName;
    return copy;
  }

  /** Says whose it is, by the label or annotation that is read for that. */
  public Gang by(String newUser) {
    Gang copy = new Gang(this, name, members);
    copy.user = newUser;
    return copy;
  }

  /** Is an invalid object, as a feed would report it. */
  public Gang withProblem(String newProblem) {
    Gang copy = new Gang(this, name, members);
    copy.problem = newProblem;
    return copy;
  }

  /** Says of all its pods how long they run; zero for nothing said. */
  public Gang estimated(Duration newEstimate) {
    Gang copy = new Gang(this, name, members);
    copy.estimate = newEstimate;
    return copy;
  }

  /** Says how long it may wait at most; zero for nothing said. */
  public Gang slaWaiting(Duration newWaiting) {
    Gang copy = new Gang(this, name, members);
    copy.slaWaiting = newWaiting;
    return copy;
  }

  /** Asks for a zone by its annotation. */
  public Gang inZone(@Nullable String newZone) {
    Gang copy = new Gang(this, name, members);
    copy.zone = newZone;
    return copy;
  }

  public String name() {
    return name;
  }

  public String namespace() {
    return namespace;
  }

  /** {@code namespace/name} of its PodGroup. */
  public String key() {
    return namespace + "/" + name;
  }

  public String queue() {
    return queue;
  }

  public int minMember() {
    return minMember;
  }

  public Map<String, Integer> minTaskMember() {
    return minTaskMember;
  }

  public List<SubGroupPolicy> subGroups() {
    return subGroups;
  }

  public String priorityClassName() {
    return priorityClassName;
  }

  /** What the minimum needs in sum, null if not stated. */
  public @Nullable ResourceList minResources() {
    return minResources;
  }

  /** What the minimum is limited to in sum, null if not stated. */
  public @Nullable ResourceList minLimits() {
    return minLimits;
  }

  /** Whose it says it is, null if it does not say. */
  public @Nullable String user() {
    return user;
  }

  /** The zone that its annotation asks for, null for none. */
  public @Nullable String zone() {
    return zone;
  }

  /** Why the object is invalid, null if it is valid. */
  public @Nullable String problem() {
    return problem;
  }

  /** How long its pods are said to run, zero if nothing is said. */
  public Duration estimate() {
    return estimate;
  }

  /** How long it may wait at most by its own account, zero if nothing is said. */
  public Duration slaWaiting() {
    return slaWaiting;
  }

  /** One template a pod. */
  public List<PodTemplate> members() {
    return members;
  }

  private static List<PodTemplate> repeated(int count, PodTemplate template) {
    List<PodTemplate> templates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      templates.add(template);
    }
    return templates;
  }
}
