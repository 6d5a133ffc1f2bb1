package dev.basalt.app.stories;

import dev.basalt.sim.story.Expectation;
import dev.basalt.sim.story.Expectation.When;
import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryEvent;
import dev.basalt.sim.story.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a story on a stage, by a clock that waits. The story's clock runs at the story's pace, but
 * stands still at each moment at which something is expected until that is so: a slow machine makes
 * the story longer, never false. Only what does not come within the patience is missing.
 */
final class RealStoryRunner {
  private static final long LOOK_MILLIS = 50;

  /** In the simulator, the first session comes about so long after the start of a story. */
  private static final Duration FIRST_SESSION = Duration.ofSeconds(2);

  private final Story story;
  private final RealStage stage;
  private final World world;
  private final List<String> disagreements = new ArrayList<>();
  private final Set<Expectation> open = new LinkedHashSet<>();
  private final Set<Expectation> spans = new LinkedHashSet<>();
  private final Duration patience;
  private Duration reached = Duration.ZERO;
  private long clockStartNanos;

  private RealStoryRunner(Story story, RealStage stage, Duration patience) {
    this.patience = patience;
    this.story = story;
    this.stage = stage;
    this.world = stage.world();
    open.addAll(story.expectations());
  }

  /**
   * Plays a story.
   *
   * @param patience how long the clock stands still at most for what is expected
   * @return what did not come as expected and which rules were broken
   */
  static List<String> run(Story story, RealStage stage, Duration patience)
      throws InterruptedException {
    return new RealStoryRunner(story, stage, patience).play();
  }

  private List<String> play() throws InterruptedException {
    stage.setUp(eventsAt(Duration.ZERO));
    stage.startScheduler();
    setClock(FIRST_SESSION);
    for (Duration moment : moments()) {
      if (open.isEmpty()) {
        break;
      }
      if (!reach(moment)) {
        break;
      }
    }
    stage.broken().forEach(broken -> disagreements.add(story.file() + ": " + broken));
    return List.copyOf(disagreements);
  }

  /** All times that the story names, without its start. */
  private Set<Duration> moments() {
    Set<Duration> moments = new TreeSet<>();
    story.events().forEach(timed -> moments.add(timed.at()));
    for (Expectation expectation : story.expectations()) {
      moments.add(expectation.until());
      if (expectation.when() != When.AT) {
        moments.add(expectation.from());
      }
    }
    return moments;
  }

  private List<StoryEvent> eventsAt(Duration moment) {
    return story.events().stream()
        .filter(timed -> timed.at().equals(moment))
        .map(Story.Timed::event)
        .toList();
  }

  /** Goes on to a moment and through it; returns whether the story can go on. */
  private boolean reach(Duration moment) throws InterruptedException {
    long due = clockStartNanos + stage.pace().of(moment).toNanos();
    while (System.nanoTime() < due) {
      look(moment);
      if (open.isEmpty()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    List<Expectation> ending = open.stream().filter(one -> settles(one, moment)).toList();
    if (!stand(moment, ending)) {
      return false;
    }
    open.removeAll(ending);
    spans.removeIf(span -> span.until().equals(moment));
    open.removeIf(one -> one.when() == When.THROUGHOUT && one.until().equals(moment));
    if (!moment.isZero()) {
      happen(eventsAt(moment));
    }
    List<Expectation> beginning =
        open.stream()
            .filter(one -> one.when() == When.THROUGHOUT && one.from().equals(moment))
            .toList();
    if (!stand(moment, beginning)) {
      return false;
    }
    spans.addAll(beginning);
    reached = moment;
    return true;
  }

  private void happen(List<StoryEvent> events) {
    if (events.stream().allMatch(event -> event instanceof StoryEvent.CreatePod)) {
      stage.happenTogether(events);
    } else {
      events.forEach(stage::happen);
    }
  }

  private static boolean settles(Expectation expectation, Duration moment) {
    return expectation.when() != When.THROUGHOUT && expectation.until().equals(moment);
  }

  /** Stops the clock until all of these hold together; returns whether they came to. */
  private boolean stand(Duration moment, List<Expectation> expected) throws InterruptedException {
    long begin = System.nanoTime();
    look(moment);
    List<String> atFirst = missing(expected, moment);
    List<String> missing = atFirst;
    while (!missing.isEmpty() && System.nanoTime() - begin < patience.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      look(moment);
      missing = missing(expected, moment);
    }
    disagreements.addAll(missing);
    if (!missing.isEmpty() && !missing.equals(atFirst)) {
      atFirst.forEach(line -> disagreements.add("when it was due: " + line));
    }
    clockStartNanos += System.nanoTime() - begin;
    return missing.isEmpty();
  }

  private List<String> missing(List<Expectation> expected, Duration moment) {
    return expected.stream()
        .filter(one -> one.when() != When.BY || open.contains(one))
        .flatMap(one -> disagreement(one, moment).stream())
        .toList();
  }

  /** Notes what has come by now, and what does not hold that must hold all the time. */
  private void look(Duration moment) {
    open.removeIf(one ->
        one.when() == When.BY
            && one.from().compareTo(reached) <= 0
            && one.check().disagreement(world) == null);
    for (Expectation span : List.copyOf(spans)) {
      disagreement(span, moment)
          .ifPresent(line -> {
            disagreements.add(line);
            spans.remove(span);
            open.remove(span);
          });
    }
  }

  private Optional<String> disagreement(Expectation expectation, Duration moment) {
    @Nullable String disagreement = expectation.check().disagreement(world);
    return disagreement == null
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s towards %.1f s of the story: %s",
                expectation.place(),
                moment.toMillis() / 1000.0,
                disagreement));
  }

  private void setClock(Duration told) {
    clockStartNanos = System.nanoTime() - stage.pace().of(told).toNanos();
  }
}
