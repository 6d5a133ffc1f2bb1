package dev.basalt.bench.race;

import dev.basalt.app.CommandFailure;
import dev.basalt.testkit.NodeShape;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a race is run over.
 *
 * @param name on the command line and in the report's markers
 * @param title what is measured, for people
 * @param kind how it is measured
 * @param nodes fake nodes
 * @param node what each of them offers
 * @param gangs PodGroups
 * @param size pods of each
 * @param minMember of each PodGroup, 1 to size
 * @param pod what each pod asks for
 * @param shapes how many different requests there are among the gangs, at least 1
 */
record Scenario(
    String name,
    String title,
    Kind kind,
    int nodes,
    NodeShape node,
    int gangs,
    int size,
    int minMember,
    PodSize pod,
    int shapes) {

  /** How a scenario is measured. */
  enum Kind {
    /** Bindings by nobody's decision: what the API server can take. */
    CEILING,
    /** The pods are there; from the start of the scheduler's process to the last binding. */
    COLD,
    /** The scheduler is warm, the pods wait; from the PodGroups' creation to the last binding. */
    WARM,
    /** Pods come to a scheduler that is warm and has nothing to do, as fast as they can be made. */
    BURST,
    /** The same, each pod made when the one before it is there. */
    SERIAL_BURST,
    /** Gangs that fit nowhere, then one that does. */
    IMPOSSIBLE,
    /** The scheduler ends, cleanly and by kill -9, while the cluster is full of its pods. */
    RESTART;

    /** Whether the contestant must know PodGroups. */
    boolean needsGroups() {
      return this == WARM;
    }

    /** How many pods are being made at once while the clock runs. */
    int inFlight() {
      return this == SERIAL_BURST ? 1 : Submission.IN_FLIGHT;
    }

    /** Whether its result is a rate that the ceiling is a measure of. */
    boolean isRate() {
      return this == COLD || this == WARM;
    }
  }

  /**
   * What a pod asks for.
   *
   * @param milliCpu thousandths of a CPU
   * @param mebibytes memory
   */
  record PodSize(int milliCpu, int mebibytes) {
    /** A different one for each index; index 0 is this one. */
    PodSize shape(int index) {
      return new PodSize(milliCpu + 50 * index, mebibytes + 64 * index);
    }
  }

  private static final NodeShape SMALL = NodeShape.of("16", "64Gi", 110);
  private static final NodeShape LARGE = NodeShape.of("32", "256Gi", 110);
  private static final PodSize LIGHT = new PodSize(100, 128);
  private static final PodSize WHOLE_CPU = new PodSize(1000, 1024);
  private static final PodSize TOO_LARGE = new PodSize(1_000_000, 128);

  /** All there are. */
  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(gangs("s0", "raw bindings by a null binder", Kind.CEILING, 1_000, 10, 500));
    all.add(gangs("s1", "process start to last binding", Kind.COLD, 1_000, 10, 500));
    all.add(gangs("s1-warm", "PodGroups' creation to last binding", Kind.WARM, 1_000, 10, 500));
    all.add(
        new Scenario(
            "s2", "few large nodes, gangs", Kind.COLD, 100, LARGE, 10, 100, 100, WHOLE_CPU, 1));
    all.add(
        new Scenario(
            "s2-bare",
            "few large nodes, pods that need no others",
            Kind.COLD,
            100,
            LARGE,
            1,
            1_000,
            1,
            WHOLE_CPU,
            1));
    all.add(gangs("s3", "many nodes", Kind.COLD, 5_000, 10, 500));
    all.add(
        new Scenario(
            "s3-shapes",
            "many nodes, small gangs in eight shapes",
            Kind.COLD,
            5_000,
            SMALL,
            500,
            10,
            10,
            LIGHT,
            8));
    all.add(gangs("s4", "many nodes, many small gangs", Kind.COLD, 5_000, 1_000, 3));
    all.add(gangs("s4-large", "many nodes, large gangs", Kind.COLD, 5_000, 9, 1_000));
    all.add(gangs("s6", "restart in a full cluster", Kind.RESTART, 5_000, 100, 500));
    all.add(
        new Scenario(
            "burst",
            "a burst of pods into a quiet cluster",
            Kind.BURST,
            1_000,
            SMALL,
            1,
            100,
            1,
            LIGHT,
            1));
    all.add(
        new Scenario(
            "burst-serial",
            "pods into a quiet cluster, one after the other",
            Kind.SERIAL_BURST,
            1_000,
            SMALL,
            1,
            100,
            1,
            LIGHT,
            1));
    all.add(
        new Scenario(
            "impossible",
            "gangs that fit nowhere ahead of one that fits",
            Kind.IMPOSSIBLE,
            1_000,
            SMALL,
            5_000,
            2,
            2,
            TOO_LARGE,
            1));
    return List.copyOf(all);
  }

  private static Scenario gangs(
      String name, String title, Kind kind, int nodes, int gangs, int size) {
    return new Scenario(name, title, kind, nodes, SMALL, gangs, size, size, LIGHT, 1);
  }

  /**
   * The scenario of a name.
   *
   * @throws CommandFailure if there is none
   */
  static Scenario named(String name) {
    List<String> names = all().stream().map(Scenario::name).toList();
    return all().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure(
                "--scenario: unknown \"" + name + "\"; valid: " + String.join(", ", names)));
  }

  /** The same on another number of nodes. */
  Scenario withNodes(int count) {
    if (count < 1) {
      throw new CommandFailure("--nodes " + count + ": write 1 or more");
    }
    return new Scenario(name, title, kind, count, node, gangs, size, minMember, pod, shapes);
  }

  /**
   * The same with another number of pods, in gangs of the same size; one gang changes its size.
   *
   * @throws CommandFailure if they are no whole number of gangs
   */
  Scenario withPods(int count) {
    if (count < 1) {
      throw new CommandFailure("--pods " + count + ": write 1 or more");
    }
    if (gangs == 1) {
      return new Scenario(
          name, title, kind, nodes, node, 1, count, minMember == 1 ? 1 : count, pod, shapes);
    }
    if (count % size != 0) {
      throw new CommandFailure(
          "--pods %d: scenario %s has gangs of %d; write a multiple of %d"
              .formatted(count, name, size, size));
    }
    return new Scenario(name, title, kind, nodes, node, count / size, size, minMember, pod, shapes);
  }

  int pods() {
    return gangs * size;
  }

  /** The gangs, shapes taking turns. */
  List<Gang> workload() {
    List<Gang> workload = new ArrayList<>(gangs);
    for (int i = 0; i < gangs; i++) {
      workload.add(new Gang("gang-" + i, size, minMember, pod.shape(i % shapes)));
    }
    return workload;
  }

  /** How many pods of the first shape a node takes. */
  int podsPerNode() {
    BigDecimal cpu = Quantity.parse(node.cpu()).getNumericalAmount().movePointRight(3);
    BigDecimal memory =
        Quantity.parse(node.memory()).getNumericalAmount().divide(BigDecimal.valueOf(1 << 20));
    int byCpu = cpu.divide(BigDecimal.valueOf(pod.milliCpu()), RoundingMode.FLOOR).intValue();
    int byMemory =
        memory.divide(BigDecimal.valueOf(pod.mebibytes()), RoundingMode.FLOOR).intValue();
    return Math.min(node.pods(), Math.min(byCpu, byMemory));
  }

  /** What runs over what, in one line of Markdown. */
  String summary() {
    String work =
        gangs == 1 ? "%,d pods".formatted(pods()) : "%,d gangs of %,d pods".formatted(gangs, size);
    String requests =
        shapes > 1 ? " in %d shapes".formatted(shapes) : " of %s".formatted(request(pod));
    return "%,d nodes (%s CPU, %s, %d pods each), %s%s"
        .formatted(nodes, node.cpu(), node.memory(), node.pods(), work, requests);
  }

  private static String request(PodSize size) {
    return "%dm CPU and %d MiB".formatted(size.milliCpu(), size.mebibytes());
  }
}
