package dev.basalt.sim.story;

import dev.basalt.core.model.RejectionCause;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.sim.story.Subject.Kind;
import dev.basalt.sim.story.World.PodSight;
import dev.basalt.sim.story.World.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks of what the scheduler says: conditions, phases, problems and events. */
final class SaidChecks {
  /** What stands for waiting for nothing. */
  private static final String NOTHING = "nothing";

  static final Map<String, Checks.Reader> READERS =
      Map.of(
          "waits", SaidChecks::waits,
          "says", SaidChecks::says,
          "saysNot", SaidChecks::saysNot);

  private SaidChecks() {}

  /** What is said of a job or a pod, or of each that matches its name. */
  static List<Said> said(Subject subject, World world) {
    List<Said> all = new ArrayList<>();
    if (subject.kind() == Kind.JOB || subject.kind() == Kind.POD) {
      for (String key : subject.keys(world)) {
        Said said = subject.kind() == Kind.JOB ? ofJob(key, world) : world.ofPod(key);
        if (said != null) {
          all.add(said);
        }
      }
    }
    return all;
  }

  /** What is said of the group or, once that has started, of those of its pods that still wait. */
  private static @Nullable Said ofJob(String key, World world) {
    Said said = world.ofGroup(key);
    for (PodSight pod : world.pods()) {
      if (said == null && key.equals(pod.job())) {
        said = world.ofPod(pod.key());
      }
    }
    return said;
  }

  private static Check waits(Section item, String field, Subject subject)
      throws StoryFormatException {
    String wanted = item.text(field);
    return world -> {
      List<Said> all = said(subject, world);
      if (all.isEmpty()) {
        return wanted.equals(NOTHING) ? null : "waits for nothing, expected " + wanted;
      }
      for (Said said : all) {
        if (!said.reason().equals(wanted)) {
          return "waits for " + said.reason() + " (" + said.message() + "), expected " + wanted;
        }
      }
      return null;
    };
  }

  private static Check says(Section item, String field, Subject subject)
      throws StoryFormatException {
    List<String> wanted = item.list(field);
    return world -> {
      List<Said> all = said(subject, world);
      for (String text : wanted) {
        if (all.isEmpty() || !all.stream().allMatch(said -> said.message().contains(text))) {
          return "says " + all + ", expected \"" + text + "\" in it";
        }
      }
      return null;
    };
  }

  private static Check saysNot(Section item, String field, Subject subject)
      throws StoryFormatException {
    List<String> unwanted = item.list(field);
    return world -> {
      List<Said> all = said(subject, world);
      for (String text : unwanted) {
        if (all.stream().anyMatch(said -> said.message().contains(text))) {
          return "says " + all + ", expected no \"" + text + "\" in it";
        }
      }
      return null;
    };
  }

  /** The phase of a PodGroup. */
  static Check phase(Section item, String field, Subject subject) throws StoryFormatException {
    String wanted = item.text(field);
    return world -> {
      for (String key : subject.keys(world)) {
        String seen = world.groupPhase(key);
        if (!seen.equals(wanted)) {
          return "phase of " + key + " is \"" + seen + "\", expected " + wanted;
        }
      }
      return null;
    };
  }

  /** What the scheduler says is wrong with an object. */
  static Check problem(Section item, String field, Subject subject) throws StoryFormatException {
    String wanted = item.text(field);
    String kind = subject.kind() == Kind.QUEUE ? "Queue" : "PodGroup";
    return world -> {
      String seen = world.problem(kind, subject.name());
      if (seen == null) {
        return wanted.equals(NOTHING) ? null : "no problem is told, expected \"" + wanted + "\"";
      }
      return seen.contains(wanted)
          ? null
          : "the problem told is \"" + seen + "\", expected \"" + wanted + "\" in it";
    };
  }

  /** Texts that events recorded on PodGroups must contain. */
  static Check events(Section item, String field, Subject subject) throws StoryFormatException {
    List<String> wanted = item.list(field);
    return world -> {
      List<String> seen = world.events();
      for (String text : wanted) {
        if (seen.stream().noneMatch(event -> event.contains(text))) {
          return "no event says \"" + text + "\"; there are " + seen;
        }
      }
      return null;
    };
  }

  /** How many pods nodes turned away. */
  static Check turnedAway(Section item, String field, Subject subject) throws StoryFormatException {
    int wanted = item.whole(field, 0);
    return world -> {
      RejectionCounts seen = world.rejections();
      long pods = seen.counts().stream().mapToLong(RejectionCounts.Count::pods).sum();
      return pods == wanted
          ? null
          : pods + " pods were turned away " + seen.counts() + ", expected " + wanted;
    };
  }

  /** Whom the scheduler blames for all of these. */
  static Check blames(Section item, String field, Subject subject) throws StoryFormatException {
    List<String> causes = Stream.of(RejectionCause.values()).map(RejectionCause::code).toList();
    String wanted = item.word(field, causes);
    return world -> {
      RejectionCounts seen = world.rejections();
      return !seen.counts().isEmpty()
              && seen.counts().stream().allMatch(count -> count.cause().code().equals(wanted))
          ? null
          : "blamed are " + seen.counts() + ", expected " + wanted;
    };
  }

  /** How many bindings the API server refused at least: shows that a fault took place. */
  static Check refusedAtLeast(Section item, String field, Subject subject)
      throws StoryFormatException {
    int wanted = item.whole(field, 0);
    return world ->
        world.refusals() >= wanted
            ? null
            : world.refusals() + " bindings were refused, expected at least " + wanted;
  }

  static Check creationsRefused(Section item, String field, Subject subject)
      throws StoryFormatException {
    int wanted = item.whole(field, 0);
    return world ->
        world.creationsRefused() == wanted
            ? null
            : world.creationsRefused() + " creations were refused, expected " + wanted;
  }

  static Check evictionsRefused(Section item, String field, Subject subject)
      throws StoryFormatException {
    int wanted = item.whole(field, 0);
    return world ->
        world.evictionsRefused() == wanted
            ? null
            : world.evictionsRefused() + " evictions were refused, expected " + wanted;
  }
}
