package dev.basalt.cluster.convert;

import dev.basalt.core.event.HostPort;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports that a pod takes of its node, being read container by container. Reused; owned by one
 * thread.
 */
final class PortsDraft {
  private record OpenPort(int host, int container, String protocol, String hostIp) {}

  private record Port(boolean init, boolean counts, int host, int container, HostPort asHost) {}

  private final List<OpenPort> openPorts = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private boolean hostNetwork;

  void clear() {
    openPorts.clear();
    ports.clear();
    hostNetwork = false;
  }

  /** Whether all ports of containers are ports of the node. */
  void hostNetwork(boolean value) {
    hostNetwork = value;
  }

  /** A port of the container being read. */
  void port(int hostPort, int containerPort, String protocol, String hostIp) {
    openPorts.add(new OpenPort(hostPort, containerPort, protocol, hostIp));
  }

  /** The end of a container; a sidecar is an init container that stays. */
  void container(boolean init, boolean sidecar) {
    for (OpenPort port : openPorts) {
      HostPort asHost =
          new HostPort(
              port.host() > 0 ? port.host() : port.container(), port.protocol(), port.hostIp());
      ports.add(new Port(init, !init || sidecar, port.host(), port.container(), asHost));
    }
    openPorts.clear();
  }

  /** The ports of the node, those of containers before those of init containers. */
  List<HostPort> onHost() {
    if (ports.isEmpty()) {
      return List.of();
    }
    List<HostPort> taken = new ArrayList<>();
    for (boolean init : new boolean[] {false, true}) {
      for (Port port : ports) {
        boolean onHost = port.host() > 0 || (hostNetwork && port.container() > 0);
        if (port.init() == init && port.counts() && onHost) {
          taken.add(port.asHost());
        }
      }
    }
    return taken;
  }
}
