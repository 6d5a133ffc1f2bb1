package dev.basalt.app.role;

import java.time.Duration;

/**
 * Where a process serves its endpoints.
 *
 * @param bindAddress address that they listen on
 * @param port 0 for any free one
 * @param scrapeLife how long an answer to a scrape serves others too
 */
public record EndpointSettings(String bindAddress, int port, Duration scrapeLife) {
  /** Endpoints whose scrapes are answered anew each time. */
  public EndpointSettings(String bindAddress, int port) {
    this(bindAddress, port, Duration.ZERO);
  }

  /** Any free port, for this machine only. */
  public static EndpointSettings loopback() {
    return new EndpointSettings("127.0.0.1", 0);
  }

  /** The same for series that take long to tell. */
  public EndpointSettings withScrapeLife(Duration life) {
    return new EndpointSettings(bindAddress, port, life);
  }
}
