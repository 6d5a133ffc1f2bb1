package dev.basalt.deploy.dashboard;

/**
 * Something that can be chosen at the top of a dashboard. Queries use it as {@code label=~"$name"}.
 *
 * @param name as queries write it
 * @param label what people see
 * @param query the values that there are, such as {@code label_values(basalt_queue_info, queue)}
 * @param several whether more than one may be chosen, and all; else exactly one is
 */
public record Variable(String name, String label, String query, boolean several) {
  static Variable several(String name, String label, String query) {
    return new Variable(name, label, query, true);
  }

  static Variable one(String name, String label, String query) {
    return new Variable(name, label, query, false);
  }
}
