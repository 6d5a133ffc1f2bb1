package dev.basalt.deploy.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.deploy.dashboard.Dashboard.Row;

/**
 * Writes dashboards as Grafana reads them from files: with a fixed schema version and uid, without
 * an id, and with the source of data as a variable.
 */
public final class DashboardJson {
  /** The version of Grafana's format; Grafana 11.6 and later read it as it is. */
  static final int SCHEMA_VERSION = 41;

  private static final int COLUMNS = 24;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private DashboardJson() {}

  /** The content of a dashboard's file. */
  public static String write(Dashboard dashboard) {
    try {
      return MAPPER.writeValueAsString(tree(dashboard)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static ObjectNode tree(Dashboard dashboard) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("uid", dashboard.uid());
    root.put("title", dashboard.title());
    root.put("description", dashboard.description());
    root.putArray("tags").add("basalt");
    root.put("timezone", "browser");
    root.put("editable", false);
    root.put("graphTooltip", 1);
    root.putObject("time").put("from", "now-6h").put("to", "now");
    root.put("refresh", "30s");
    root.put("schemaVersion", SCHEMA_VERSION);
    root.putObject("annotations").putArray("list");
    link(root.putArray("links").addObject());
    ArrayNode variables = root.putObject("templating").putArray("list");
    VariableJson.dataSource(variables.addObject());
    dashboard.variables().forEach(variable -> VariableJson.write(variables.addObject(), variable));
    panels(root.putArray("panels"), dashboard);
    return root;
  }

  /** A menu of all our dashboards that keeps what was chosen. */
  private static void link(ObjectNode link) {
    link.put("title", "Basalt");
    link.put("type", "dashboards");
    link.putArray("tags").add("basalt");
    link.put("asDropdown", true);
    link.put("includeVars", true);
    link.put("keepTime", true);
    link.put("targetBlank", false);
    link.put("icon", "");
    link.put("tooltip", "");
    link.put("url", "");
  }

  private static void panels(ArrayNode panels, Dashboard dashboard) {
    int id = 1;
    int y = 0;
    for (Row row : dashboard.rows()) {
      ObjectNode heading = panels.addObject();
      heading.put("id", id++);
      heading.put("type", "row");
      heading.put("title", row.title());
      heading.put("collapsed", false);
      heading.putArray("panels");
      place(heading, 0, y, COLUMNS, 1);
      y++;
      int x = 0;
      int lowest = y;
      for (Panel panel : row.panels()) {
        if (x + panel.width() > COLUMNS) {
          x = 0;
          y = lowest;
        }
        ObjectNode node = panels.addObject();
        node.put("id", id++);
        PanelJson.write(node, panel);
        place(node, x, y, panel.width(), panel.height());
        x += panel.width();
        lowest = Math.max(lowest, y + panel.height());
      }
      y = lowest;
    }
  }

  private static void place(ObjectNode panel, int x, int y, int width, int height) {
    panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
  }
}
