package dev.basalt.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DescribeTest {
  @ParameterizedTest
  @CsvSource({
    "cpu, 1500, 1500m cpu",
    "memory, 2147483648, 2Gi memory",
    "memory, 16393240, 15.63Mi memory",
    "memory, 80530636801, 75.00Gi memory",
    "memory, 9223372036854775807, 8.00Ei memory",
    "memory, 1048575, 1048575 memory",
    "pods, 3000001, 3000001 pods",
  })
  void amountsAreReadable(String resource, long amount, String expected) {
    ResourceSchema schema = new ResourceSchema();
    assertThat(schema.describe(schema.intern(resource), amount)).isEqualTo(expected);
  }
}
