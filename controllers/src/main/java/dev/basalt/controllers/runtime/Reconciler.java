package dev.basalt.controllers.runtime;

/** Brings one object a step nearer to what it should be. */
public interface Reconciler {
  /**
   * Looks at the object and does what is to be done. Never called for one key by two workers at
   * once. A {@link WriteFailedException} is tried again after a back-off, as is any other failure.
   *
   * @return when to look again
   */
  Next reconcile(ObjectKey key) throws InterruptedException;
}
