package dev.basalt.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadershipListenerTest {
  @Test
  void oneThatNeedsNoTermIsToldOnlyWhetherItLeads() {
    List<Boolean> told = new ArrayList<>();
    LeadershipListener listener = LeadershipListener.of(told::add);
    listener.acquired(1);
    listener.lost();
    listener.acquired(2);
    assertThat(told).containsExactly(true, false, true);
  }
}
