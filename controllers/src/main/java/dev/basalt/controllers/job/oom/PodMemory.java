package dev.basalt.controllers.job.oom;

import java.util.ArrayList;
import java.util.List;

/**
 * A pod's memory, as its containers share it.
 *
 * @param parts its containers, in the order in which they start
 * @param whole what is said of the pod as a whole; {@code NONE} if nothing is
 * @param overhead in bytes
 */
public record PodMemory(List<Part> parts, Memory whole, long overhead) {
  /** Stands for the pod as a whole among its containers' names. */
  public static final String WHOLE = "*";

  /** When a container runs. */
  public enum Kind {
    /** Before the others, and alone but for the sidecars that have started. */
    INIT,
    /** An init container that goes on running beside all that start later. */
    SIDECAR,
    /** Beside all others of its kind and all sidecars. */
    MAIN
  }

  /** A container. */
  public record Part(String name, Kind kind, Memory memory) {}

  public PodMemory {
    parts = List.copyOf(parts);
  }

  Part part(String name) {
    return parts.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElse(new Part(name, Kind.MAIN, Memory.NONE));
  }

  PodMemory with(String name, Memory memory) {
    if (name.equals(WHOLE)) {
      return new PodMemory(parts, memory, overhead);
    }
    List<Part> changed = new ArrayList<>();
    for (Part one : parts) {
      changed.add(one.name().equals(name) ? new Part(name, one.kind(), memory) : one);
    }
    return new PodMemory(changed, whole, overhead);
  }

  /** What is asked for beside a container while it runs, in bytes. */
  long beside(String name) {
    Kind kind = part(name).kind();
    long sum = overhead;
    boolean before = true;
    for (Part one : parts) {
      if (one.name().equals(name)) {
        before = false;
        continue;
      }
      boolean together =
          switch (one.kind()) {
            case INIT -> false;
            case SIDECAR -> kind != Kind.INIT || before;
            case MAIN -> kind != Kind.INIT;
          };
      if (together) {
        sum += one.memory().request();
      }
    }
    return sum;
  }
}
