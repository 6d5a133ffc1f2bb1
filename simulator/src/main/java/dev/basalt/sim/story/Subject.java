package dev.basalt.sim.story;

import dev.basalt.sim.story.World.PodSight;
import dev.basalt.sim.workload.Gang;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whom an expectation is about. A name may hold {@code *} for any text; jobs and pods are of
 * namespace {@code default} unless a namespace is written before them ({@code team/name}).
 *
 * @param kind what it is
 * @param name its name; empty for the whole cluster
 */
record Subject(Kind kind, String name) {
  /** What expectations may be about. */
  enum Kind {
    JOB("job"),
    POD("pod"),
    QUEUE("queue"),
    NODE("node"),
    /** Everything, where none of the others is named. */
    CLUSTER("");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /** The field that names it. */
    String field() {
      return field;
    }
  }

  /** The pods it has to do with, those that are gone included. */
  List<PodSight> pods(World world) {
    return world.pods().stream().filter(this::covers).toList();
  }

  /** The keys it stands for: itself, or those of the pods' jobs or pods that match its pattern. */
  Collection<String> keys(World world) {
    if (!name.contains("*")) {
      return List.of(qualified(name));
    }
    TreeSet<String> keys = new TreeSet<>();
    for (PodSight pod : pods(world)) {
      keys.add(kind == Kind.JOB && pod.job() != null ? pod.job() : pod.key());
    }
    return keys;
  }

  private boolean covers(PodSight pod) {
    return switch (kind) {
      case JOB -> pod.job() != null && matches(qualified(name), pod.job());
      case POD -> matches(qualified(name), pod.key());
      case QUEUE -> matches(name, pod.queue());
      case NODE -> pod.node() != null && matches(name, pod.node());
      case CLUSTER -> true;
    };
  }

  /** A name with its namespace. */
  static String qualified(String name) {
    return name.contains("/") ? name : Gang.NAMESPACE + "/" + name;
  }

  private static boolean matches(String pattern, String text) {
    return pattern.contains("*")
        ? Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), text)
        : pattern.equals(text);
  }

  @Override
  public String toString() {
    return kind == Kind.CLUSTER ? "the cluster" : kind.field() + " " + name;
  }
}
