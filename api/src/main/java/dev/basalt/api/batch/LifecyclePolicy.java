package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens when something happens to a pod, a task or the job. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LifecyclePolicy(
    @JsonPropertyDescription("What is done.") @Nullable String action,
    @JsonPropertyDescription("What has happened.") @Nullable String event,
    @JsonPropertyDescription("What has happened: any of these.") @Nullable List<String> events,
    @JsonPropertyDescription("Or the exit code that a container has ended with.")
        @Nullable Integer exitCode,
    @JsonPropertyDescription("How long after that it is done, as a duration.")
        @Nullable String timeout) {}
