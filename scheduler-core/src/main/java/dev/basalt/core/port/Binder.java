package dev.basalt.core.port;

/** Sends bindings to the API server. */
public interface Binder {
  /**
   * Takes a binding over and returns at once; called on the engine's thread. Exactly one {@code
   * BindingConfirmed} or {@code BindingRefused} must follow as an event, however long the API
   * server is away. When the outcome of the write is unknown, the binder reads the pod back before
   * it answers.
   */
  void bind(Binding binding);
}
