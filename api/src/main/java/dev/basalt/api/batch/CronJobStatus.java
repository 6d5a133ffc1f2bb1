package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cron job has made. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CronJobStatus(
    @JsonPropertyDescription("The jobs that have not ended.")
        @Nullable List<ObjectReference> active,
    @JsonPropertyDescription("The time of the schedule that the last job was made for.")
        @Nullable String lastScheduleTime,
    @JsonPropertyDescription("When a job last ended well.") @Nullable String lastSuccessfulTime) {}
