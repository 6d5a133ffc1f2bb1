package dev.basalt.cluster.feed;

/** Watches one kind of object. */
interface Source {
  /** Starts watching; returns at once. Called once. */
  void start();

  /** Called every now and then from one thread, to look after the watch. */
  void tick();

  /** How the kind is watched, for people. */
  String description();

  /** Stops watching; nothing is told after the return. */
  void close();
}
