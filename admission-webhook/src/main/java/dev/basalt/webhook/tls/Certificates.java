package dev.basalt.webhook.tls;

import java.time.Instant;

/** Where the webhook's certificates come from. */
public interface Certificates {
  /**
   * What holds now.
   *
   * @param server what is served
   * @param bundle what the API server is to trust, PEM
   * @param authorityEnds when the newest authority ends
   */
  record Held(Identity server, String bundle, Instant authorityEnds) {}

  /**
   * Looks what holds now, and changes what is due.
   *
   * @throws RuntimeException if that cannot be found out; what was held goes on
   */
  Held at(Instant now);
}
