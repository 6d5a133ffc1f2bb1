package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a queue is entitled to. Resource maps go from resource name to quantity. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueSpec(
    @JsonPropertyDescription("Share of the cluster relative to the other queues.")
        @Default("1")
        @Min(1)
        @Max(65535)
        @Nullable Integer weight,
    @JsonPropertyDescription("The most its pods may hold; a resource not named has no limit.")
        @Nullable Map<String, Quantity> capability,
    @JsonPropertyDescription(
            "What the queue should get under full demand; lent to others while it is idle.")
        @Nullable Map<String, Quantity> deserved,
    @JsonPropertyDescription("What is kept for the queue even while it is idle.")
        @Nullable Guarantee guarantee,
    @JsonPropertyDescription(
            "Whether other queues may take back what this one holds above its share; absent means"
                + " yes.")
        @Nullable Boolean reclaimable,
    @JsonPropertyDescription("A queue of higher priority is served first and reclaimed from last.")
        @Min(0)
        @Nullable Integer priority,
    @JsonPropertyDescription("The queue whose share this one divides; absent means root.")
        @Pattern(ObjectNameSyntax.PATTERN)
        @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String parent,
    @JsonPropertyDescription("A free word by which operators tell kinds of queues apart.")
        @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String type,
    @JsonPropertyDescription(
            "What happens behind a job that cannot start: fifo waits, traverse tries the next.")
        @Default("traverse")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable DequeueStrategy dequeueStrategy,
    @JsonPropertyDescription("Groups of nodes that the queue's pods go to or keep away from.")
        @Nullable QueueAffinity affinity,
    @JsonPropertyDescription("Other clusters that the queue's jobs may be handed to.")
        @Nullable List<ExtendCluster> extendClusters) {

  /** A queue that is described by its weight alone. */
  public static QueueSpec ofWeight(int weight) {
    return new QueueSpec(weight, null, null, null, null, null, null, null, null, null, null);
  }
}
