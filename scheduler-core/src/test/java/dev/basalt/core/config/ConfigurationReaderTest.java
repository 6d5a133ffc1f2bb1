package dev.basalt.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

  @Test
  void theStandardConfigurationIsRead() {
    SchedulerConfiguration standard = SchedulerConfiguration.standard();

    assertThat(standard.actions()).containsExactly("enqueue", "allocate", "backfill");
    assertThat(standard.tiers()).hasSize(2);
    assertThat(standard.notices()).isEmpty();
  }

  @Test
  void switchesAndArgumentsAreRead() throws ConfigurationException {
    SchedulerConfiguration read =
        SchedulerConfiguration.parse(
            """
            actions: "allocate"
            tiers:
            - plugins:
              - name: binpack
                enableNodeOrder: false
                enableJobOrder: true
                arguments:
                  binpack.weight: 10
                  binpack.cpu: 2.5
                  binpack.resources: nvidia.com/gpu
                  flag: true
              - name: gang
                arguments:
            """);
    PluginConfiguration binpack = read.tiers().getFirst().getFirst();

    assertThat(binpack.enabled(Hook.NODE_SCORE)).isFalse();
    assertThat(binpack.enabled(Hook.JOB_ORDER)).isTrue();
    assertThat(binpack.arguments())
        .containsEntry("binpack.weight", 10)
        .containsEntry("binpack.cpu", 2.5)
        .containsEntry("binpack.resources", "nvidia.com/gpu")
        .containsEntry("flag", true);
    assertThat(read.tiers().getFirst().get(1).arguments()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("switches")
  void everySwitchOfVolcanoHasAnEffectOrANotice(String key, boolean known)
      throws ConfigurationException {
    SchedulerConfiguration read =
        SchedulerConfiguration.parse(
            "actions: allocate\ntiers: [{plugins: [{name: gang, " + key + ": false}]}]");
    PluginConfiguration gang = read.tiers().getFirst().getFirst();

    assertThat(gang.disabled()).hasSize(known ? 1 : 0);
    assertThat(read.notices().toString().contains(key)).isEqualTo(!known);
  }

  static Stream<Arguments> switches() {
    return Stream.concat(
        Arrays.stream(Hook.values()).map(hook -> Arguments.of(hook.key(), true)),
        VolcanoNames.MISSING_SWITCHES.stream().map(key -> Arguments.of(key, false)));
  }

  @Test
  void whatVolcanoHasAndWeDoNotYetIsSkippedWithANotice() throws ConfigurationException {
    SchedulerConfiguration read =
        SchedulerConfiguration.parse(
            """
            actions: "enqueue, allocate, preempt, reclaim, backfill"
            tiers:
            - plugins:
              - name: tdm
              - name: gang
            configurations:
            - name: allocate
              arguments: {predicateErrorCacheEnable: true}
            - name: preempt
            metrics: {type: prometheus}
            """);

    assertThat(read.actions())
        .containsExactly("enqueue", "allocate", "preempt", "reclaim", "backfill");
    assertThat(read.tiers().getFirst())
        .extracting(PluginConfiguration::name)
        .containsExactly("gang");
    assertThat(read.notices())
        .anyMatch(notice -> notice.contains("tiers[0]: plugin \"tdm\" is not implemented yet"))
        .anyMatch(notice ->
            notice.startsWith("configurations: allocate: argument predicateErrorCacheEnable"))
        .anyMatch(notice -> notice.startsWith("metrics:"));
  }

  @Test
  void theSwitchThatNestsQueuesInVolcanoIsNoNews() throws ConfigurationException {
    String plugin =
        "actions: allocate\ntiers: [{plugins: [{name: capacity, enableHierarchy: %s}]}]";
    assertThat(SchedulerConfiguration.parse(plugin.formatted("true")).notices()).isEmpty();
    assertThat(SchedulerConfiguration.parse(plugin.formatted("false")).notices()).hasSize(1);
  }

  @Test
  void theSwitchOfHierarchicalDrfIsHandedOn() throws ConfigurationException {
    SchedulerConfiguration read =
        SchedulerConfiguration.parse(
            """
            actions: "allocate"
            tiers:
            - plugins:
              - {name: drf, enableHierarchy: true}
              - {name: gang, enableHierarchy: true}
            """);

    assertThat(read.tiers().getFirst().getFirst().arguments())
        .containsEntry("enableHierarchy", true);
    assertThat(read.notices())
        .singleElement()
        .asString()
        .contains("plugin gang: enableHierarchy has no effect yet");
    assertThat(
            SchedulerConfiguration.parse(
                    "actions: \"allocate\"\ntiers: [{plugins: [{name: drf}, {name: proportion}]}]")
                .notices())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void everyMistakeIsRefusedWithItsPlaceAndTheRemedy(String yaml, List<String> parts) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> SchedulerConfiguration.parse(yaml))
        .satisfies(refused -> assertThat(refused.getMessage()).contains(parts));
  }

  static Stream<Arguments> mistakes() {
    String tiers = "tiers: [{plugins: [{name: gang}]}]\n";
    return Stream.of(
        mistake("actions: [", "not valid YAML", "line 1"),
        mistake("actions: allocate\nactions: backfill", "not valid YAML", "actions"),
        mistake("", "the configuration: must be a map"),
        mistake("- allocate", "the configuration: must be a map"),
        mistake(
            "action: allocate\n" + tiers, "unknown key \"action\"", "did you mean \"actions\"?"),
        mistake(tiers, "actions: must be a list in one string", "\"enqueue, allocate, backfill\""),
        mistake("actions: [allocate]\n" + tiers, "actions: must be a list in one string"),
        mistake(
            "actions: \"allocate\"\ntiers: [{plugins: [{name: drf, enableHierarchy: true}, {name: proportion}]}]",
            "drf with enableHierarchy and plugin proportion cannot go together",
            "leave out proportion"),
        mistake(
            "actions: \"alocate\"\n" + tiers,
            "actions: unknown action \"alocate\"",
            "did you mean \"allocate\"?",
            "Valid: enqueue, allocate, preempt, reclaim, backfill"),
        mistake("actions: \"allocate,,backfill\"\n" + tiers, "unknown action \"\""),
        mistake("actions: allocate", "tiers: must be a list"),
        mistake("actions: allocate\ntiers: [gang]", "tiers[0]: must be a map"),
        mistake(
            "actions: allocate\ntiers: [{plugins: []}, {plugin: []}]",
            "tiers[1]: unknown key \"plugin\"",
            "did you mean \"plugins\"?"),
        mistake("actions: allocate\ntiers: [{plugins: gang}]", "tiers[0].plugins: must be a list"),
        mistake("actions: allocate\ntiers: [{plugins: [gang]}]", "tiers[0].plugins: must be a map"),
        mistake(
            "actions: allocate\ntiers: [{plugins: [{nam: gang}]}]",
            "tiers[0]: a plugin has no name"),
        mistake(
            "actions: allocate\ntiers: [{plugins: [{name: gang, enableJobOrdr: true}]}]",
            "tiers[0]: plugin gang: unknown key \"enableJobOrdr\"",
            "did you mean \"enableJobOrder\"?"),
        mistake(
            "actions: allocate\ntiers: [{plugins: [{name: gang, enableJobOrder: perhaps}]}]",
            "tiers[0]: plugin gang: enableJobOrder must be true or false"),
        mistake(
            "actions: allocate\ntiers: [{plugins: [{name: gang, arguments: [1]}]}]",
            "tiers[0]: plugin gang: arguments: must be a map"),
        mistake(
            "actions: allocate\ntiers: [{plugins: [{name: gang, arguments: {a: [1]}}]}]",
            "tiers[0]: plugin gang: arguments: a must be a plain value"),
        mistake(
            "actions: allocate\n" + tiers + "configurations: 1", "configurations: must be a list"),
        mistake(
            "actions: allocate\n" + tiers + "configurations: [{arguments: {}}]",
            "configurations: an entry has no name"),
        mistake(
            "actions: allocate\n" + tiers + "configurations: [{name: alocate}]",
            "configurations: unknown action \"alocate\"",
            "did you mean \"allocate\"?"),
        mistake(
            "actions: preempt\n"
                + tiers
                + "configurations: [{name: preempt, arguments: {cooldown: soon}}]",
            "configurations: preempt: cooldown must be a duration such as 10s, not \"soon\""),
        mistake(
            "actions: backfill\n"
                + tiers
                + "configurations: [{name: backfill, arguments: {reservations: -1}}]",
            "configurations: backfill: reservations must be a whole number from 0 to 100, not \"-1\""),
        mistake(
            "actions: backfill\n"
                + tiers
                + "configurations: [{name: backfill, arguments: {learnRunTimes: maybe}}]",
            "configurations: backfill: learnRunTimes must be true or false, not \"maybe\""));
  }

  private static Arguments mistake(String yaml, String... parts) {
    return Arguments.of(yaml, List.of(parts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"actions: &a [*a]", "? [1]\n: 2", "a: !!java.io.File x", "\u0000"})
  void hostileTextIsRefusedLikeAnyOther(String yaml) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> SchedulerConfiguration.parse(yaml));
  }

  @Test
  void aNameIsLikenedToTheNearest() {
    assertThat(NearestName.hint("ganf", List.of("binpack", "gang")))
        .isEqualTo("; did you mean \"gang\"? Valid: binpack, gang");
    assertThat(NearestName.hint("x", List.of())).isEqualTo("; there are none");
  }
}
