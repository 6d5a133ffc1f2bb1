package dev.basalt.deploy.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Variables as Grafana reads them. */
final class VariableJson {
  private static final String DATA_SOURCE = "datasource";
  private static final int WHEN_THE_TIME_RANGE_CHANGES = 2;
  private static final int BY_NAME = 1;

  private VariableJson() {}

  /** The variable by which one of Grafana's sources of data is chosen. */
  static void dataSource(ObjectNode node) {
    node.put("type", "datasource");
    node.put("name", DATA_SOURCE);
    node.put("label", "Data source");
    node.put("query", "prometheus");
  }

  static void write(ObjectNode node, Variable variable) {
    node.put("type", "query");
    node.put("name", variable.name());
    node.put("label", variable.label());
    reference(node);
    node.put("query", variable.query());
    node.put("refresh", WHEN_THE_TIME_RANGE_CHANGES);
    node.put("sort", BY_NAME);
    node.put("multi", variable.several());
    node.put("includeAll", variable.several());
    if (variable.several()) {
      node.put("allValue", ".*");
      ObjectNode current = node.putObject("current");
      current.put("selected", true).put("text", "All").put("value", "$__all");
    }
  }

  /** Says that something asks the source of data that was chosen. */
  static void reference(ObjectNode node) {
    node.putObject(DATA_SOURCE).put("type", "prometheus").put("uid", "${" + DATA_SOURCE + "}");
  }
}
