package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.FlowDependsOn;
import dev.basalt.api.flow.HttpProbe;
import dev.basalt.api.flow.JobFlowSpec;
import dev.basalt.api.flow.Probe;
import dev.basalt.api.flow.TaskStatusProbe;
import dev.basalt.api.flow.TcpProbe;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.core.dependency.Dependencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places of a flow, in the order in which they are written.
 *
 * @param problem why nothing of it can be done; null if all is well
 */
record FlowShape(List<Place> places, @Nullable Notice problem) {
  private static final String INVALID = "InvalidFlow";

  /**
   * A place for one job.
   *
   * @param template the JobTemplate's name, which is the place's own
   * @param field where it stands in the flow's spec
   * @param targets the places that it depends on
   * @param checks what these must pass instead of completing; empty if they must complete
   * @param patch what differs from the template, null if nothing does
   */
  record Place(
      String template,
      String field,
      Set<String> targets,
      List<FlowCheck> checks,
      @Nullable JsonNode patch) {}

  /** Reads a spec. A name that comes twice is one place, with the dependencies of both. */
  static FlowShape of(@Nullable JobFlowSpec spec) {
    Map<String, Place> places = new LinkedHashMap<>();
    Dependencies dependencies = new Dependencies();
    List<Flow> flows = spec == null || spec.flows() == null ? List.of() : spec.flows();
    for (int i = 0; i < flows.size(); i++) {
      Place place = place(flows.get(i), "spec.flows[" + i + "]");
      places.merge(place.template(), place, FlowShape::both);
      dependencies.add(place.template(), List.copyOf(place.targets()));
    }
    return new FlowShape(List.copyOf(places.values()), problem(places, dependencies));
  }

  private static Place place(Flow flow, String field) {
    FlowDependsOn dependsOn = flow.dependsOn();
    List<String> targets =
        dependsOn == null || dependsOn.targets() == null ? List.of() : dependsOn.targets();
    JsonNode patch = flow.patch() == null ? null : flow.patch().jobSpec();
    return new Place(
        flow.name() == null ? "" : flow.name(),
        field,
        new LinkedHashSet<>(targets),
        dependsOn == null || dependsOn.probe() == null
            ? List.of()
            : checks(dependsOn.probe(), field + ".dependsOn.probe."),
        patch);
  }

  private static Place both(Place one, Place other) {
    Set<String> targets = new LinkedHashSet<>(one.targets());
    targets.addAll(other.targets());
    List<FlowCheck> checks = new ArrayList<>(one.checks());
    checks.addAll(other.checks());
    return new Place(
        one.template(),
        one.field(),
        targets,
        checks,
        one.patch() == null ? other.patch() : one.patch());
  }

  private static List<FlowCheck> checks(Probe probe, String field) {
    List<FlowCheck> checks = new ArrayList<>();
    for (TaskStatusProbe one : list(probe.taskStatusList())) {
      checks.add(
          new FlowCheck.Phase(field + "taskStatusList", text(one.taskName()), text(one.phase())));
    }
    for (TcpProbe one : list(probe.tcpSocketList())) {
      checks.add(
          new FlowCheck.Tcp(field + "tcpSocketList", text(one.taskName()), number(one.port())));
    }
    for (HttpProbe one : list(probe.httpGetList())) {
      String path = text(one.path());
      checks.add(
          new FlowCheck.Http(
              field + "httpGetList",
              text(one.taskName()),
              path.startsWith("/") ? path : "/" + path,
              number(one.port()),
              one.httpHeader() == null ? null : one.httpHeader().getName(),
              one.httpHeader() == null ? null : one.httpHeader().getValue()));
    }
    return checks;
  }

  private static @Nullable Notice problem(Map<String, Place> places, Dependencies dependencies) {
    Dependencies.Undefined undefined = dependencies.undefined();
    if (undefined != null) {
      return Notice.warning(
          INVALID,
          "%s.dependsOn.targets of flow \"%s\": there is no flow \"%s\"; add it or take it out"
              .formatted(
                  field(places, undefined.vertex()), undefined.vertex(), undefined.dependency()));
    }
    List<String> circle = dependencies.circle();
    return circle.isEmpty()
        ? null
        : Notice.warning(
            INVALID,
            "%s.dependsOn.targets: the flows %s wait for each other; take one of them out"
                .formatted(field(places, circle.getFirst()), circle));
  }

  private static String field(Map<String, Place> places, String name) {
    Place place = places.get(name);
    return place == null ? "spec.flows" : place.field();
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
