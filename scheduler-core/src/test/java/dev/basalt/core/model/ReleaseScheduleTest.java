package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import org.junit.jupiter.api.Test;

class ReleaseScheduleTest {
  private final ReleaseSchedule schedule = new ReleaseSchedule(1000);

  @Test
  void theDelayOfANodeDoublesWithEachRejectionUpToALimit() {
    assertThat(schedule.delayNanos(70)).isEqualTo(1000);
    schedule.widen(70);
    assertThat(schedule.delayNanos(70)).isEqualTo(2000);
    for (int i = 0; i < 10; i++) {
      schedule.widen(70);
    }
    assertThat(schedule.delayNanos(70)).isEqualTo(32_000);
    assertThat(schedule.delayNanos(69)).isEqualTo(1000);

    schedule.forget(70);
    assertThat(schedule.delayNanos(70)).isEqualTo(1000);
  }

  @Test
  void roomComesDueInOrderOfTimeThenOfArrival() {
    Task late = task("late");
    Task early = task("early");
    Task alsoEarly = task("also");
    assertThat(schedule.nextNanos()).isEqualTo(Long.MAX_VALUE);
    schedule.add(late, 30);
    schedule.add(early, 20);
    schedule.add(alsoEarly, 20);

    assertThat(schedule.nextNanos()).isEqualTo(20);
    assertThat(schedule.poll(19)).isNull();
    assertThat(schedule.poll(20)).isSameAs(early);
    assertThat(schedule.poll(25)).isSameAs(alsoEarly);
    assertThat(schedule.poll(25)).isNull();
    assertThat(schedule.poll(30)).isSameAs(late);
  }

  private static Task task(String name) {
    PodShape shape = PodShape.of(ResourceList.EMPTY);
    Request request = Request.ofPod(new ResourceSchema(), ResourceList.EMPTY);
    return new Task(
        0, Sample.pod(name).spec(), new PodClass(0, shape, request), new Namespace(0, "default"));
  }
}
