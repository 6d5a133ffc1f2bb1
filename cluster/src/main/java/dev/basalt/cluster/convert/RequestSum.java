package dev.basalt.cluster.convert;

import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod's effective requests, by the rules of the Kubernetes scheduler.
 *
 * <ul>
 *   <li>The containers are summed up, sidecars (init containers that restart always) among them.
 *   <li>An init container needs its own amounts and those of the sidecars started before it; the
 *       pod needs the maximum over all of them and the sum above.
 *   <li>Of a container that was resized in place, the largest of what is wanted, what the node
 *       allocated and what is in force counts; what is wanted does not if the node cannot give it.
 *   <li>Amounts of the pod as a whole take the place of the sum for the resources they name.
 *   <li>The overhead of the runtime class is added at the end.
 * </ul>
 *
 * <p>Reused from pod to pod; owned by one thread.
 */
final class RequestSum {
  /** One container, its status joined by name when the sum is made. */
  private record Container(String name, boolean init, boolean sidecar, ResourceList requests) {}

  private record Status(String name, ResourceList inForce, ResourceList allocated) {}

  private final List<Container> containers = new ArrayList<>();
  private final List<Status> statuses = new ArrayList<>();
  private final ResourceTally sum = new ResourceTally();
  private final ResourceTally sidecars = new ResourceTally();
  private final ResourceTally peak = new ResourceTally();
  private final ResourceTally scratch = new ResourceTally();
  private Requirements podLevel = Requirements.NONE;
  private @Nullable ResourceList podInForce;
  private ResourceList podAllocated = ResourceList.EMPTY;
  private ResourceList overhead = ResourceList.EMPTY;
  private boolean resizeInfeasible;

  void clear() {
    containers.clear();
    statuses.clear();
    podLevel = Requirements.NONE;
    podInForce = null;
    podAllocated = ResourceList.EMPTY;
    overhead = ResourceList.EMPTY;
    resizeInfeasible = false;
  }

  void container(String name, boolean init, boolean sidecar, ResourceList requests) {
    containers.add(new Container(name, init, sidecar, requests));
  }

  void containerStatus(String name, ResourceList inForce, ResourceList allocated) {
    statuses.add(new Status(name, inForce, allocated));
  }

  void podLevel(Requirements requirements) {
    podLevel = requirements;
  }

  void podInForce(ResourceList requests) {
    podInForce = requests;
  }

  void podAllocated(ResourceList amounts) {
    podAllocated = amounts;
  }

  void overhead(ResourceList amounts) {
    overhead = amounts;
  }

  void resizeInfeasible() {
    resizeInfeasible = true;
  }

  ResourceList total() {
    boolean plain =
        containers.size() == 1
            && !containers.getFirst().init()
            && podLevel.equals(Requirements.NONE)
            && overhead.isEmpty();
    if (plain) {
      return effective(containers.getFirst());
    }
    sumContainers();
    applyPodLevel();
    sum.add(overhead);
    return sum.toList();
  }

  private void sumContainers() {
    sum.clear();
    sidecars.clear();
    peak.clear();
    for (Container container : containers) {
      if (!container.init()) {
        sum.add(effective(container));
      }
    }
    for (Container container : containers) {
      if (container.init() && container.sidecar()) {
        ResourceList requests = effective(container);
        sum.add(requests);
        sidecars.add(requests);
        peak.max(sidecars);
      } else if (container.init()) {
        scratch.clear();
        scratch.add(container.requests());
        scratch.add(sidecars);
        peak.max(scratch);
      }
    }
    sum.max(peak);
  }

  private ResourceList effective(Container container) {
    for (Status status : statuses) {
      if (status.name().equals(container.name())) {
        return resized(container.requests(), status.inForce(), status.allocated());
      }
    }
    return container.requests();
  }

  private ResourceList resized(ResourceList wanted, ResourceList inForce, ResourceList allocated) {
    if (wanted.equals(inForce) && (allocated.isEmpty() || wanted.equals(allocated))) {
      return wanted;
    }
    scratch.clear();
    if (!resizeInfeasible) {
      scratch.max(wanted);
    }
    scratch.max(inForce);
    scratch.max(allocated);
    return scratch.toList();
  }

  private void applyPodLevel() {
    ResourceList requests = podLevel.requests();
    ResourceList effective =
        podInForce == null ? requests : resized(requests, podInForce, podAllocated);
    requests.forEach((name, amount) -> {
      if (countsForPods(name)) {
        sum.set(name, effective.get(name));
      }
    });
    podLevel
        .limits()
        .forEach((name, amount) -> {
          boolean requested = requests.has(name) || (sum.has(name) && !isHugePages(name));
          if (countsForPods(name) && !requested) {
            sum.set(name, amount);
          }
        });
  }

  private static boolean countsForPods(String resource) {
    return resource.equals("cpu") || resource.equals("memory") || isHugePages(resource);
  }

  private static boolean isHugePages(String resource) {
    return resource.startsWith("hugepages-");
  }
}
