package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessUseTest {
  @Test
  void timesOfTheProcessAndOfItsChildrenAreAdded() {
    String stat =
        "42 (a (strange) name) S 1 42 42 0 -1 4194560 2 3 4 5 150 50 20 5 20 0 1 0 77 88 99\n";
    assertThat(ProcessUse.cpuSeconds(stat)).isEqualTo(2.25);
  }
}
