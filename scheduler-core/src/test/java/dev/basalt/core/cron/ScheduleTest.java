package dev.basalt.core.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *            | 2026-03-01T01:59:59Z | 2026-03-01T02:00:00Z
          0 2 * * *            | 2026-03-01T02:00:00Z | 2026-03-02T02:00:00Z
          */15 8-18/2 * * *    | 2026-03-01T08:50:00Z | 2026-03-01T10:00:00Z
          5/20 * * * *         | 2026-03-01T08:26:00Z | 2026-03-01T08:45:00Z
          0 9 * * MON-FRI      | 2026-03-06T09:00:00Z | 2026-03-09T09:00:00Z
          0 9 1,15 * *         | 2026-03-02T00:00:00Z | 2026-03-15T09:00:00Z
          0 9 1 * Mon          | 2026-03-02T09:00:00Z | 2026-03-09T09:00:00Z
          0 9 ? jan-mar 1      | 2026-03-30T09:00:00Z | 2027-01-04T09:00:00Z
          0 0 */2 * 1          | 2026-03-01T00:00:00Z | 2026-03-02T00:00:00Z
          0 0 29 2 *           | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z
          0 0 29 2 *           | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z
          59 23 31 12 ?        | 2026-03-01T00:00:00Z | 2026-12-31T23:59:00Z
          @hourly              | 2026-03-01T00:00:01Z | 2026-03-01T01:00:00Z
          @daily               | 2026-03-01T00:00:00Z | 2026-03-02T00:00:00Z
          @midnight            | 2026-03-01T00:00:00Z | 2026-03-02T00:00:00Z
          @weekly              | 2026-03-02T00:00:00Z | 2026-03-08T00:00:00Z
          @monthly             | 2026-03-01T00:00:00Z | 2026-04-01T00:00:00Z
          @yearly              | 2026-03-01T00:00:00Z | 2027-01-01T00:00:00Z
          @annually            | 2026-03-01T00:00:00Z | 2027-01-01T00:00:00Z
          @every 90m           | 2026-03-01T00:00:07Z | 2026-03-01T01:30:07Z
          @every 1h30m10s      | 2026-03-01T00:00:07Z | 2026-03-01T01:30:17Z
          @every 10ms          | 2026-03-01T00:00:07.5Z | 2026-03-01T00:00:08Z
          """)
  void theNextTime(String schedule, Instant after, Instant next) {
    assertThat(Schedule.parse(schedule).next(after, ZoneOffset.UTC)).isEqualTo(next);
  }

  /** New York: 2026-03-08 02:00 becomes 03:00, 2026-11-01 02:00 becomes 01:00. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a time that is left out comes at once | 30 2 * * *    | 2026-03-07T12:00:00-05:00 | 2026-03-08T03:00:00-04:00 2026-03-09T02:30:00-04:00
          several that are left out come once   | */20 2,3 * * * | 2026-03-08T00:00:00-05:00 | 2026-03-08T03:00:00-04:00 2026-03-08T03:20:00-04:00
          what is repeated comes once           | 30 1 * * *    | 2026-11-01T00:00:00-04:00 | 2026-11-01T01:30:00-04:00 2026-11-02T01:30:00-05:00
          also for whoever asks in between      | 45 1 * * *    | 2026-11-01T01:10:00-05:00 | 2026-11-02T01:45:00-05:00
          after the repetition                  | 0 2 * * *     | 2026-11-01T01:30:00-05:00 | 2026-11-01T02:00:00-05:00
          each hour follows the clock in autumn | 0 * * * *     | 2026-11-01T00:30:00-04:00 | 2026-11-01T01:00:00-04:00 2026-11-01T01:00:00-05:00 2026-11-01T02:00:00-05:00
          and in spring                         | 30 * * * *    | 2026-03-08T01:00:00-05:00 | 2026-03-08T01:30:00-05:00 2026-03-08T03:30:00-04:00
          """)
  void whenClocksChange(String rule, String schedule, String after, String times) {
    List<String> found = new ArrayList<>();
    Instant time = OffsetDateTime.parse(after).toInstant();
    for (String expected : times.split(" ")) {
      time = Schedule.parse(schedule).next(time, NEW_YORK);
      assertThat(time).as(expected).isNotNull();
      found.add(time.atZone(NEW_YORK).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    }
    assertThat(found).as(rule).containsExactly(times.split(" "));
  }

  @Test
  void midnightIsNotLostWhereClocksChangeAtMidnight() {
    Schedule midnight = Schedule.parse("@daily");

    assertThat(midnight.next(Instant.parse("2023-04-27T12:00:00Z"), ZoneId.of("Africa/Cairo")))
        .isEqualTo("2023-04-27T22:00:00Z");
    // Samoa had no 30 December 2011.
    assertThat(midnight.next(Instant.parse("2011-12-29T20:00:00Z"), ZoneId.of("Pacific/Apia")))
        .isEqualTo("2011-12-30T10:00:00Z");
  }

  @Test
  void aDayThatNeverComesHasNoTime() {
    assertThat(Schedule.parse("0 0 31 2 *").next(Instant.EPOCH, NEW_YORK)).isNull();
    assertThat(Schedule.parse("0 0 31 2 *").latest(Instant.EPOCH, Instant.now(), NEW_YORK))
        .isNull();
  }

  @Test
  void theLatestOfManyAndTheirCount() {
    Schedule schedule = Schedule.parse("*/10 * * * *");
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    Instant end = Instant.parse("2026-03-01T00:09:59Z");

    assertThat(schedule.latest(start, end, NEW_YORK)).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(schedule.latest(start, start.plusSeconds(599), NEW_YORK)).isNull();
    assertThat(schedule.count(start, end, NEW_YORK, 101)).isEqualTo(101);
    assertThat(schedule.count(start, start.plusSeconds(1200), NEW_YORK, 101)).isEqualTo(2);
    assertThat(Schedule.parse("@every 7s").latest(start, start.plusSeconds(20), NEW_YORK))
        .isEqualTo(start.plusSeconds(14));
    assertThat(Schedule.parse("@every 7s").latest(start, start.plusSeconds(6), NEW_YORK)).isNull();
  }

  @Test
  void onlyShortIntervalsHaveTwoTimesInOneMinute() {
    assertThat(Schedule.parse("@every 59s").withinMinutes()).isTrue();
    assertThat(Schedule.parse("@every 60s").withinMinutes()).isFalse();
    assertThat(Schedule.parse("* * * * *").withinMinutes()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0 2 * *",
        "0 2 * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 7",
        "5-1 * * * *",
        "*/0 * * * *",
        "1/2/3 * * * *",
        "1-2-3 * * * *",
        "a * * * *",
        ", * * * *",
        "* * * january *",
        "-1 * * * *",
        "@sometimes",
        "@every soon",
        "@every"
      })
  void whatIsNoSchedule(String text) {
    assertThatThrownBy(() -> Schedule.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theErrorNamesTheField() {
    assertThatThrownBy(() -> Schedule.parse("0 25 * * *"))
        .hasMessage("\"25\" is no hour (0 to 23)");
  }
}
