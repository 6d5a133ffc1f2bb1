package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a queue holds. Written through the status subresource only: what its pods hold by the
 * scheduler, state and counts of PodGroups by the queue controller.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueStatus(
    @JsonPropertyDescription("Whether the queue takes new work.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable QueueState state,
    @JsonPropertyDescription("What the queue's pods hold, by resource.")
        @Nullable Map<String, Quantity> allocated,
    @JsonPropertyDescription("Nodes that are locked for the queue.")
        @Nullable Reservation reservation,
    @JsonPropertyDescription("PodGroups of the queue in phase Unknown.") @Min(0)
        @Nullable Integer unknown,
    @JsonPropertyDescription("PodGroups of the queue in phase Pending.") @Min(0)
        @Nullable Integer pending,
    @JsonPropertyDescription("PodGroups of the queue in phase Running.") @Min(0)
        @Nullable Integer running,
    @JsonPropertyDescription("PodGroups of the queue in phase Inqueue.") @Min(0)
        @Nullable Integer inqueue,
    @JsonPropertyDescription("PodGroups of the queue in phase Completed.") @Min(0)
        @Nullable Integer completed) {}
