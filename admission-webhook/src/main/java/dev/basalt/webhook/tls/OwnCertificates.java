package dev.basalt.webhook.tls;

import java.time.Instant;
import java.util.List;

/** Certificates that the webhook makes itself, in a Secret that its replicas share. */
public record OwnCertificates(MaterialSecret secret, Rotation rotation, List<String> names)
    implements Certificates {
  @Override
  public Held at(Instant now) {
    Material material = secret.advance(rotation, names, now);
    return new Held(
        material.server(),
        material.bundle(),
        material.authority().certificate().getNotAfter().toInstant());
  }
}
