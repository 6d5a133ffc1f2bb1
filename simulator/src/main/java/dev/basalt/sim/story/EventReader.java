package dev.basalt.sim.story;

import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what happens besides things being created: deletions, faults, changes of mind. */
final class EventReader {
  /** Reads the value of an event's field. */
  @FunctionalInterface
  private interface Reader {
    StoryEvent read(Section item, String field) throws StoryFormatException;
  }

  private static final Map<String, Reader> READERS = new LinkedHashMap<>();

  static {
    READERS.put("removeNode", (item, field) -> new StoryEvent.RemoveNode(item.text(field)));
    READERS.put("removeQueue", (item, field) -> new StoryEvent.RemoveQueue(item.text(field)));
    READERS.put(
        "removeJob", (item, field) -> new StoryEvent.RemoveJob(namespace(item), item.text(field)));
    READERS.put(
        "removePod", (item, field) -> new StoryEvent.RemovePod(namespace(item), item.text(field)));
    READERS.put(
        "removeResourceQuota",
        (item, field) -> new StoryEvent.RemoveResourceQuota(namespace(item), item.text(field)));
    READERS.put(
        "ungate", (item, field) -> new StoryEvent.Ungate(namespace(item), item.text(field)));
    READERS.put(
        "bindByOther",
        (item, field) ->
            new StoryEvent.BindByOther(namespace(item), item.text(field), item.text("to")));
    READERS.put(
        "restartScheduler",
        (item, field) ->
            new StoryEvent.RestartScheduler(
                item.text("scheduler", Simulation.ALONE), item.duration(field, Duration.ZERO)));
    READERS.put("killScheduler", (item, field) -> new StoryEvent.KillScheduler(item.text(field)));
    READERS.put(
        "relabel", (item, field) -> new StoryEvent.Relabel(item.text(field), item.text("to")));
    READERS.put(
        "outage", (item, field) -> new StoryEvent.Outage(item.duration(field, Duration.ZERO)));
    READERS.put(
        "removeClaim",
        (item, field) -> {
          String key = Subject.qualified(item.text(field));
          return new StoryEvent.ChangeStorage(storage -> storage.removeClaim(key));
        });
    READERS.put(
        "removeVolume",
        (item, field) -> {
          String name = item.text(field);
          return new StoryEvent.ChangeStorage(storage -> storage.removeVolume(name));
        });
    READERS.put("breakWatch", EventReader::breakWatch);
    READERS.put(
        "rebootNode",
        (item, field) ->
            new StoryEvent.RebootNode(item.text(field), item.duration("takes", Duration.ZERO)));
    READERS.put(
        "resizePod",
        (item, field) ->
            new StoryEvent.ResizePod(namespace(item), item.text(field), item.amounts("asks")));
    READERS.put(
        "configuration",
        (item, field) ->
            new StoryEvent.Configure(StoryReader.configuration(item), item.text(field)));
  }

  private final List<Story.Timed> events;

  EventReader(List<Story.Timed> events) {
    this.events = events;
  }

  void read(Section root) throws StoryFormatException {
    for (Section item : root.sections("events")) {
      Duration at = ClusterReader.at(item);
      int before = events.size();
      for (Map.Entry<String, Reader> reader : READERS.entrySet()) {
        if (item.has(reader.getKey())) {
          events.add(new Story.Timed(at, reader.getValue().read(item, reader.getKey())));
        }
      }
      item.finish();
      if (events.size() == before) {
        throw new StoryFormatException(
            item.place(), "says nothing; add one of " + String.join(", ", READERS.keySet()));
      }
    }
  }

  private static String namespace(Section item) throws StoryFormatException {
    return item.text("namespace", Gang.NAMESPACE);
  }

  private static StoryEvent breakWatch(Section item, String field) throws StoryFormatException {
    String text = item.text(field);
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return new StoryEvent.BreakWatch(kind);
      }
    }
    throw item.bad(
        field,
        "must be a kind, such as node, pod, pod_group, claim or volume, not \"" + text + "\"");
  }
}
