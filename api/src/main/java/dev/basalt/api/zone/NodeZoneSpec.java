package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Who may use a zone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeZoneSpec(
    @JsonPropertyDescription("The only ones that may use the zone; absent means anybody.")
        @Nullable ReservedFor reservedFor,
    @JsonPropertyDescription(
            "Lends room that jobs of the zone do not need; absent means that none is lent.")
        @Nullable Lend lend) {}
