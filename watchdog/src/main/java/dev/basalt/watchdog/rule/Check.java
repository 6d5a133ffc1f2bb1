package dev.basalt.watchdog.rule;

import java.util.function.Consumer;

/** Looks for one kind of thing. Has no state: the same look gives the same findings. */
interface Check {
  void look(Rule rule, Look look, Consumer<Finding> found);
}
