package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One job of a flow. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Flow(
    @JsonPropertyDescription("The JobTemplate that it is made from.") @Required
        @Nullable String name,
    @JsonPropertyDescription("What must be there first.") @Nullable FlowDependsOn dependsOn,
    @JsonPropertyDescription("What differs from the template.") @Nullable FlowPatch patch) {}
