package dev.basalt.cluster.informer;

/** Watches one kind and tells a {@link SlimInformer.Listener} what the API server says. */
public interface Informer extends AutoCloseable {
  /** Lists and watches from now on. */
  void start();

  /** Begins anew if nothing was heard for so long. To be called now and then. */
  void restartIfSilent(long limitNanos);

  /** Ends; nothing is told after the return. */
  @Override
  void close();
}
