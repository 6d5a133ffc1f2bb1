package dev.basalt.app.role;

/** A role whose probes answer what they are told to. */
final class PlayedRole implements Role {
  volatile Probe health = Probe.fine();
  volatile Probe readiness = Probe.fine();
  private final String name;

  PlayedRole(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Probe health() {
    return health;
  }

  @Override
  public Probe readiness() {
    return readiness;
  }
}
