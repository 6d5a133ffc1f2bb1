package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  @Test
  void aReaderWhomTheLogRemembersSeesEveryChangedNodeOnce() {
    Property.named("change log against a list")
        .tries(100)
        .check(source -> {
          ChangeLog log = new ChangeLog();
          List<Integer> all = new ArrayList<>();
          int steps = source.size(1, 6000);
          int nodes = source.size(1, 4000);
          for (int step = 0; step < steps; step++) {
            int node = source.between(0, source.chance(50) ? nodes - 1 : (nodes - 1) / 10);
            log.add(node);
            all.add(node);
          }
          long position = source.between(0, all.size());
          assertThat(log.head()).isEqualTo(all.size());
          if (log.remembers(position)) {
            List<Integer> looked = new ArrayList<>();
            for (long at = position; at < log.head(); at++) {
              assertThat(log.nodeAt(at)).isEqualTo(all.get((int) at));
              if (log.isLatest(at)) {
                looked.add(log.nodeAt(at));
              }
            }
            assertThat(looked).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(looked))
                .isEqualTo(new TreeSet<>(all.subList((int) position, all.size())));
          } else {
            assertThat(all.size() - position).isGreaterThan(1024);
          }
        });
  }

  @Test
  void aReaderThatFellFarBehindIsTold() {
    ChangeLog log = new ChangeLog();
    for (int i = 0; i < 5000; i++) {
      log.add(i % 10);
    }
    assertThat(log.remembers(0)).isFalse();
    assertThat(log.remembers(log.head())).isTrue();
  }
}
