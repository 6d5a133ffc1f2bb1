package dev.basalt.controllers.job.oom;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the pods of a job have grown, as it is recorded on the job.
 *
 * @param count growths of single shards during this run
 * @param tasks tasks of which a pod has grown, by name
 */
public record JobGrowths(int count, SortedMap<String, TaskGrowths> tasks) {
  /** Nothing has grown. */
  public static final JobGrowths NONE = new JobGrowths(0, new TreeMap<>());

  public JobGrowths {
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
  }

  /** What former runs have found out: nothing has grown in this one. */
  public static JobGrowths begun(Map<String, TaskGrowths> tasks) {
    return new JobGrowths(0, new TreeMap<>(tasks));
  }

  /** How the pods of a task have grown. */
  public TaskGrowths of(String task) {
    return tasks.getOrDefault(task, TaskGrowths.NONE);
  }

  /** The same with one more growth of a shard. */
  public JobGrowths with(String task, int index, Growth growth) {
    SortedMap<String, TaskGrowths> all = new TreeMap<>(tasks);
    all.put(task, of(task).with(index, growth));
    return new JobGrowths(count + 1, all);
  }

  /**
   * The same in so few words that it takes no more than a number of characters, if there is a way.
   * What is left at worst is one growth of each task.
   */
  public JobGrowths within(int characters) {
    JobGrowths now = this;
    while (GrowthCodec.text(now).length() > characters) {
      String longest =
          now.tasks.entrySet().stream()
              .filter(task -> task.getValue().canBeCoarser())
              .max(
                  Comparator.comparingInt(
                      task -> GrowthCodec.tree(task.getValue()).toString().length()))
              .map(Map.Entry::getKey)
              .orElse(null);
      if (longest == null) {
        return now;
      }
      SortedMap<String, TaskGrowths> fewer = new TreeMap<>(now.tasks);
      fewer.put(longest, now.of(longest).coarser());
      now = new JobGrowths(count, fewer);
    }
    return now;
  }
}
