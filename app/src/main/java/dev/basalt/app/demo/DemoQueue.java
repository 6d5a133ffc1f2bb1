package dev.basalt.app.demo;

import java.util.List;

/**
 * A queue of the demo.
 *
 * @param name the queue's name
 * @param weight its part of the cluster relative to the others, at least 1
 */
record DemoQueue(String name, int weight) {
  static final String RESEARCH = "research";
  static final String PRODUCTION = "production";
  static final String ADHOC = "adhoc";

  /** The queues of every run, heaviest first. */
  static final List<DemoQueue> ALL =
      List.of(new DemoQueue(RESEARCH, 3), new DemoQueue(PRODUCTION, 2), new DemoQueue(ADHOC, 1));
}
