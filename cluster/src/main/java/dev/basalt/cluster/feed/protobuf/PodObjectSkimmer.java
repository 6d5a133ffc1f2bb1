package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pods as objects of the client's model, as far as controllers look at them: metadata without
 * managed fields; of the spec node, scheduler, priority class, overhead, resources, and the
 * containers' names, images, restart policies and resources; the status without addresses, images
 * and probes. Everything else is absent. Field numbers: {@code k8s.io/api/core/v1/generated.proto}.
 */
public final class PodObjectSkimmer implements Skimmer<Pod> {
  private final ByteCache<String> strings = new ByteCache<>(16_384);
  private final WireReader reader = new WireReader();
  private final ObjectMetaSkimmer metadata = new ObjectMetaSkimmer(strings);
  private final PodStatusObjectSkimmer status = new PodStatusObjectSkimmer(strings);

  /** A skimmer that has seen nothing yet. */
  public PodObjectSkimmer() {}

  @Override
  public Pod skim(byte[] bytes, int offset, int length) {
    Pod pod = new Pod();
    PodSpec spec = new PodSpec();
    PodStatus state = new PodStatus();
    pod.setSpec(spec);
    pod.setStatus(state);
    reader.reset(bytes, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> pod.setMetadata(metadata.skim(reader));
        case 2 -> spec(spec);
        case 3 -> status.skim(reader, state);
        default -> reader.skip();
      }
    }
    return pod;
  }

  private void spec(PodSpec spec) {
    List<Container> containers = new ArrayList<>(1);
    List<Container> initContainers = new ArrayList<>(0);
    Map<String, Quantity> overhead = new HashMap<>();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> containers.add(container());
        case 3 -> spec.setRestartPolicy(reader.shared(strings));
        case 10 -> spec.setNodeName(reader.shared(strings));
        case 19 -> spec.setSchedulerName(reader.shared(strings));
        case 20 -> initContainers.add(container());
        case 24 -> spec.setPriorityClassName(reader.shared(strings));
        case 25 -> spec.setPriority((int) reader.number());
        case 32 -> amount(overhead);
        case 40 -> spec.setResources(resources());
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    spec.setContainers(containers);
    spec.setInitContainers(initContainers);
    if (!overhead.isEmpty()) {
      spec.setOverhead(overhead);
    }
  }

  private Container container() {
    Container container = new Container();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> container.setName(reader.shared(strings));
        case 2 -> container.setImage(reader.shared(strings));
        case 8 -> container.setResources(resources());
        case 24 -> container.setRestartPolicy(reader.shared(strings));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return container;
  }

  private ResourceRequirements resources() {
    Map<String, Quantity> limits = new HashMap<>();
    Map<String, Quantity> requests = new HashMap<>();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> amount(limits);
        case 2 -> amount(requests);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    ResourceRequirements resources = new ResourceRequirements();
    resources.setLimits(limits);
    resources.setRequests(requests);
    return resources;
  }

  private void amount(Map<String, Quantity> amounts) {
    String name = "";
    String amount = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.shared(strings);
        case 2 -> {
          int quantity = reader.enter();
          while (reader.next()) {
            if (reader.field() == 1) {
              amount = reader.shared(strings);
            } else {
              reader.skip();
            }
          }
          reader.leave(quantity);
        }
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    amounts.put(name, Quantity.parse(amount));
  }

  @Override
  public String resourceVersion() {
    return metadata.resourceVersion();
  }

  @Override
  public boolean endsInitialEvents() {
    return metadata.endsInitialEvents();
  }
}
