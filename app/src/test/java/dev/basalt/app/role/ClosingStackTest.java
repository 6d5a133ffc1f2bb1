package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingStackTest {
  private final List<String> closed = new ArrayList<>();
  private final ClosingStack stack = new ClosingStack();

  private void opened(String name) {
    stack.onClose(() -> closed.add(name));
  }

  private void broken(String name) {
    stack.onClose(() -> {
      closed.add(name);
      throw new IllegalStateException(name);
    });
  }

  @Test
  void theLastThatWasOpenedIsClosedFirst() {
    opened("a");
    AutoCloseable b = () -> closed.add("b");
    assertThat(stack.open(b)).isSameAs(b);
    opened("c");
    stack.close();
    assertThat(closed).containsExactly("c", "b", "a");
  }

  @Test
  void eachIsClosedOnce() {
    opened("a");
    stack.onClose(stack::close);
    stack.close();
    stack.close();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void oneThatCannotBeClosedKeepsNoOtherOpen() {
    opened("a");
    broken("b");
    opened("c");
    broken("d");
    assertThatThrownBy(stack::close)
        .hasMessage("not everything could be closed")
        .satisfies(failure ->
            assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("d", "b"));
    assertThat(closed).containsExactly("d", "c", "b", "a");
  }

  @Test
  void aFailureKeepsWhatFailsWhileAllIsClosedForIt() {
    opened("a");
    broken("b");
    IllegalArgumentException failure = new IllegalArgumentException("the reason");
    stack.closeFor(failure);
    assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).containsExactly("b");
    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void whatIsOpenedTooLateIsClosedAtOnce() {
    stack.close();
    assertThatThrownBy(() -> opened("late")).hasMessage("opened after the end");
    assertThat(closed).containsExactly("late");
  }
}
