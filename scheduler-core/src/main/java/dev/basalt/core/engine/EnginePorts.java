package dev.basalt.core.engine;

import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Evictor;
import dev.basalt.core.port.StatusPublisher;

/** Where an engine's decisions and words go. */
public record EnginePorts(
    Binder binder, Evictor evictor, StatusPublisher status, EngineListener listener) {}
