package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Who may use a zone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeZoneSpec(
    @JsonPropertyDescription("The only ones that may use the zone; absent means anybody.")
        @Nullable ReservedFor reservedFor,
    @JsonPropertyDescription(
            "Lends room that jobs of the zone do not need; absent means that none is lent.")
        @Nullable Lend lend,
    @JsonPropertyDescription(
            "Labels of the nodes that belong to the zone; absent means those whose label basalt.dev/zone is its name.")
        @Nullable LabelSelector selector) {}
