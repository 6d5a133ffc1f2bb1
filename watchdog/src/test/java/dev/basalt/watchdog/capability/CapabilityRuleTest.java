package dev.basalt.watchdog.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.capability.CapabilityRule.Term;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityRuleTest {
  @Test
  void oneRuleIsForCpuMemoryAndDevices() {
    CapabilityRule rule = CapabilityRule.parse("weight");

    assertThat(rule.of("cpu")).isEqualTo(new Term.Weight());
    assertThat(rule.of("memory")).isEqualTo(new Term.Weight());
    assertThat(rule.of("nvidia.com/gpu")).isEqualTo(new Term.Weight());
    assertThat(rule.of("pods")).isNull();
    assertThat(rule.of("ephemeral-storage")).isNull();
    assertThat(rule.of("hugepages-1Gi")).isNull();
  }

  @Test
  void aResourceMayHaveARuleOfItsOwn() {
    CapabilityRule rule = CapabilityRule.parse("weight, nvidia.com/gpu=4, pods=12.5%");

    assertThat(rule.of("cpu")).isEqualTo(new Term.Weight());
    assertThat(rule.of("nvidia.com/gpu")).isEqualTo(new Term.Amount(4));
    assertThat(rule.of("pods")).isEqualTo(new Term.Percent(1250));
  }

  @Test
  void whatIsNotNamedHasNoLimitWhereEachIsNamed() {
    CapabilityRule rule = CapabilityRule.parse("cpu=40%,memory=256Gi");

    assertThat(rule.of("cpu")).isEqualTo(new Term.Percent(4000));
    assertThat(rule.of("memory")).isEqualTo(new Term.Amount(256L << 30));
    assertThat(rule.of("nvidia.com/gpu")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wieght",
        "64",
        "101%",
        "-1%",
        "1.234%",
        "%",
        "weight,40%",
        "cpu=",
        "cpu=-1",
        "=40%",
        "cpu=1,cpu=2",
        "a b=1",
        "weight,"
      })
  void whatIsNoRuleIsRefusedWithWhatMayBeWritten(String text) {
    assertThatThrownBy(() -> CapabilityRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(write|name it once|quantity|negative).*");
  }

  @ParameterizedTest
  @CsvSource({"0%,0", "100%,10000", "7.5%,750", "0.01%,1"})
  void percentagesAreExact(String text, int hundredths) {
    assertThat(CapabilityRule.percentage(text)).isEqualTo(hundredths);
  }

  @Test
  void amountsAreReadByResource() {
    assertThat(CapabilityRule.amounts("cpu=500m, memory=1Gi"))
        .isEqualTo(ResourceList.of(Map.of("cpu", 500L, "memory", 1L << 30)));
    assertThatThrownBy(() -> CapabilityRule.amounts("64"))
        .hasMessageContaining("cpu=8,memory=32Gi");
  }
}
