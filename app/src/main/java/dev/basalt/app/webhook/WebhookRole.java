package dev.basalt.app.webhook;

import dev.basalt.app.role.Probe;
import dev.basalt.app.role.Role;
import dev.basalt.webhook.WebhookProcess;

/** The webhook, which serves reviews on a port of its own. */
public record WebhookRole(WebhookProcess process) implements Role {
  @Override
  public String name() {
    return "webhook";
  }

  /** Alive as long as this JVM: what fails is tried again. */
  @Override
  public Probe health() {
    return Probe.fine();
  }

  @Override
  public Probe readiness() {
    return process.ready() ? Probe.fine() : Probe.of("queues and namespaces are not known yet");
  }
}
