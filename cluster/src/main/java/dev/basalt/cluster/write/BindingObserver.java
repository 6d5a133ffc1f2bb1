package dev.basalt.cluster.write;

import dev.basalt.core.port.Binding;

/** Watches bindings come and go, for metrics and for writes that a binding makes pointless. */
public interface BindingObserver {
  /** A binding was taken over; called on the engine's thread. */
  void taken(Binding binding);

  /**
   * A binding was answered; called on the write loop.
   *
   * @param result {@code Bound}, or the reason of the refusal
   * @param nanos from its taking over to the answer
   */
  void answered(Binding binding, String result, long nanos);

  /** An observer that does nothing. */
  static BindingObserver none() {
    return new BindingObserver() {
      @Override
      public void taken(Binding binding) {}

      @Override
      public void answered(Binding binding, String result, long nanos) {}
    };
  }
}
