package dev.basalt.sim.story;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.NearestName;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.check.Violation;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.KubeletSettings;
import dev.basalt.sim.story.Expectation.When;
import dev.basalt.sim.story.RealRun.Turn;
import dev.basalt.sim.story.Subject.Kind;
import dev.basalt.sim.time.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads stories. */
public final class StoryReader {
  private static final Map<String, Violation.Rule> RULES =
      Map.of(
          "overcommit", Violation.Rule.NODE_OVERCOMMITTED,
          "bound-twice", Violation.Rule.BOUND_TWICE,
          "partial-gang", Violation.Rule.GANG_PARTIAL,
          "out-of-resource", Violation.Rule.OUT_OF_RESOURCE,
          "volumes", Violation.Rule.VOLUMES);

  private final Section root;
  private final String file;

  private StoryReader(String file, Section root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a story.
   *
   * @throws StoryFormatException if it cannot be used
   * @throws IOException if the file cannot be read
   */
  public static Story read(Path path) throws StoryFormatException, IOException {
    return parse(String.valueOf(path.getFileName()), Files.readString(path));
  }

  /**
   * Reads a story.
   *
   * @param file what to call it in messages
   * @throws StoryFormatException if it cannot be used
   */
  public static Story parse(String file, String yaml) throws StoryFormatException {
    Object value;
    try {
      value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new StoryFormatException(file, "is not valid YAML: " + e.getMessage());
    }
    return new StoryReader(file, Section.root(file, value)).story();
  }

  private Story story() throws StoryFormatException {
    String title = root.text("story");
    String stands = root.text("stands");
    int seed = root.whole("seed", 0, 1);
    SchedulerConfiguration configuration = configuration(root);
    FaultPlan faults = faults();
    EngineSettings settings = settings();
    KubeletSettings kubelets = kubelets();
    List<Story.Timed> events = new ArrayList<>();
    new ClusterReader(events).read(root);
    new StorageReader(events).read(root);
    new WorkloadReader(events).read(root);
    new EventReader(events).read(root);
    events.sort(Comparator.comparing(Story.Timed::at));
    List<Expectation> expectations = expectations();
    Map<String, Set<String>> schedulers = schedulers();
    checkNames(events, schedulers.keySet());
    Set<Violation.Rule> allowed = allowed();
    String text = configurationText(root);
    RealRun real = real(expectations);
    root.finish();
    return new Story(
        file,
        title,
        stands,
        seed,
        settings,
        configuration,
        faults,
        events,
        expectations,
        schedulers,
        allowed,
        kubelets,
        text,
        real);
  }

  /** {@code real: true}, {@code real: false}, or {@code real: {scale: 0.2}}. */
  private RealRun real(List<Expectation> expectations) throws StoryFormatException {
    double seconds = Story.end(expectations).toMillis() / 1000.0;
    if (!root.has("real")) {
      return RealRun.unsaid(seconds);
    }
    if (!root.hasMap("real")) {
      return new RealRun(
          root.flag("real", true) ? Turn.ALWAYS : Turn.NEVER, RealRun.usualScale(seconds));
    }
    Section real = root.section("real");
    double scale = real.part("scale");
    boolean soak = real.flag("soak", false);
    real.finish();
    if (scale == 0) {
      throw real.bad("scale", "must be above 0");
    }
    return new RealRun(soak ? Turn.SOAK : Turn.ALWAYS, scale);
  }

  /** The configuration in a section, what is shipped if there is none. */
  static SchedulerConfiguration configuration(Section section) throws StoryFormatException {
    String text = configurationText(section);
    if (text == null) {
      return SchedulerConfiguration.standard();
    }
    try {
      return SchedulerConfiguration.parse(text);
    } catch (ConfigurationException e) {
      String field = section.has("actions") ? "actions" : "configuration";
      throw section.bad(field, e.getMessage());
    }
  }

  /**
   * The text of the configuration in a section: what is shipped with other actions if some are
   * named; null for what is shipped.
   */
  static @Nullable String configurationText(Section section) throws StoryFormatException {
    if (section.has("actions")) {
      return "actions: \"%s\"\n".formatted(section.text("actions"))
          + SchedulerConfiguration.STANDARD
              .lines()
              .filter(line -> !line.startsWith("actions:"))
              .collect(Collectors.joining("\n"));
    }
    return section.has("configuration") ? section.text("configuration") : null;
  }

  private FaultPlan faults() throws StoryFormatException {
    if (!root.has("faults")) {
      return FaultPlan.NONE;
    }
    Section faults = root.section("faults");
    double lostReply = faults.part("lostReply");
    double lostRequest = faults.part("lostRequest");
    double conflict = faults.part("conflict");
    double throttled = faults.part("throttled");
    faults.finish();
    try {
      return new FaultPlan(lostReply, lostRequest, conflict, throttled);
    } catch (IllegalArgumentException e) {
      throw root.bad("faults", e.getMessage());
    }
  }

  private EngineSettings settings() throws StoryFormatException {
    EngineSettings standard = EngineSettings.standard();
    if (!root.has("settings")) {
      return standard;
    }
    Section settings = root.section("settings");
    EngineSettings changed =
        standard
            .withSchedulePeriod(settings.duration("schedulePeriod", standard.schedulePeriod()))
            .withReleaseDelay(settings.duration("releaseDelay", standard.releaseDelay()))
            .withGangCompletionTimeout(
                settings.duration("gangCompletionTimeout", standard.gangCompletionTimeout()))
            .withVolumeBindTimeout(
                settings.duration("volumeBindTimeout", standard.volumeBindTimeout()));
    settings.finish();
    return changed;
  }

  /** How long nodes may take to let go of the room of a pod that ended, and to start one. */
  private KubeletSettings kubelets() throws StoryFormatException {
    KubeletSettings standard = KubeletSettings.standard();
    if (!root.has("kubelets")) {
      return standard;
    }
    Section kubelets = root.section("kubelets");
    KubeletSettings changed = standard;
    if (kubelets.has("release")) {
      Duration longest = kubelets.duration("release", Duration.ZERO);
      changed = changed.withReleaseDelay(Latency.longTailed(longest.dividedBy(6), longest));
    }
    if (kubelets.has("start")) {
      Duration longest = kubelets.duration("start", Duration.ZERO);
      changed = changed.withStartDelay(Latency.longTailed(longest.dividedBy(2), longest));
    }
    kubelets.finish();
    return changed;
  }

  /** Which schedulers there are; one of all zones where none is named. */
  private Map<String, Set<String>> schedulers() throws StoryFormatException {
    Map<String, Set<String>> schedulers = new LinkedHashMap<>();
    for (Section item : root.sections("schedulers")) {
      schedulers.put(item.text("name"), new TreeSet<>(item.list("zones")));
      item.finish();
    }
    if (schedulers.isEmpty()) {
      schedulers.put(Simulation.ALONE, Set.of());
    }
    return schedulers;
  }

  private void checkNames(List<Story.Timed> events, Set<String> schedulers)
      throws StoryFormatException {
    for (Story.Timed timed : events) {
      String name =
          switch (timed.event()) {
            case StoryEvent.KillScheduler(var killed) -> killed;
            case StoryEvent.RestartScheduler(var restarted, var pause) -> restarted;
            default -> null;
          };
      if (name != null && !schedulers.contains(name)) {
        throw root.bad(
            "events",
            "there is no scheduler \"" + name + "\"" + NearestName.hint(name, schedulers));
      }
    }
  }

  private Set<Violation.Rule> allowed() throws StoryFormatException {
    Set<Violation.Rule> allowed = EnumSet.noneOf(Violation.Rule.class);
    for (String name : root.list("allow")) {
      Violation.Rule rule = RULES.get(name);
      if (rule == null) {
        throw root.bad(
            "allow", "unknown rule \"" + name + "\"" + NearestName.hint(name, RULES.keySet()));
      }
      allowed.add(rule);
    }
    return allowed;
  }

  private List<Expectation> expectations() throws StoryFormatException {
    List<Expectation> expectations = new ArrayList<>();
    for (Section item : root.sections("expect")) {
      addTo(expectations, item);
    }
    if (expectations.isEmpty()) {
      throw root.bad("expect", "is missing or empty; say what must come of the story");
    }
    return expectations;
  }

  private static void addTo(List<Expectation> expectations, Section item)
      throws StoryFormatException {
    boolean by = item.has("by");
    boolean span = item.has("until");
    if ((item.has("at") ? 1 : 0) + (by ? 1 : 0) + (span ? 1 : 0) != 1) {
      throw new StoryFormatException(
          item.place(), "needs one of at, by and until; until is the end of a span");
    }
    When when = by ? When.BY : span ? When.THROUGHOUT : When.AT;
    Duration until = item.duration(by ? "by" : span ? "until" : "at", Duration.ZERO);
    Duration from = when == When.AT ? until : item.duration("from", Duration.ZERO);
    if (from.compareTo(until) > 0) {
      throw item.bad("from", "must not be later than the end of the span");
    }
    for (Check check : Checks.read(item, subject(item))) {
      expectations.add(new Expectation(item.place(), when, from, until, check));
    }
  }

  private static Subject subject(Section item) throws StoryFormatException {
    Subject subject = null;
    for (Kind kind : Kind.values()) {
      if (kind == Kind.CLUSTER || !item.has(kind.field())) {
        continue;
      }
      if (subject != null) {
        throw item.bad(kind.field(), "names a second subject; make two expectations of it");
      }
      subject = new Subject(kind, item.text(kind.field()));
    }
    return subject == null ? new Subject(Kind.CLUSTER, "") : subject;
  }
}
