package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Binding;
import dev.basalt.sim.time.VirtualTime;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A simulated cluster in virtual time with one client that only listens. */
final class ClientWorld {
  static final PodTemplate SMALL = PodTemplate.of("1", "1Gi");

  final VirtualTime time = new VirtualTime();
  final SimulatedCluster cluster;
  final SimulatedClient client;
  final List<ClusterEvent> events = new ArrayList<>();
  final List<Rejection> rejections = new ArrayList<>();

  ClientWorld(ClusterSettings settings) {
    cluster = new SimulatedCluster(time, settings);
    cluster.observe(
        new ClusterObserver() {
          @Override
          public void podRejected(Rejection rejection) {
            rejections.add(rejection);
          }
        });
    client = cluster.newClient();
    client.start(events::add);
  }

  static ClientWorld withoutFaults() {
    return new ClientWorld(ClusterSettings.standard(1));
  }

  static ClientWorld with(FaultPlan faults) {
    return new ClientWorld(ClusterSettings.standard(1).with(faults));
  }

  void run(Duration duration) {
    time.advanceTo(time.nanos() + duration.toNanos());
  }

  void addNode(String name) {
    cluster.addNode(name, Map.of("cpu", "4", "memory", "8Gi", "pods", "10"), Map.of(), List.of());
  }

  SimulatedPod pod(String name) {
    return Objects.requireNonNull(
        cluster.ask(server -> server.podNamed(Gang.NAMESPACE, name)), name);
  }

  boolean exists(String name) {
    return cluster.ask(server -> server.podNamed(Gang.NAMESPACE, name) != null);
  }

  /** Creates a pod and waits until it is there. */
  SimulatedPod create(String name, PodTemplate template) {
    cluster.createBarePod(name, template);
    run(Duration.ZERO);
    return pod(name);
  }

  void bind(SimulatedPod pod, String node) {
    client
        .binder()
        .bind(new Binding(pod.uid(), pod.origin().namespace(), pod.origin().name(), node));
  }

  /** Creates a pod and binds it. */
  SimulatedPod place(String name, PodTemplate template, String node) {
    SimulatedPod pod = create(name, template);
    bind(pod, node);
    return pod;
  }

  /** What the client was told about its bindings. */
  List<ClusterEvent> answers() {
    return events.stream()
        .filter(event ->
            event instanceof ClusterEvent.BindingConfirmed
                || event instanceof ClusterEvent.BindingRefused)
        .toList();
  }
}
