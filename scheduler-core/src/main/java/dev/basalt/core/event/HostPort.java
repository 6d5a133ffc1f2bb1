package dev.basalt.core.event;

/**
 * A port that a pod takes on its node.
 *
 * @param port 1 to 65535
 * @param protocol TCP, UDP or SCTP
 * @param hostIp the address bound, {@code 0.0.0.0} for all
 */
public record HostPort(int port, String protocol, String hostIp) {
  private static final String ALL = "0.0.0.0";

  public HostPort {
    protocol = protocol.isEmpty() ? "TCP" : protocol;
    hostIp = hostIp.isEmpty() ? ALL : hostIp;
  }

  /** Whether both cannot be taken on one node. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (hostIp.equals(other.hostIp) || hostIp.equals(ALL) || other.hostIp.equals(ALL));
  }
}
