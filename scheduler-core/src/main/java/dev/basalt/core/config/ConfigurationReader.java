package dev.basalt.core.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the configuration's YAML with errors that name the place. */
final class ConfigurationReader {
  private static final List<String> TOP_KEYS =
      List.of("actions", "tiers", "configurations", "metrics");

  private static final List<String> TIER_KEYS = List.of("plugins");

  /**
   * The switch of hierarchies: off for plugin drf unless it is set, and handed on as an argument;
   * plugin capacity always does what Volcano's does with it on.
   */
  private static final String HIERARCHY = "enableHierarchy";

  private final List<String> notices = new ArrayList<>();

  SchedulerConfiguration read(String yaml) throws ConfigurationException {
    Object root;
    try {
      root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new ConfigurationException("not valid YAML: " + e.getMessage());
    }
    Map<String, Object> top = map(root, "the configuration");
    onlyKeys(top, TOP_KEYS, "the configuration");
    if (top.containsKey("metrics")) {
      notices.add("metrics: a source of measured use is not read yet");
    }
    List<String> actions = actions(top.get("actions"));
    List<List<PluginConfiguration>> tiers = tiers(top.get("tiers"));
    checkHierarchy(tiers);
    return new SchedulerConfiguration(actions, tiers, arguments(top), notices);
  }

  /** Both would say what queues deserve, by rules that contradict each other. */
  private static void checkHierarchy(List<List<PluginConfiguration>> tiers)
      throws ConfigurationException {
    List<PluginConfiguration> plugins = tiers.stream().flatMap(List::stream).toList();
    boolean hierarchy =
        plugins.stream()
            .anyMatch(plugin ->
                plugin.name().equals("drf")
                    && Boolean.TRUE.equals(plugin.arguments().get(HIERARCHY)));
    if (hierarchy && plugins.stream().anyMatch(plugin -> plugin.name().equals("proportion"))) {
      throw new ConfigurationException(
          "tiers: plugin drf with enableHierarchy and plugin proportion cannot go together; leave out proportion or set enableHierarchy to false");
    }
  }

  private List<String> actions(@Nullable Object value) throws ConfigurationException {
    if (!(value instanceof String text)) {
      throw new ConfigurationException(
          "actions: must be a list in one string, such as \"enqueue, allocate, backfill\"");
    }
    List<String> actions = new ArrayList<>();
    for (String part : text.split(",")) {
      String name = part.strip();
      if (VolcanoNames.ACTIONS.contains(name)) {
        actions.add(name);
      } else if (VolcanoNames.MISSING_ACTIONS.contains(name)) {
        notices.add("actions: \"" + name + "\" is not implemented yet and is skipped");
      } else {
        throw new ConfigurationException(
            "actions: unknown action \""
                + name
                + "\""
                + NearestName.hint(name, VolcanoNames.ACTIONS));
      }
    }
    return actions;
  }

  private List<List<PluginConfiguration>> tiers(@Nullable Object value)
      throws ConfigurationException {
    List<List<PluginConfiguration>> tiers = new ArrayList<>();
    List<?> entries = list(value, "tiers");
    for (int i = 0; i < entries.size(); i++) {
      String place = "tiers[" + i + "]";
      Map<String, Object> tier = map(entries.get(i), place);
      onlyKeys(tier, TIER_KEYS, place);
      List<PluginConfiguration> plugins = new ArrayList<>();
      for (Object entry : list(tier.get("plugins"), place + ".plugins")) {
        PluginConfiguration plugin = plugin(map(entry, place + ".plugins"), place);
        if (VolcanoNames.MISSING_PLUGINS.contains(plugin.name())) {
          notices.add(
              place + ": plugin \"" + plugin.name() + "\" is not implemented yet and is skipped");
        } else {
          plugins.add(plugin);
        }
      }
      tiers.add(plugins);
    }
    return tiers;
  }

