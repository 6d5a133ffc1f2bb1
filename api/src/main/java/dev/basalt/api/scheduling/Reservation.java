package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes that are locked for a queue. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Reservation(
    @JsonPropertyDescription("Names of the locked nodes.") @Nullable List<String> nodes,
    @JsonPropertyDescription("What is idle on the locked nodes in sum, by resource.")
        @Nullable Map<String, Quantity> resource) {}
