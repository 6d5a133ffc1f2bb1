package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be there before a job of a flow is made. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FlowDependsOn(
    @JsonPropertyDescription(
            "Jobs of the flow that must have completed, by the names of their templates.")
        @Nullable List<String> targets,
    @JsonPropertyDescription("Instead of completing, what they must pass.")
        @Nullable Probe probe) {}
