package dev.basalt.controllers.job.oom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.resource.Quantities;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Growths as JSON. The format is told in docs/jobs.md, as others read it. */
public final class GrowthCodec {
  private static final String MEMORY = "memory";

  private GrowthCodec() {}

  /** The record of a job. */
  public static String text(JobGrowths growths) {
    ObjectNode tree = Json.object().put("growths", growths.count());
    ObjectNode tasks = tree.putObject("tasks");
    growths.tasks().forEach((name, task) -> tasks.set(name, tree(task)));
    return tree.toString();
  }

  /** Reads the record of a job; nothing has grown if it is unreadable. */
  public static JobGrowths read(String text) {
    JsonNode tree = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    Map<String, TaskGrowths> tasks = new TreeMap<>();
    tree.path("tasks")
        .properties()
        .forEach(task -> tasks.put(task.getKey(), task(task.getValue())));
    tasks.values().removeIf(TaskGrowths.NONE::equals);
    return new JobGrowths(Math.max(0, tree.path("growths").asInt()), new TreeMap<>(tasks));
  }

  /** How a task's pods have grown. */
  public static ObjectNode tree(TaskGrowths task) {
    ObjectNode tree = Json.object();
    if (!task.others().equals(Growth.NONE)) {
      tree.set("others", tree(task.others()));
    }
    ArrayNode groups = tree.putArray("shards");
    for (TaskGrowths.Group group : task.groups()) {
      groups.add(Json.object().put("of", group.shards().toString()).setAll(tree(group.growth())));
    }
    return tree;
  }

  /** Reads how a task's pods have grown; not at all if it is unreadable. */
  public static TaskGrowths task(JsonNode tree) {
    try {
      List<TaskGrowths.Group> groups = new ArrayList<>();
      for (JsonNode group : tree.path("shards")) {
        groups.add(new TaskGrowths.Group(growth(group), Shards.parse(group.path("of").asText())));
      }
      return new TaskGrowths(growth(tree.path("others")), groups);
    } catch (IllegalArgumentException e) {
      return TaskGrowths.NONE;
    }
  }

  /** What one shard needs. */
  public static String text(Growth growth) {
    return tree(growth).toString();
  }

  /** Reads how often a shard was made larger, from what {@link #text(Growth)} wrote; 0 if not. */
  public static int times(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("times").asInt();
  }

  private static ObjectNode tree(Growth growth) {
    ObjectNode tree = Json.object().put("times", growth.times());
    ObjectNode containers = tree.putObject(MEMORY);
    growth
        .containers()
        .forEach((name, memory) -> {
          ObjectNode one = containers.putObject(name);
          put(one, "request", memory.request());
          put(one, "limit", memory.limit());
        });
    return tree;
  }

  private static Growth growth(JsonNode tree) {
    Map<String, Memory> containers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : tree.path(MEMORY).properties()) {
      containers.put(
          one.getKey(),
          new Memory(bytes(one.getValue(), "request"), bytes(one.getValue(), "limit")));
    }
    return Growth.of(Math.max(0, tree.path("times").asInt()), containers);
  }

  private static void put(ObjectNode tree, String name, long bytes) {
    if (bytes > 0) {
      tree.put(name, Quantities.format(MEMORY, bytes));
    }
  }

  private static long bytes(JsonNode tree, String name) {
    return tree.has(name) ? Quantities.parse(MEMORY, tree.path(name).asText()) : 0;
  }
}
