package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a zone has and holds, by the scheduler that uses it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeZoneStatus(
    @JsonPropertyDescription("Nodes of the zone that its scheduler uses.") @Min(0)
        @Nullable Integer nodes,
    @JsonPropertyDescription("What these have, by resource.")
        @Nullable Map<String, Quantity> capacity,
    @JsonPropertyDescription("What pods hold of it, by resource.")
        @Nullable Map<String, Quantity> used,
    @JsonPropertyDescription("The scheduler that uses the zone.") @Nullable String owner,
    @JsonPropertyDescription(
            "What is wrong with the object; nodes that another scheduler keeps, as NODE: OWNER, or that several zones match.")
        @Nullable List<String> conflicts) {}
