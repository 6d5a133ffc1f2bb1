package dev.basalt.core.engine;

import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Evictor;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.VolumeBinder;

/** Where an engine's decisions and words go. */
public record EnginePorts(
    Binder binder,
    Evictor evictor,
    StatusPublisher status,
    VolumeBinder volumes,
    EngineListener listener) {

  /** Ports of a world without claims: what is chosen for one is never written. */
  public EnginePorts(
      Binder binder, Evictor evictor, StatusPublisher status, EngineListener listener) {
    this(binder, evictor, status, choice -> {}, listener);
  }
}
