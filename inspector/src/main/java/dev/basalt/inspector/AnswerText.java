package dev.basalt.inspector;

import dev.basalt.inspector.v1.EvictionPreview;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.Failure;
import dev.basalt.inspector.v1.ListQueuesResponse;
import dev.basalt.inspector.v1.Nodes;
import dev.basalt.inspector.v1.Place;
import dev.basalt.inspector.v1.Queue;
import dev.basalt.inspector.v1.Rule;
import dev.basalt.inspector.v1.UserPlace;
import dev.basalt.inspector.v1.Victim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Answers of the inspector as text for people. */
public final class AnswerText {
  private static final List<String> QUEUE_HEADING =
      List.of("QUEUE", "WEIGHT", "HOLDS", "DESERVES", "RUNNING", "PENDING", "WAITING JOBS");

  private AnswerText() {}

  /** Why a job waits, or that it does not. */
  public static String explanation(Explanation from) {
    StringBuilder text = new StringBuilder();
    line(text, "Job", from.getJob());
    line(text, "Queue", from.getQueue());
    line(text, "Phase", from.getPhase());
    line(
        text,
        "Pods",
        from.getPlaced()
            + " placed, "
            + from.getPending()
            + " pending, "
            + from.getMinMember()
            + " needed to start");
    if (from.hasWhy()) {
      waits(text, from);
    } else {
      line(text, "Waits for", "nothing");
    }
    from.getPreviewsList().forEach(preview -> preview(text, preview));
    return text.toString();
  }

  private static void waits(StringBuilder text, Explanation from) {
    line(text, "Waits for", from.getWhy().getReason());
    line(text, "", from.getWhy().getMessage());
    for (Rule rule : from.getRulesList()) {
      if (!rule.getReason().equals(from.getWhy().getReason())) {
        line(text, "Also", rule.getReason() + ": " + rule.getMessage());
      }
    }
    if (from.hasNodes()) {
      nodes(text, from.getNodes());
    }
    if (from.getPosition() > 0) {
      line(text, "Place", from.getPosition() + " of " + from.getQueueLength() + " in its queue");
    }
    if (from.hasUser() && from.getUser().getUsers() > 1) {
      line(text, "User", user(from.getUser()));
    }
    line(
        text,
        "Start",
        from.hasStartsAtMillis()
            ? "about " + Instant.ofEpochMilli(from.getStartsAtMillis())
            : "cannot be estimated");
    line(text, "What helps", from.getRemedy());
  }

  private static void preview(StringBuilder text, EvictionPreview preview) {
    String action = preview.getAction();
    String would = preview.getConfigured() ? "would " : "is not configured; it would ";
    if (preview.hasObjection()) {
      Rule objection = preview.getObjection();
      line(text, action, would + "evict nothing: " + objection.getReason());
      line(text, "", objection.getMessage());
      return;
    }
    int victims = preview.getVictimsCount();
    line(text, action, would + "evict " + victims + (victims == 1 ? " pod" : " pods"));
    for (Victim victim : preview.getVictimsList()) {
      line(
          text,
          "",
          "evict %s of %s, queue %s, on %s, priority %d, ran %d s"
              .formatted(
                  victim.getPod(),
                  victim.getJob(),
                  victim.getQueue(),
                  victim.getNode(),
                  victim.getPriority(),
                  victim.getRanMillis() / 1000));
    }
    for (Place place : preview.getPlacesList()) {
      line(text, "", "place %s on %s".formatted(place.getPod(), place.getNode()));
    }
  }

  private static String user(UserPlace user) {
    String text =
        String.format(
            Locale.ROOT,
            "%s holds a share of %.3f, place %d of %d users of its queue",
            user.getUser(),
            user.getShare(),
            user.getPosition(),
            user.getUsers());
    return user.getBefore().isEmpty()
        ? text
        : String.format(
            Locale.ROOT, "%s, behind %s with %.3f", text, user.getBefore(), user.getBeforeShare());
  }

  private static void nodes(StringBuilder text, Nodes nodes) {
    line(
        text,
        "Nodes",
        "%d match of %d, %d have room for one more pod"
            .formatted(nodes.getMatching(), nodes.getTotal(), nodes.getFitting()));
    for (Failure failure : nodes.getFailuresList()) {
      line(text, "", failure.getNodes() + " " + failure.getWhat());
    }
    if (nodes.hasNearest()) {
      nodes
          .getNearest()
          .getShortagesList()
          .forEach(shortage ->
              line(
                  text,
                  "",
                  "nearest: " + nodes.getNearest().getNode() + ": " + shortage.getText()));
    }
  }

  private static void line(StringBuilder text, String heading, String value) {
    text.append("%-11s %s%n".formatted(heading, value));
  }

  /** A table of queues. */
  public static String queues(ListQueuesResponse from) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(QUEUE_HEADING);
    from.getQueuesList().forEach(queue -> rows.add(row(queue)));
    int[] widths = new int[QUEUE_HEADING.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(row.get(column)).repeat(' ', widths[column] - row.get(column).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static List<String> row(Queue queue) {
    return List.of(
        queue.getName(),
        String.valueOf(queue.getWeight()),
        amounts(queue.getAllocatedMap()),
        amounts(queue.getDeservedMap()),
        String.valueOf(queue.getRunning()),
        String.valueOf(queue.getPending()),
        queue.getProblem().isEmpty() ? waiting(queue.getWaitingMap()) : queue.getProblem());
  }

  private static String amounts(Map<String, String> amounts) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(amounts)
        .forEach((resource, amount) -> {
          if (!resource.equals("pods")) {
            parts.add(resource + " " + amount);
          }
        });
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }

  private static String waiting(Map<String, Integer> waiting) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(waiting).forEach((reason, jobs) -> parts.add(jobs + " " + reason));
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }
}
