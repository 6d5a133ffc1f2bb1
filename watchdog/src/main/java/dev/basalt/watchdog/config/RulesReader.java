package dev.basalt.watchdog.config;

import dev.basalt.watchdog.notify.Address;
import dev.basalt.watchdog.notify.ReceiverSpec;
import dev.basalt.watchdog.rule.Kind;
import dev.basalt.watchdog.rule.Names;
import dev.basalt.watchdog.rule.Rule;
import dev.basalt.watchdog.rule.Template;
import dev.basalt.watchdog.rule.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a file of rules and receivers. */
final class RulesReader {
  private static final List<String> TOP = List.of("runbookUrl", "rules", "receivers");

  private static final List<String> RULE =
      List.of(
          "name",
          "kind",
          "enabled",
          "severity",
          "for",
          "keepFor",
          "resolveAfter",
          "namespaces",
          "queues",
          "labels",
          "summary",
          "description",
          "runbookUrl");

  private static final List<String> RECEIVER =
      List.of(
          "name",
          "type",
          "url",
          "urlFile",
          "urlEnv",
          "timeout",
          "match",
          "groupBy",
          "groupWait",
          "resendInterval");

  private static final List<String> PLACES = List.of("url", "urlFile", "urlEnv");

  private static final Map<String, String> SEVERITIES =
      words(List.of("critical", "warning", "info", "none"), word -> word);

  private static final Map<String, Kind> KINDS = words(Arrays.asList(Kind.values()), Kind::text);

  private static final Map<String, ReceiverSpec.Type> TYPES =
      words(Arrays.asList(ReceiverSpec.Type.values()), ReceiverSpec.Type::text);

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** Labels that the watchdog sets. */
  private static final Set<String> OURS =
      Set.of("alertname", "severity", "namespace", "job_name", "queue", "user", "reason");

  private static final Duration SHORTEST_RESEND = Duration.ofSeconds(5);

  /** Alertmanagers take an alert for resolved that they have not heard of for 5 minutes. */
  private static final Duration LONGEST_RESEND = Duration.ofMinutes(4);

  private final Map<String, String> environment;

  RulesReader(Map<String, String> environment) {
    this.environment = environment;
  }

  private static <T> Map<String, T> words(List<T> all, Function<T, String> text) {
    return all.stream()
        .collect(Collectors.toMap(text, one -> one, (first, second) -> first, LinkedHashMap::new));
  }

  WatchdogRules read(String yaml) throws RulesException {
    Section top;
    try {
      LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
      top = new Section(new Compose(settings).composeString(yaml).orElse(null), "");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new RulesException("line " + line + ": not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new RulesException("not valid YAML: " + e.getMessage());
    }
    top.only(TOP);
    String runbook = top.text("runbookUrl", "");
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : top.sections("rules")) {
      Rule rule = rule(section, runbook);
      if (!names.add(rule.name())) {
        throw section.error("name", "two rules have the name " + rule.name() + "; rename one");
      }
      rules.add(rule);
    }
    List<ReceiverSpec> receivers = new ArrayList<>();
    names.clear();
    for (Section section : top.sections("receivers")) {
      ReceiverSpec receiver = receiver(section);
      if (!names.add(receiver.name())) {
        throw section.error(
            "name", "two receivers have the name " + receiver.name() + "; rename one");
      }
      receivers.add(receiver);
    }
    return new WatchdogRules(rules, receivers);
  }

  private static Rule rule(Section section, String runbook) throws RulesException {
    String name = section.required("name", "it is the name of the alerts");
    if (!NAME.matcher(name).matches()) {
      throw section.error("name", "must be one word of letters, digits and _");
    }
    String kindText =
        section.required("kind", "say what to look for: " + String.join(", ", KINDS.keySet()));
    Kind kind = section.choice("kind", kindText, KINDS);
    List<String> known = new ArrayList<>(RULE);
    kind.thresholds().forEach(threshold -> known.add(threshold.name()));
    section.only(known);
    Set<String> placeholders = new TreeSet<>(kind.placeholders());
    placeholders.addAll(List.of("alertname", "severity"));
    SortedMap<String, String> labels = labels(section);
    placeholders.addAll(labels.keySet());
    String url = section.text("runbookUrl", runbook);
    return new Rule(
        name,
        kind,
        section.flag("enabled", true),
        section.choice("severity", section.text("severity", "warning"), SEVERITIES),
        times(section, kind),
        new Names(section.texts("namespaces")),
        new Names(section.texts("queues")),
        labels,
        thresholds(section, kind),
        template(section, "summary", name, placeholders),
        template(section, "description", "", placeholders),
        url.replace("{alertname}", name).replace("{anchor}", name.toLowerCase(Locale.ROOT)));
  }

