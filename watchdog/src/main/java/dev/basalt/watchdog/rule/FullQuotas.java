package dev.basalt.watchdog.rule;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.QuotaSight;
import java.util.Map;
import java.util.function.Consumer;

/** Quotas of namespaces that are nearly used up: ResourceQuotas, and the annotation. */
final class FullQuotas implements Check {
  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    for (QuotaSight quota : look.view().quotas()) {
      report(rule, quota.namespace(), quota.name(), quota.used(), quota.hard(), found);
    }
    for (NamespaceSpec namespace : look.view().namespaces()) {
      ResourceList hard = namespace.quota();
      if (hard != null && !hard.isEmpty()) {
        report(
            rule,
            namespace.name(),
            BasaltNames.QUOTA,
            look.held(namespace.name()),
            hard,
            found);
      }
    }
  }

  private static void report(
      Rule rule,
      String namespace,
      String name,
      ResourceList used,
      ResourceList hard,
      Consumer<Finding> found) {
    Fill fill = Fill.fullest(used, hard);
    if (fill != null && fill.held() > 0 && fill.ratio() >= rule.threshold("ratio")) {
      found.accept(
          Finding.state(
              namespace + "/" + name,
              Map.of("namespace", namespace, "quota", name, "reason", fill.resource()),
              Map.of(
                  "resource",
                  fill.resource(),
                  "used",
                  fill.heldText(),
                  "hard",
                  fill.mostText(),
                  "percent",
                  fill.percent())));
    }
  }
}
