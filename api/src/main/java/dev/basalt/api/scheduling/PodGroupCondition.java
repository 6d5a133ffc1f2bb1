package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What was last found out about a gang under one heading. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupCondition(
    @JsonPropertyDescription("The heading: Scheduled or Unschedulable.") @Nullable String type,
    @JsonPropertyDescription("True, False or Unknown.") @Nullable String status,
    @JsonPropertyDescription("The scheduling session that last changed the condition.")
        @Nullable String transitionID,
    @JsonPropertyDescription("When the status last changed.") @Nullable String lastTransitionTime,
    @JsonPropertyDescription("The cause, as one word for programs.") @Nullable String reason,
    @JsonPropertyDescription("The cause, as a sentence for people.") @Nullable String message) {
  /** Type of the condition that is True once the gang has been placed. */
  public static final String SCHEDULED = "Scheduled";

  /** Type of the condition that is True while the gang cannot be placed. */
  public static final String UNSCHEDULABLE = "Unschedulable";
}
