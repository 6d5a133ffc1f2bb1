package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import dev.basalt.properties.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTasksTest {
  private static final Comparator<Task> ORDER =
      Comparator.<Task>comparingInt(task -> -task.priority()).thenComparing(Task::uid);

  private static final PodClass CLASS =
      new PodClass(
          0,
          PodShape.of(ResourceList.EMPTY),
          Request.ofPod(new ResourceSchema(), ResourceList.EMPTY));

  @Test
  void isASortedListThroughAnyComingAndGoing() {
    Property.named("pending tasks against a sorted list")
        .tries(500)
        .check(source -> {
          PendingTasks pending = new PendingTasks();
          List<Task> in = new ArrayList<>();
          List<Task> out = new ArrayList<>();
          int steps = source.size(1, 300);
          for (int step = 0; step < steps; step++) {
            switch (source.between(0, 5)) {
              case 0, 1 -> {
                Task task = task("t" + step, source.between(0, 5));
                pending.add(task);
                in.add(task);
              }
              case 2, 3 -> move(in, out, source.between(0, 1000), pending::remove);
              case 4 -> move(out, in, source.between(0, 1000), pending::add);
              default -> assertInOrder(pending, in);
            }
            assertThat(pending.size()).isEqualTo(in.size());
            assertThat(pending.isEmpty()).isEqualTo(in.isEmpty());
          }
          assertInOrder(pending, in);
        });
  }

  @Test
  void aTaskThatReturnsBesideANewOneIsSortedAgain() {
    PendingTasks pending = new PendingTasks();
    Task first = task("a", 1);
    pending.add(first);
    pending.sort(ORDER);
    pending.remove(first);
    Task urgent = task("b", 9);
    pending.add(urgent);
    pending.add(first);

    assertInOrder(pending, List.of(first, urgent));
  }

  @Test
  void aTaskFromAnotherJobTakesNobodysSlot() {
    PendingTasks one = new PendingTasks();
    PendingTasks other = new PendingTasks();
    Task stays = task("stays", 1);
    Task moves = task("moves", 9);
    Task last = task("last", 5);
    other.add(stays);
    other.add(last);
    other.sort(ORDER);
    other.remove(last);
    one.add(moves);
    one.remove(moves);
    moves.pendingGeneration = PendingTasks.NO_SLOT;

    other.add(moves);
    other.add(last);

    assertInOrder(other, List.of(stays, moves, last));
  }

  private static void assertInOrder(PendingTasks pending, List<Task> expected) {
    pending.sort(ORDER);
    List<Task> found = new ArrayList<>();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null) {
        found.add(task);
      }
    }
    assertThat(found).containsExactlyElementsOf(expected.stream().sorted(ORDER).toList());
  }

  private static void move(
      List<Task> from, List<Task> to, int which, java.util.function.Consumer<Task> then) {
    if (!from.isEmpty()) {
      Task task = from.remove(which % from.size());
      to.add(task);
      then.accept(task);
    }
  }

  private static Task task(String name, int priority) {
    return new Task(
        0, Sample.pod(name).priority(priority).spec(), CLASS, new Namespace(0, "default"));
  }
}
