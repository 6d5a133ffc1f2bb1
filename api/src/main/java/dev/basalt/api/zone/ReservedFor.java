package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may use a reserved zone: whoever is of one of the queues, or of one of the classes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReservedFor(
    @JsonPropertyDescription("Queues whose jobs may use the zone.") @Nullable List<String> queues,
    @JsonPropertyDescription("Priority classes of PodGroups that may use the zone.")
        @Nullable List<String> priorityClasses) {}
