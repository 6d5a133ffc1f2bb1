package dev.basalt.app.webhook;

import dev.basalt.app.Role;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
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
    return new Probe(true, "ok\n");
  }

  @Override
  public Probe readiness() {
    return process.ready()
        ? new Probe(true, "ok\n")
        : new Probe(false, "queues and namespaces are not known yet\n");
  }

  /** What it publishes is always up to date. */
  @Override
  public void refreshMetrics() {}

  @Override
  public void close() {
    process.close();
  }
}
