package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InternerTest {
  @Test
  void equalValuesBecomeOne() {
    Interner<String> interner = new Interner<>(4);
    String first = new String("value");
    assertThat(interner.intern(first)).isSameAs(first);
    assertThat(interner.intern(new String("value"))).isSameAs(first);
  }

  @Test
  void whatIsAskedForStaysAndTheRestIsLetGo() {
    Interner<String> interner = new Interner<>(4);
    String wanted = new String("wanted");
    String unwanted = new String("unwanted");
    interner.intern(wanted);
    interner.intern(unwanted);
    for (int i = 0; i < 100; i++) {
      interner.intern("other-" + i);
      assertThat(interner.intern(new String("wanted"))).isSameAs(wanted);
    }
    String again = new String("unwanted");
    assertThat(interner.intern(again)).isSameAs(again);
  }
}
