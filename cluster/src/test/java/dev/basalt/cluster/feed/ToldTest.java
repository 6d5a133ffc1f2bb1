package dev.basalt.cluster.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.NodeSpec;
import org.junit.jupiter.api.Test;

class ToldTest {
  private final EventLog log = new EventLog();
  private final Told<NodeSpec> told = new Told<>(SpecShapes.NODE, log);

  @Test
  void onlyWhatIsNewIsTold() {
    told.seen(node("a", "1", false));
    told.seen(node("a", "1", false));
    told.seen(node("a", "1", true));
    assertThat(log.words()).containsExactly("+a", "+a");
  }

  @Test
  void anotherUidEndsTheObjectBefore() {
    told.seen(node("a", "1", false));
    told.seen(node("a", "2", false));
    told.deleted("a");
    assertThat(log.words()).containsExactly("+a", "-a/1", "+a", "-a/2");
  }

  @Test
  void anUnknownObjectHasNoEnd() {
    told.deleted("a");
    assertThat(log.words()).isEmpty();
  }

  @Test
  void aListEndsWhatIsNotInIt() {
    told.seen(node("a", "1", false));
    told.seen(node("b", "1", false));
    told.beginList();
    told.seen(node("b", "1", false));
    told.endList();
    assertThat(log.words()).containsExactly("+a", "+b", "-a/1");
  }

  @Test
  void aListThatBreaksOffEndsNothing() {
    told.seen(node("a", "1", false));
    told.seen(node("b", "1", false));
    told.beginList();
    told.seen(node("a", "1", false));
    told.beginList();
    told.seen(node("b", "1", false));
    told.endList();
    assertThat(log.words()).containsExactly("+a", "+b", "-a/1");
  }

  private static NodeSpec node(String name, String uid, boolean unschedulable) {
    return NodeSpec.builder(name, uid).unschedulable(unschedulable).build();
  }
}