  private PluginConfiguration plugin(Map<String, Object> entry, String place)
      throws ConfigurationException {
    if (!(entry.get("name") instanceof String name) || name.isEmpty()) {
      throw new ConfigurationException(place + ": a plugin has no name");
    }
    String here = place + ": plugin " + name;
    Set<Hook> disabled = EnumSet.noneOf(Hook.class);
    Map<String, Object> arguments = scalars(entry.get("arguments"), here + ": arguments");
    for (Map.Entry<String, Object> option : entry.entrySet()) {
      String key = option.getKey();
      if (key.equals("name") || key.equals("arguments")) {
        continue;
      }
      Hook hook = hook(key);
      if (hook == null && !VolcanoNames.MISSING_SWITCHES.contains(key)) {
        List<String> valid = new ArrayList<>(List.of("name", "arguments"));
        Arrays.stream(Hook.values()).map(Hook::key).forEach(valid::add);
        throw new ConfigurationException(
            here + ": unknown key \"" + key + "\"" + NearestName.hint(key, valid));
      }
      if (!(option.getValue() instanceof Boolean on)) {
        throw new ConfigurationException(here + ": " + key + " must be true or false");
      }
      boolean nests = key.equals(HIERARCHY) && on && name.equals("capacity");
      if (key.equals(HIERARCHY) && name.equals("drf")) {
        arguments.put(HIERARCHY, on);
      } else if (hook == null && !nests) {
        notices.add(here + ": " + key + " has no effect yet");
      } else if (hook != null && !on) {
        disabled.add(hook);
      }
    }
    return new PluginConfiguration(name, disabled, arguments);
  }

  private static @Nullable Hook hook(String key) {
    for (Hook hook : Hook.values()) {
      if (hook.key().equals(key)) {
        return hook;
      }
    }
    return null;
  }

  private Map<String, Map<String, Object>> arguments(Map<String, Object> top)
      throws ConfigurationException {
    Map<String, Map<String, Object>> byAction = new LinkedHashMap<>();
    if (!top.containsKey("configurations")) {
      return byAction;
    }
    for (Object entry : list(top.get("configurations"), "configurations")) {
      Map<String, Object> action = map(entry, "configurations");
      if (!(action.get("name") instanceof String name)) {
        throw new ConfigurationException("configurations: an entry has no name");
      }
      if (!VolcanoNames.ACTIONS.contains(name) && !VolcanoNames.MISSING_ACTIONS.contains(name)) {
        throw new ConfigurationException(
            "configurations: unknown action \""
                + name
                + "\""
                + NearestName.hint(name, VolcanoNames.ACTIONS));
      }
      byAction.put(name, actionArguments(name, action.get("arguments")));
    }
    return byAction;
  }

  /** Arguments of an action; those that nothing reads are reported. */
  private Map<String, Object> actionArguments(String action, @Nullable Object value)
      throws ConfigurationException {
    String place = "configurations: " + action;
    Map<String, Object> arguments = scalars(value, place);
    for (Map.Entry<String, Object> argument : arguments.entrySet()) {
      String key = argument.getKey();
      ActionArgument known = ActionArgument.of(action, key);
      if (known == null) {
        notices.add(place + ": argument " + key + " has no effect");
      } else {
        known.check(place, argument.getValue());
      }
    }
    return arguments;
  }

  private static Map<String, Object> scalars(@Nullable Object value, String place)
      throws ConfigurationException {
    Map<String, Object> scalars = new LinkedHashMap<>();
    if (value == null || value.equals("")) {
      return scalars;
    }
    for (Map.Entry<String, Object> entry : map(value, place).entrySet()) {
      Object scalar = entry.getValue();
      if (!(scalar instanceof String || scalar instanceof Number || scalar instanceof Boolean)) {
        throw new ConfigurationException(place + ": " + entry.getKey() + " must be a plain value");
      }
      scalars.put(entry.getKey(), scalar);
    }
    return scalars;
  }

  private static void onlyKeys(Map<String, Object> map, List<String> known, String place)
      throws ConfigurationException {
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw new ConfigurationException(
            place + ": unknown key \"" + key + "\"" + NearestName.hint(key, known));
      }
    }
  }

  private static List<?> list(@Nullable Object value, String place) throws ConfigurationException {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new ConfigurationException(place + ": must be a list");
  }

  private static Map<String, Object> map(@Nullable Object value, String place)
      throws ConfigurationException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ConfigurationException(place + ": must be a map of keys to values");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, entry) -> copy.put(String.valueOf(key), entry == null ? "" : entry));
    return copy;
  }
}
