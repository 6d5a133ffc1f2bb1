package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** When jobs are made, and what they are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CronJobSpec(
    @JsonPropertyDescription(
            "When: five fields as cron has them, a word such as @daily, or @every with a duration.")
        @Required
        @Nullable String schedule,
    @JsonPropertyDescription(
            "The time zone of the schedule, such as Europe/Berlin; absent means that of the controller.")
        @Nullable String timeZone,
    @JsonPropertyDescription("How late a job may start, in seconds; later it is left out.") @Min(0)
        @Nullable Integer startingDeadlineSeconds,
    @JsonPropertyDescription("What happens if the last job still runs: Allow, Forbid or Replace.")
        @Default("Allow")
        @Nullable String concurrencyPolicy,
    @JsonPropertyDescription("Whether no jobs are made for now.") @Default("false")
        @Nullable Boolean suspend,
    @JsonPropertyDescription("What the jobs are made from.") @Required
        @Nullable JobTemplateSpec jobTemplate,
    @JsonPropertyDescription("How many jobs that ended well are kept.") @Min(0) @Default("3")
        @Nullable Integer successfulJobsHistoryLimit,
    @JsonPropertyDescription("How many jobs that failed are kept.") @Min(0) @Default("1")
        @Nullable Integer failedJobsHistoryLimit) {}
