package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiWritesTest {
  private static final String METRICS =
      """
      # TYPE apiserver_request_total counter
      apiserver_request_total{code="201",resource="pods",subresource="binding",verb="POST"} 5000
      apiserver_request_total{code="409",resource="pods",subresource="binding",verb="POST"} 2
      apiserver_request_total{code="200",resource="pods",subresource="",verb="LIST"} 7
      apiserver_request_total{code="200",resource="leases",subresource="",verb="PUT"} 9
      apiserver_request_total{code="200",resource="podgroups",subresource="status",verb="PATCH"} 1e+01
      apiserver_request_duration_seconds_count{resource="pods",verb="POST"} 5
      """;

  @Test
  void writesOfASchedulerAreCountedWhateverTheAnswer() {
    assertThat(ApiWrites.parse(METRICS))
        .isEqualTo(Map.of("POST pods/binding", 5002L, "PATCH podgroups/status", 10L));
  }

  @Test
  void onlyWhatCameBetweenTwoReadingsIsLeft() {
    Map<String, Long> between =
        ApiWrites.between(
            Map.of("POST pods", 5L, "POST events", 1L),
            Map.of("POST pods", 5L, "POST events", 4L, "PUT queues", 2L));
    assertThat(between).isEqualTo(Map.of("POST events", 3L, "PUT queues", 2L));
    assertThat(ApiWrites.total(between)).isEqualTo(5);
  }
}
