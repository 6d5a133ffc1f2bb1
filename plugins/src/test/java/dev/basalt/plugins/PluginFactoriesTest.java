package dev.basalt.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.PluginFactory;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PluginFactoriesTest {
  private static final List<PluginFactory> FACTORIES =
      ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList();

  @Test
  void everyPluginIsFound() {
    assertThat(FACTORIES)
        .extracting(PluginFactory::name)
        .containsExactlyInAnyOrder(
            "binpack",
            "cdp",
            "capacity",
            "conformance",
            "drf",
            "fairshare",
            "gang",
            "namespacequota",
            "nodeorder",
            "nodezone",
            "overcommit",
            "pdb",
            "pendingbindings",
            "predicates",
            "priority",
            "proportion",
            "resourcequota",
            "sla");
  }

  @Test
  void everyPluginStartsWithoutArgumentsAndRegistersSomething() {
    for (PluginFactory factory : FACTORIES) {
      RecordedHooks hooks = RecordedHooks.of(factory.create(Arguments.none(factory.name())));
      assertThat(hooks.has(Object.class) || hooks.preemptable() != null)
          .as(factory.name())
          .isTrue();
    }
  }

  @Test
  void argumentsThatNothingReadsAreNamed() {
    Arguments arguments =
        new Arguments(
            "binpack",
            Map.of(
                "binpack.weight", 2,
                "binpack.resources.example.com/foo", 3,
                "binpack.wieght", 4,
                "gang.x", 1));
    assertThat(arguments.unknown(factory("binpack").arguments()))
        .containsExactly("binpack.wieght", "gang.x");
  }

  @Test
  void standardValuesAreValidWhenTheyAreWrittenOut() {
    for (PluginFactory factory : FACTORIES) {
      for (Argument argument : factory.arguments()) {
        if (!argument.standard().isEmpty() && !argument.name().endsWith("*")) {
          factory.create(
              new Arguments(factory.name(), Map.of(argument.name(), argument.standard())));
        }
        assertThat(argument.description()).as(argument.name()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "overcommit, overcommit-factor, 0.5, at least 1.0",
    "overcommit, overcommit-factor, much, must be a number",
    "binpack, binpack.weight, -1, at least 0",
    "binpack, binpack.cpu, 1.5, whole number",
    "nodeorder, leastrequested.weight, x, must be a number",
    "nodeorder, podaffinity.weight, x, must be a number",
    "predicates, predicate.NodePortsEnable, perhaps, must be true or false",
    "predicates, predicate.VolumeBindingEnable, 1, must be true or false",
    "pendingbindings, pendingbindings.maxPerNode, -1, at least 0",
    "pendingbindings, pendingbindings.timeout, soon, must be a duration",
    "pendingbindings, pendingbindings.patience, 1x, must be a duration",
    "fairshare, fairshare.userFrom, lable:team, 'must be namespace, label:KEY or annotation:KEY'",
    "fairshare, fairshare.userFrom, 'label:', 'must be namespace, label:KEY or annotation:KEY'",
    "drf, enableHierarchy, perhaps, must be true or false",
    "fairshare, fairshare.halfLife, 1d, must be a duration",
    "fairshare, fairshare.weight.ann, heavy, must be a number",
    "sla, sla-waiting-time, soon, must be a duration",
  })
  void invalidArgumentsAreRefusedByName(String plugin, String argument, String value, String rule) {
    PluginFactory factory = factory(plugin);
    Arguments arguments = new Arguments(plugin, Map.of(argument, value));
    assertThat(arguments.unknown(factory.arguments())).isEmpty();
    assertThatThrownBy(() -> factory.create(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(plugin)
        .hasMessageContaining(argument)
        .hasMessageContaining(rule)
        .hasMessageContaining(value);
  }

  private static PluginFactory factory(String name) {
    return FACTORIES.stream()
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
