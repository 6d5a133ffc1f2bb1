package dev.basalt.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginSetTest {
  private final List<String> asked = new ArrayList<>();

  @Test
  void aBadArgumentNamesItsTier() {
    PluginFactory picky =
        new PluginFactory() {
          @Override
          public String name() {
            return "picky";
          }

          @Override
          public Plugin create(Arguments arguments) {
            arguments.integer(new Argument("weight", "1", "how much"), 0);
            return hooks -> {};
          }
        };
    PluginConfiguration entry = new PluginConfiguration("picky", Set.of(), Map.of("weight", "x"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() ->
            PluginSet.of(
                new SchedulerConfiguration(
                    List.of(), List.of(List.of(), List.of(entry)), Map.of(), List.of()),
                List.of(picky)))
        .withMessage("tiers[1]: plugin picky: argument weight must be a number, not \"x\"");
  }

  @Test
  void ofPluginsThatDecideTheSameTheFirstConfiguredDoes() throws ConfigurationException {
    PluginSet made =
        PluginSet.of(
            SchedulerConfiguration.parse(
                "actions: allocate\n"
                    + "tiers: [{plugins: [{name: amounts}]}, {plugins: [{name: weights}]}]"),
            List.of(rival("weights", "amounts"), rival("amounts", "weights")));
    assertThat(made.plugins()).hasSize(1);
    assertThat(asked).containsExactly("amounts");
    assertThat(made.notices())
        .containsExactly(
            "tiers[1]: plugin weights is left out: amounts decides the same and is configured"
                + " before it; keep one of the two");
  }

  private PluginFactory rival(String name, String other) {
    return new PluginFactory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Set<String> rivals() {
        return Set.of(other);
      }

      @Override
      public Plugin create(Arguments arguments) {
        return hooks -> asked.add(name);
      }
    };
  }
}
