package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a gang needs in order to start. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupSpec(
    @JsonPropertyDescription("How many pods must be placed before any of them starts.") @Min(0)
        @Nullable Integer minMember,
    @JsonPropertyDescription(
            "How many pods of each task must be placed before any pod of the group starts.")
        @Nullable Map<String, @Min(0) Integer> minTaskMember,
    @JsonPropertyDescription("The queue that the group waits in; it must exist.")
        @Default(VolcanoNames.DEFAULT_QUEUE)
        @Pattern(ObjectNameSyntax.PATTERN)
        @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String queue,
    @JsonPropertyDescription(
            "The PriorityClass that orders the group within its queue; absent means the cluster's"
                + " default.")
        @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String priorityClassName,
    @JsonPropertyDescription("What the smallest number of pods that may start needs in sum.")
        @Nullable Map<String, Quantity> minResources,
    @JsonPropertyDescription("How far apart in the network the group's pods may be.")
        @Nullable NetworkTopology networkTopology,
    @JsonPropertyDescription("Divides the group into smaller ones with rules of their own.")
        @Nullable List<SubGroupPolicy> subGroupPolicy) {

  /** A gang of at least {@code minMember} pods that waits in {@code queue}. */
  public static PodGroupSpec ofGang(String queue, int minMember) {
    return new PodGroupSpec(minMember, null, queue, null, null, null, null);
  }

  /** The same with {@code minResources}, from resource name to quantity. */
  public PodGroupSpec withMinResources(Map<String, Quantity> resources) {
    return new PodGroupSpec(
        minMember,
        minTaskMember,
        queue,
        priorityClassName,
        resources,
        networkTopology,
        subGroupPolicy);
  }
}
