package dev.basalt.webhook.register;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the API server asks about. As little as serves: changes of a status, and those that leave
 * alone what a path looks at, never leave the API server.
 *
 * @param mutating whether the object may be changed
 * @param operations such as {@code CREATE}
 * @param conditions CEL expressions by name, all of which must hold
 */
record Asked(
    String resource,
    boolean mutating,
    String group,
    String version,
    boolean namespaced,
    List<String> operations,
    Map<String, String> conditions) {

  private static final String USER =
      ".metadata.?annotations[?'" + BasaltNames.USER + "'].orValue('')";
  private static final Map<String, String> NEW_OR_OTHER_USER =
      Map.of(
          "new-or-other-user",
          "request.operation != 'UPDATE' || object" + USER + " != oldObject" + USER);
  private static final Map<String, String> NEW_OR_OTHER_SPEC =
      Map.of("new-or-other-spec", "request.operation != 'UPDATE' || object.spec != oldObject.spec");

  /** The path of the webhook that answers. */
  String path() {
    return "/" + resource + "/" + (mutating ? "mutate" : "validate");
  }

  /** The name within its configuration. */
  String name() {
    return resource + (mutating ? ".mutate." : ".validate.") + BasaltNames.GROUP;
  }

  /**
   * Everything.
   *
   * @param schedulerNames whose pods are ours
   */
  static List<Asked> all(Iterable<String> schedulerNames) {
    List<Asked> all = new ArrayList<>();
    for (String[] kind :
        new String[][] {
          {"jobs", VolcanoNames.BATCH_GROUP, "v1alpha1"},
          {"cronjobs", VolcanoNames.BATCH_GROUP, "v1alpha1"},
          {"jobflows", VolcanoNames.FLOW_GROUP, "v1alpha1"},
          {"podgroups", VolcanoNames.SCHEDULING_GROUP, "v1beta1"}
        }) {
      boolean groups = kind[0].equals("podgroups");
      all.add(
          new Asked(
              kind[0],
              true,
              kind[1],
              kind[2],
              true,
              List.of("CREATE", "UPDATE"),
              NEW_OR_OTHER_USER));
      all.add(
          new Asked(
              kind[0],
              false,
              kind[1],
              kind[2],
              true,
              groups ? List.of("CREATE") : List.of("CREATE", "UPDATE"),
              groups ? Map.of() : NEW_OR_OTHER_SPEC));
    }
    all.add(queues(true, "CREATE"));
    all.add(queues(false, "CREATE", "UPDATE", "DELETE"));
    String ours = "object.spec.schedulerName in ['" + String.join("', '", schedulerNames) + "']";
    Map<String, String> changed = new TreeMap<>(NEW_OR_OTHER_USER);
    changed.put("ours", ours);
    all.add(new Asked("pods", true, "", "v1", true, List.of("CREATE", "UPDATE"), changed));
    all.add(new Asked("pods", false, "", "v1", true, List.of("CREATE"), Map.of("ours", ours)));
    return all;
  }

  private static Asked queues(boolean mutating, String... operations) {
    return new Asked(
        "queues",
        mutating,
        VolcanoNames.SCHEDULING_GROUP,
        "v1beta1",
        false,
        List.of(operations),
        Map.of());
  }
}
