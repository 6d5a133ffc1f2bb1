package dev.basalt.watchdog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.watchdog.notify.ReceiverSpec;
import dev.basalt.watchdog.rule.Kind;
import dev.basalt.watchdog.rule.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchdogRulesTest {
  @Test
  void theStandardRulesHaveOneOfEachKindByItsUsualNumbers() throws Exception {
    WatchdogRules rules = WatchdogRules.parse(WatchdogRules.standardText(), Map.of());

    assertThat(rules.rules())
        .extracting(Rule::kind)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Kind.values()));
    assertThat(rules.rules()).extracting(Rule::name).allMatch(name -> name.startsWith("Basalt"));
    for (Rule rule : rules.rules()) {
      assertThat(rule.enabled()).isTrue();
      assertThat(rule.times()).as(rule.name()).isEqualTo(rule.kind().times());
      rule.kind()
          .thresholds()
          .forEach(
              one -> assertThat(rule.threshold(one.name())).as(rule.name()).isEqualTo(one.usual()));
    }
    assertThat(rules.isHeartbeat("BasaltWatchdogHeartbeat")).isTrue();
    assertThat(rules.measuredMilliCpu()).isEqualTo(8_000);
  }

  @Test
  void aRuleSaysForWhomItIsAndMayHaveANameOfItsOwn() throws Exception {
    WatchdogRules rules =
        WatchdogRules.parse(
            """
            runbookUrl: "https://wiki.example.com/{alertname}#{anchor}"
            rules:
            - name: NightlyFailed
              kind: jobFailed
              enabled: false
              severity: critical
              for: 1m
              resolveAfter: 2h30m
              namespaces: ["night-*", "!night-test"]
              queues: [nightly]
              labels: {team: research}
              summary: "{job_name} of {team} is broken"
            """,
            Map.of());

    Rule rule = rules.rules().getFirst();
    assertThat(rule.enabled()).isFalse();
    assertThat(rule.severity()).isEqualTo("critical");
    assertThat(rule.times().before()).isEqualTo(Duration.ofMinutes(1));
    assertThat(rule.times().resolve()).isEqualTo(Duration.ofMinutes(150));
    assertThat(rule.namespaces().contain("night-prod")).isTrue();
    assertThat(rule.namespaces().contain("night-test")).isFalse();
    assertThat(rule.namespaces().contain("day")).isFalse();
    assertThat(rule.runbookUrl()).isEqualTo("https://wiki.example.com/NightlyFailed#nightlyfailed");
  }

  @Test
  void theStandardRunbooksCanBeElsewhereAndThoseOfOthersStay() throws Exception {
    WatchdogRules rules = WatchdogRules.parse(WatchdogRules.standardText(), Map.of());
    assertThat(rules.withRunbooksAt("https://wiki.example.com/basalt").rules())
        .allSatisfy(rule ->
            assertThat(rule.runbookUrl())
                .isEqualTo(
                    "https://wiki.example.com/basalt#" + rule.name().toLowerCase(Locale.ROOT)));
    WatchdogRules others =
        WatchdogRules.parse(
            "runbookUrl: \"https://other/{alertname}\"\nrules:\n- {name: A, kind: heartbeat}\n",
            Map.of());
    assertThat(others.withRunbooksAt("https://wiki.example.com/basalt")).isEqualTo(others);
  }

  @Test
  void receiversAreReadAndTheirSecretsComeFromElsewhere() throws Exception {
    WatchdogRules rules =
        WatchdogRules.parse(
            """
            receivers:
            - {name: main, type: alertmanager, url: "http://ann:s3cret@am.example.com:9093/base"}
            - {name: chat, type: slack, urlEnv: CHAT, groupBy: [alertname], groupWait: 30s, match: {severity: critical}}
            """,
            Map.of("CHAT", "https://hooks.example.com/T0/s3cret\n"));

    ReceiverSpec main = rules.receivers().getFirst();
    assertThat(main.address().resolve().uri()).hasToString("http://am.example.com:9093/base");
    assertThat(main.address().resolve().authorization()).isEqualTo("Basic YW5uOnMzY3JldA==");
    ReceiverSpec chat = rules.receivers().getLast();
    assertThat(chat.address().resolve().uri()).hasToString("https://hooks.example.com/T0/s3cret");
    assertThat(chat.groupWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(List.of(main.address().toString(), chat.address().toString()))
        .containsExactly("http://am.example.com:9093", "env:CHAT");
    assertThat(rules.receivers().toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - {name: A, kind: jobFaild}            | line 2: rules[0].kind: unknown "jobFaild"; did you mean "jobFailed"?
          - {name: A, kind: jobPending, fro: 1h} | line 2: rules[0]: unknown field "fro"; did you mean "for"?
          - {name: A, kind: jobPending, for: 1hour} | line 2: rules[0].for: "1hour" is not a duration such as 30s
          - {name: A, kind: jobPending, resolveAfter: 1h} | line 2: rules[0].resolveAfter: is only for what happens once
          - {name: A, kind: resourceWaste, ratio: 3} | line 2: rules[0].ratio: must be between 0 and 1
          - {name: A, kind: schedulerStalled, after: 5s} | line 2: rules[0].after: must be between 20 and 86400 seconds
          - {name: A, kind: jobFailed, summary: "{jobname}"} | line 2: rules[0].summary: unknown placeholder {jobname}; did you mean "job_name"?
          - {name: A, kind: jobFailed, labels: {queue: x}} | line 2: rules[0].labels: queue is set by the watchdog
          - {name: A, kind: jobFailed, severity: bad} | line 2: rules[0].severity: unknown "bad"
          - {name: A, kind: jobFailed, enabled: yes} | line 2: rules[0].enabled: must be true or false
          - {name: A b, kind: jobFailed}         | line 2: rules[0].name: must be one word
          - {kind: jobFailed}                    | line 2: rules[0]: name is missing
          - {name: A}                            | line 2: rules[0]: kind is missing; say what to look for: jobFailed
          - word                                 | line 2: rules[0]: must be a map of keys to values
          - {name: A, kind: heartbeat, name: B}  | line 2: rules[0].name: is there twice
          """)
  void whatIsWrongWithARuleIsToldWithLineFieldAndRemedy(String rule, String message) {
    assertThatThrownBy(() -> WatchdogRules.parse("rules:\n" + rule + "\n", Map.of()))
        .isInstanceOf(RulesException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - {name: a, type: slack}                       | line 2: receivers[0].url: give exactly one of url, urlFile and urlEnv
          - {name: a, type: slack, url: x, urlFile: y}   | line 2: receivers[0].urlFile: give exactly one
          - {name: a, type: slack, url: "ftp://tok"}     | line 2: receivers[0].url: the URL of ftp://tok is not one such as
          - {name: a, type: slack, url: "http://x/%zz"}  | line 2: receivers[0].url: the URL of a receiver is not one such as
          - {name: a, type: pager, url: "http://x"}      | line 2: receivers[0].type: unknown "pager"
          - {name: a, type: slack, url: "http://x", resendInterval: 10m} | line 2: receivers[0].resendInterval: must be between 5s and 4m
          """)
  void andSoIsWhatIsWrongWithAReceiver(String receiver, String message) {
    assertThatThrownBy(() -> WatchdogRules.parse("receivers:\n" + receiver + "\n", Map.of()))
        .isInstanceOf(RulesException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void twoOfOneNameAndWhatIsNoYamlAreRefused() {
    assertThatThrownBy(() ->
            WatchdogRules.parse(
                "rules:\n- {name: A, kind: heartbeat}\n- {name: A, kind: jobFailed}\n", Map.of()))
        .hasMessage("line 3: rules[1].name: two rules have the name A; rename one");
    assertThatThrownBy(() -> WatchdogRules.parse("rules:\n- {name: [", Map.of()))
        .hasMessageStartingWith("line 2: not valid YAML");
    assertThatThrownBy(() -> WatchdogRules.parse("", Map.of()))
        .hasMessage("line 1: must be a map of keys to values");
  }
}
