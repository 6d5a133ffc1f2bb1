package dev.basalt.core.engine;

import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.EvictionPlan;

/** Is told what an engine does, for metrics and logs. Called on the engine's thread; be quick. */
public interface EngineListener {
  /** Hears nothing. */
  EngineListener NONE = new EngineListener() {};

  /** A session begins. */
  default void sessionOpened() {}

  /** A session ran. */
  default void sessionClosed(SessionReport report) {}

  /**
   * A binding was confirmed.
   *
   * @param millisSinceCreation from the pod's creation to the confirmation; creation has whole
   *     seconds on a real API server
   */
  default void bound(PodSpec pod, long millisSinceCreation) {}

  /** A binding was refused. */
  default void refused(String podUid, String reason, String message) {}

  /** A gang that stayed part-bound is evicted. */
  default void gangEvicted(String job, int pods) {}

  /** Pods are evicted to make room for a job. */
  default void planned(EvictionPlan plan) {}

  /** A session failed with an exception: a defect. The engine goes on. */
  default void failed(RuntimeException failure) {}

  /** Something in the configuration is accepted without effect. */
  default void noticed(String notice) {}

  /** A configuration was taken, or refused and the former one kept. */
  default void configured(boolean taken, String message) {}
}
