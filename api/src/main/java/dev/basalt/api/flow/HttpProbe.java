package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import org.jspecify.annotations.Nullable;

/** A request that a task's pods must answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HttpProbe(
    @JsonPropertyDescription("The task.") @Nullable String taskName,
    @JsonPropertyDescription("The path.") @Nullable String path,
    @JsonPropertyDescription("The port.") @Min(1) @Max(65535) @Nullable Integer port,
    @JsonPropertyDescription("A header of the request.") @Nullable HTTPHeader httpHeader) {}
