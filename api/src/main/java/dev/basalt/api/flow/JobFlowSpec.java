package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs that run in the order of their dependencies. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobFlowSpec(
    @JsonPropertyDescription("The jobs.") @Nullable List<Flow> flows,
    @JsonPropertyDescription("Whether the jobs are kept once all have succeeded: retain or delete.")
        @Default("retain")
        @Nullable String jobRetainPolicy) {}
