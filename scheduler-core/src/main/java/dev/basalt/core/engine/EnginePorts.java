package dev.basalt.core.engine;

import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Evictor;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.VolumeBinder;

/** Where the engine's decisions and reports go. */
public record EnginePorts(
    Binder binder,
    Evictor evictor,
    StatusPublisher status,
    VolumeBinder volumes,
    EngineListener listener,
    Ownership ownership) {

  /** For a scheduler of all zones. */
  public EnginePorts(
      Binder binder,
      Evictor evictor,
      StatusPublisher status,
      VolumeBinder volumes,
      EngineListener listener) {
    this(binder, evictor, status, volumes, listener, Ownership.none());
  }

  /** The same in a world without claims: what is chosen for one is never written. */
  public EnginePorts(
      Binder binder, Evictor evictor, StatusPublisher status, EngineListener listener) {
    this(binder, evictor, status, choice -> {}, listener);
  }
}
