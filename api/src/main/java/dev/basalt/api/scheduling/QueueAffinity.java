package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Groups of nodes that a queue's pods go to or keep away from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueAffinity(
    @JsonPropertyDescription("Node groups that the queue's pods go to.")
        @Nullable NodeGroupTerms nodeGroupAffinity,
    @JsonPropertyDescription("Node groups that the queue's pods keep away from.")
        @Nullable NodeGroupTerms nodeGroupAntiAffinity) {}
