package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another cluster that a queue's jobs may be handed to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExtendCluster(
    @JsonPropertyDescription("The cluster's name.") @Nullable String name,
    @JsonPropertyDescription("How much of the queue's work it gets, relative to the others.")
        @Nullable Integer weight,
    @JsonPropertyDescription("The most it takes, by resource.")
        @Nullable Map<String, Quantity> capacity) {}
