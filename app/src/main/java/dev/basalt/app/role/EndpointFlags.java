package dev.basalt.app.role;

import picocli.CommandLine.Option;

/** Where a command that runs one role serves its endpoints. */
public final class EndpointFlags {
  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Port of /metrics, /healthz and /readyz; 0 for any free one.")
  private int metricsPort;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address that these listen on.")
  private String bindAddress = "0.0.0.0";

  /**
   * Flags of one role.
   *
   * @param port unless another is named
   */
  public EndpointFlags(int port) {
    metricsPort = port;
  }

  /** What they say. */
  public EndpointSettings settings() {
    return new EndpointSettings(bindAddress, metricsPort);
  }

  /** Address that they listen on. */
  public String bindAddress() {
    return bindAddress;
  }
}
