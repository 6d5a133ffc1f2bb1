package dev.basalt.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("", new BigDecimal("1")),
          Map.entry("n", new BigDecimal("0.000000001")),
          Map.entry("u", new BigDecimal("0.000001")),
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", new BigDecimal("1000")),
          Map.entry("M", new BigDecimal("1000000")),
          Map.entry("G", new BigDecimal("1000000000")),
          Map.entry("T", new BigDecimal("1000000000000")),
          Map.entry("P", new BigDecimal("1000000000000000")),
          Map.entry("E", new BigDecimal("1000000000000000000")),
          Map.entry("Ki", new BigDecimal("1024")),
          Map.entry("Mi", new BigDecimal("1048576")),
          Map.entry("Gi", new BigDecimal("1073741824")),
          Map.entry("Ti", new BigDecimal("1099511627776")),
          Map.entry("Pi", new BigDecimal("1125899906842624")),
          Map.entry("Ei", new BigDecimal("1152921504606846976")));

  @ParameterizedTest
  @CsvSource({
    "cpu, 1, 1000",
    "cpu, 0, 0",
    "cpu, 500m, 500",
    "cpu, 1.5, 1500",
    "cpu, 0.0001, 1",
    "cpu, 100u, 1",
    "cpu, 1n, 1",
    "cpu, 2e3, 2000000",
    "cpu, 1k, 1000000",
    "cpu, +2, 2000",
    "cpu, 999999999999999999, 9223372036854775807",
    "memory, 128Mi, 134217728",
    "memory, 1.5Gi, 1610612736",
    "memory, 1G, 1000000000",
    "memory, 1E, 1000000000000000000",
    "memory, 1e3, 1000",
    "memory, 1E3, 1000",
    "memory, 0.5, 1",
    "memory, 8Ei, 9223372036854775807",
    "memory, 1e400, 9223372036854775807",
    "memory, 1e2147483647, 9223372036854775807",
    "cpu, 1e2147483647, 9223372036854775807",
    "cpu, 1e-2147483646, 1",
    "memory, 1e-400, 1",
    "memory, 0e999999999, 0",
    "pods, 110, 110",
    "nvidia.com/gpu, 8, 8",
    "nvidia.com/gpu, 500m, 1",
    "hugepages-2Mi, 4Mi, 4194304",
  })
  void amountsAreReadInTheUnitOfTheirResource(String resource, String text, long expected) {
    assertThat(Quantities.parse(resource, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "m", "Mi", "1x", "1 Gi", "1mi", "--1", "1.2.3", "1KI", "0x10", "NaN", "1e"
      })
  void textThatIsNoQuantityIsNamed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parse("memory", text))
        .withMessageStartingWith("memory: \"" + text + "\" is not a quantity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0.1", "-1Gi", "-1e2147483647"})
  void negativeAmountsAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parse("cpu", text))
        .withMessage("cpu: \"" + text + "\" must not be negative");
  }

  @Test
  void anyQuantityIsReadAsExactArithmeticReadsIt() {
    Property.named("quantities against exact arithmetic")
        .tries(3000)
        .check(source -> {
          String resource = source.pick("cpu", "memory", "example.com/thing");
          String number = number(source);
          String suffix =
              number.contains("e") ? "" : source.pick(FACTORS.keySet().stream().sorted().toList());
          BigDecimal exact =
              new BigDecimal(number)
                  .multiply(FACTORS.getOrDefault(suffix, BigDecimal.ZERO))
                  .multiply(new BigDecimal(resource.equals("cpu") ? 1000 : 1))
                  .setScale(0, RoundingMode.CEILING)
                  .min(new BigDecimal(Long.MAX_VALUE));

          assertThat(Quantities.parse(resource, number + suffix))
              .as("%s %s%s", resource, number, suffix)
              .isEqualTo(exact.longValueExact());
        });
  }

  @Test
  void whatIsFormattedReadsBackAsTheSame() {
    Property.named("format and parse")
        .tries(1000)
        .check(source -> {
          String resource = source.pick("cpu", "memory", "ephemeral-storage", "pods");
          long amount = source.between(0L, 1L << source.between(0, 53)) << source.between(0, 9);

          assertThat(Quantities.parse(resource, Quantities.format(resource, amount)))
              .isEqualTo(amount);
        });
  }

  private static String number(Source source) {
    StringBuilder text = new StringBuilder();
    text.append(source.between(0L, (long) Math.pow(10, source.between(1, 18))));
    if (source.chance(40)) {
      text.append('.').append(source.between(0L, (long) Math.pow(10, source.between(0, 12))));
    }
    if (source.chance(20)) {
      text.append('e').append(source.between(-40, 40));
    }
    return text.toString();
  }
}
