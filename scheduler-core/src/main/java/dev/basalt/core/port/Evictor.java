package dev.basalt.core.port;

/** Sends evictions to the API server. */
public interface Evictor {
  /**
   * Takes an eviction over and returns at once; called on the engine's thread. Success shows as the
   * pod's own events; a failure must come back as {@code EvictionRefused}.
   */
  void evict(Eviction eviction);
}
