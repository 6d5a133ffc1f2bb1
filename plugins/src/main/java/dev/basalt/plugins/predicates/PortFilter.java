package dev.basalt.plugins.predicates;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.NodeFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rejects nodes where a pod holds a host port that the pods of a class ask for. */
final class PortFilter implements NodeFilter {
  static final String PORTS = "node(s) didn't have free the host ports that the pod asks for";

  @Override
  public boolean concerns(PodClass podClass) {
    return !podClass.shape().hostPorts().isEmpty();
  }

  @Override
  public @Nullable String reject(PodClass podClass, int node, NodeTable nodes) {
    List<HostPort> ports = podClass.shape().hostPorts();
    for (int i = 0; i < ports.size(); i++) {
      if (nodes.portTaken(node, ports.get(i))) {
        return PORTS;
      }
    }
    return null;
  }

  /** The second pod of the class would want the same port. */
  @Override
  public boolean takesOne(PodClass podClass, int node, NodeTable nodes) {
    return concerns(podClass);
  }
}