  private static Kind.Times times(Section section, Kind kind) throws RulesException {
    if (section.has("resolveAfter") && !kind.once()) {
      throw section.error(
          "resolveAfter",
          "is only for what happens once (jobFailed, oomAtMaximum); a state is resolved once it is"
              + " over");
    }
    return new Kind.Times(
        section.duration("for", kind.times().before()),
        section.duration("keepFor", kind.times().keep()),
        section.duration("resolveAfter", kind.times().resolve()));
  }

  private static SortedMap<String, String> labels(Section section) throws RulesException {
    SortedMap<String, String> labels = section.map("labels");
    for (String label : labels.keySet()) {
      if (!NAME.matcher(label).matches()) {
        throw section.error(
            "labels", "\"" + label + "\" is no label's name; use letters, digits and _");
      }
      if (OURS.contains(label)) {
        throw section.error("labels", label + " is set by the watchdog; choose another name");
      }
    }
    return labels;
  }

  private static Map<String, Double> thresholds(Section section, Kind kind) throws RulesException {
    Map<String, Double> values = new HashMap<>();
    for (Threshold threshold : kind.thresholds()) {
      double value =
          threshold.duration()
              ? section
                      .duration(
                          threshold.name(), Duration.ofMillis((long) (threshold.usual() * 1000)))
                      .toMillis()
                  / 1000.0
              : section.number(threshold.name(), threshold.usual());
      String problem = threshold.problem(value);
      if (problem != null) {
        throw section.error(threshold.name(), problem + (threshold.duration() ? " seconds" : ""));
      }
      values.put(threshold.name(), value);
    }
    return values;
  }

  private static Template template(
      Section section, String field, String otherwise, Set<String> placeholders)
      throws RulesException {
    try {
      return Template.parse(section.text(field, otherwise), placeholders);
    } catch (IllegalArgumentException e) {
      throw section.error(field, String.valueOf(e.getMessage()));
    }
  }

  private ReceiverSpec receiver(Section section) throws RulesException {
    section.only(RECEIVER);
    String name = section.required("name", "logs and metrics name the receiver by it");
    String type = section.required("type", "say what it is: " + String.join(", ", TYPES.keySet()));
    Duration resend = section.duration("resendInterval", ReceiverSpec.RESEND);
    if (resend.compareTo(SHORTEST_RESEND) < 0 || resend.compareTo(LONGEST_RESEND) > 0) {
      throw section.error("resendInterval", "must be between 5s and 4m");
    }
    Duration timeout = section.duration("timeout", ReceiverSpec.TIMEOUT);
    if (timeout.isZero()) {
      throw section.error("timeout", "must be more than 0s");
    }
    return new ReceiverSpec(
        name,
        section.choice("type", type, TYPES),
        address(section),
        timeout,
        section.map("match"),
        section.has("groupBy") ? section.texts("groupBy") : ReceiverSpec.GROUP_BY,
        section.duration("groupWait", ReceiverSpec.GROUP_WAIT),
        resend);
  }

  private Address address(Section section) throws RulesException {
    List<String> given = PLACES.stream().filter(section::has).toList();
    if (given.size() != 1) {
      throw section.error(
          given.isEmpty() ? "url" : given.getLast(),
          "give exactly one of url, urlFile and urlEnv; a URL that holds a token belongs into a"
              + " file or a variable");
    }
    String place = given.getFirst();
    String value = section.text(place, "");
    String text =
        switch (place) {
          case "urlFile" -> "file:" + value;
          case "urlEnv" -> "env:" + value;
          default -> value;
        };
    try {
      return Address.of(text, environment);
    } catch (IllegalArgumentException e) {
      throw section.error(place, String.valueOf(e.getMessage()));
    }
  }
}
