package dev.basalt.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceListTest {
  @Test
  void listsOfTheSameAmountsAreEqualWhateverTheirOrder() {
    ResourceList one = ResourceList.of(Map.of("cpu", 1L, "memory", 2L));

    assertThat(one).isEqualTo(ResourceList.parse(Map.of("memory", "2", "cpu", "1m")));
    assertThat(one).hasSameHashCodeAs(ResourceList.parse(Map.of("memory", "2", "cpu", "1m")));
    assertThat(one).isNotEqualTo(ResourceList.of(Map.of("cpu", 1L)));
  }

  @Test
  void anAbsentResourceDiffersFromNone() {
    ResourceList none = ResourceList.of(Map.of("gpu", 0L));

    assertThat(none.has("gpu")).isTrue();
    assertThat(ResourceList.EMPTY.has("gpu")).isFalse();
    assertThat(none.get("gpu")).isEqualTo(ResourceList.EMPTY.get("gpu")).isZero();
    assertThat(none).isNotEqualTo(ResourceList.EMPTY);
  }

  @Test
  void sumsAndMaximaGoResourceByResource() {
    ResourceList one = ResourceList.of(Map.of("cpu", 1L, "memory", 9L));
    ResourceList other = ResourceList.of(Map.of("memory", 2L, "gpu", 3L));

    assertThat(one.plus(other).toMap()).isEqualTo(Map.of("cpu", 1L, "memory", 11L, "gpu", 3L));
    assertThat(one.max(other).toMap()).isEqualTo(Map.of("cpu", 1L, "memory", 9L, "gpu", 3L));
  }

  @Test
  void sumsOfAbsurdAmountsStayAbsurd() {
    ResourceList absurd = ResourceList.parse(Map.of("cpu", "1e30"));

    assertThat(absurd.plus(absurd).get("cpu")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aMalformedAmountNamesItsResource() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceList.parse(Map.of("cpu", "1", "memory", "lots")))
        .withMessageStartingWith("memory: \"lots\"");
  }

  @Test
  void quantitiesAreWrittenCanonically() {
    assertThat(ResourceList.of(Map.of("cpu", 1500L, "memory", 1L << 31)).toQuantities())
        .isEqualTo(Map.of("cpu", "1500m", "memory", "2Gi"));
  }

  @Test
  void aPodsRequestHoldsAPodSlotAndNoZeros() {
    ResourceSchema schema = new ResourceSchema();
    Request request =
        Request.ofPod(schema, ResourceList.of(Map.of("cpu", 0L, "memory", 5L, "gpu", 1L)));

    assertThat(request.size()).isEqualTo(3);
    assertThat(request.amountOf(ResourceSchema.PODS)).isEqualTo(1);
    assertThat(request.amountOf(ResourceSchema.CPU)).isZero();
    assertThat(request.amountOf(schema.intern("gpu"))).isEqualTo(1);
    assertThat(request.isBestEffort()).isFalse();
    assertThat(Request.ofPod(schema, ResourceList.of(Map.of("cpu", 0L))).isBestEffort()).isTrue();
    assertThat(Request.of(schema, ResourceList.EMPTY).size()).isZero();
  }
}
