package dev.basalt.deploy.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Panels as Grafana reads them. */
final class PanelJson {
  private static final String LAST = "lastNotNull";

  private PanelJson() {}

  static void write(ObjectNode node, Panel panel) {
    node.put("type", type(panel.look()));
    node.put("title", panel.title());
    node.put("description", panel.description());
    VariableJson.reference(node);
    targets(node.putArray("targets"), panel);
    ObjectNode fields = node.putObject("fieldConfig");
    ObjectNode defaults = fields.putObject("defaults");
    defaults.put("unit", panel.unit().id());
    thresholds(defaults, panel.thresholds());
    if (panel.unit() == Unit.RATIO) {
      defaults.put("min", 0);
    }
    ArrayNode overrides = fields.putArray("overrides");
    ObjectNode options = node.putObject("options");
    switch (panel.look()) {
      case Look.Lines lines -> lines(lines, panel, options, defaults, overrides);
      case Look.Latest _ -> number(options);
      case Look.Bars _ -> bars(options);
      case Look.HeatMap _ -> heatMap(panel, options);
      case Look.Table table -> table(table, panel, node, options, overrides);
    }
  }

  private static String type(Look look) {
    return switch (look) {
      case Look.Lines _ -> "timeseries";
      case Look.Latest _ -> "stat";
      case Look.Bars _ -> "bargauge";
      case Look.HeatMap _ -> "heatmap";
      case Look.Table _ -> "table";
    };
  }

  private static void targets(ArrayNode targets, Panel panel) {
    boolean latest = !(panel.look() instanceof Look.Lines || panel.look() instanceof Look.HeatMap);
    for (int i = 0; i < panel.targets().size(); i++) {
      Target target = panel.targets().get(i);
      ObjectNode node = targets.addObject();
      node.put("refId", refId(i));
      VariableJson.reference(node);
      node.put("editorMode", "code");
      node.put("expr", target.expr());
      node.put("instant", latest);
      node.put("range", !latest);
      if (panel.look() instanceof Look.Table) {
        node.put("format", "table");
      } else {
        node.put("format", "time_series");
        node.put("legendFormat", target.legend());
      }
    }
  }

  private static String refId(int target) {
    return String.valueOf((char) ('A' + target));
  }

  private static void thresholds(ObjectNode defaults, List<Threshold> thresholds) {
    defaults
        .putObject("color")
        .put("mode", thresholds.isEmpty() ? "palette-classic" : "thresholds");
    ObjectNode node = defaults.putObject("thresholds");
    node.put("mode", "absolute");
    ArrayNode steps = node.putArray("steps");
    steps.addObject().put("color", "green").putNull("value");
    thresholds.forEach(
        step -> steps.addObject().put("color", step.color()).put("value", step.value()));
  }

  private static void lines(
      Look.Lines lines, Panel panel, ObjectNode options, ObjectNode defaults, ArrayNode overrides) {
    defaults.putObject("color").put("mode", "palette-classic");
    ObjectNode custom = defaults.putObject("custom");
    custom.put("drawStyle", "line");
    custom.put("lineInterpolation", "linear");
    custom.put("lineWidth", 1);
    custom.put("fillOpacity", lines.stacked() ? 40 : 0);
    custom.put("showPoints", "never");
    custom.put("spanNulls", false);
    custom.put("axisSoftMin", 0);
    custom.putObject("stacking").put("mode", lines.stacked() ? "normal" : "none").put("group", "A");
    if (!panel.thresholds().isEmpty()) {
      custom.putObject("thresholdsStyle").put("mode", "line");
    }
    for (int i = 0; i < panel.targets().size(); i++) {
      if (panel.targets().get(i).below()) {
        override(overrides, "byFrameRefID", refId(i), "custom.transform")
            .put("value", "negative-Y");
      }
    }
    ObjectNode legend = options.putObject("legend");
    legend.put("displayMode", "table").put("placement", "bottom").put("showLegend", true);
    legend.putArray("calcs").add(LAST).add("max");
    options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
  }

  private static void number(ObjectNode options) {
    reduce(options);
    options.put("graphMode", "area");
    options.put("colorMode", "value");
    options.put("justifyMode", "auto");
    options.put("textMode", "auto");
    options.put("orientation", "auto");
    options.put("wideLayout", true);
    options.put("showPercentChange", false);
  }

  private static void bars(ObjectNode options) {
    reduce(options);
    options.put("displayMode", "basic");
    options.put("valueMode", "color");
    options.put("namePlacement", "auto");
    options.put("orientation", "horizontal");
    options.put("showUnfilled", true);
  }

  private static void reduce(ObjectNode options) {
    ObjectNode reduce = options.putObject("reduceOptions");
    reduce.put("values", false);
    reduce.putArray("calcs").add(LAST);
  }

  private static void heatMap(Panel panel, ObjectNode options) {
    options.put("calculate", false);
    ObjectNode color = options.putObject("color");
    color.put("mode", "scheme").put("scheme", "RdYlGn").put("fill", "dark-green");
    color.put("scale", "linear").put("exponent", 0.5).put("steps", 64).put("reverse", false);
    options.putObject("rowsFrame").put("layout", "auto");
    options.put("cellGap", 1);
    options.putObject("cellValues").put("unit", panel.unit().id());
    options.putObject("yAxis").put("axisPlacement", "left").put("reverse", false);
    options.putObject("legend").put("show", true);
    options.putObject("tooltip").put("mode", "single").put("yHistogram", false);
  }

  private static void table(
      Look.Table table, Panel panel, ObjectNode node, ObjectNode options, ArrayNode overrides) {
    options.put("showHeader", true);
    options.put("cellHeight", "sm");
    ArrayNode transformations = node.putArray("transformations");
    transformations.addObject().put("id", "merge").putObject("options");
    ObjectNode organize = transformations.addObject().put("id", "organize").putObject("options");
    organize.putObject("excludeByName").put("Time", true);
    ObjectNode order = organize.putObject("indexByName");
    ObjectNode names = organize.putObject("renameByName");
    int column = 0;
    for (var label : table.labels().entrySet()) {
      order.put(label.getKey(), column++);
      names.put(label.getKey(), label.getValue());
    }
    for (int i = 0; i < panel.targets().size(); i++) {
      Target target = panel.targets().get(i);
      order.put("Value #" + refId(i), column++);
      names.put("Value #" + refId(i), target.legend());
      override(overrides, "byName", target.legend(), "unit").put("value", target.unit().id());
    }
  }

  private static ObjectNode override(
      ArrayNode overrides, String matcher, String argument, String property) {
    ObjectNode override = overrides.addObject();
    override.putObject("matcher").put("id", matcher).put("options", argument);
    return override.putArray("properties").addObject().put("id", property);
  }
}
