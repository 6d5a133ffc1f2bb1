package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** A port that a task's pods must have open. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TcpProbe(
    @JsonPropertyDescription("The task.") @Nullable String taskName,
    @JsonPropertyDescription("The port.") @Min(1) @Max(65535) @Nullable Integer port) {}
