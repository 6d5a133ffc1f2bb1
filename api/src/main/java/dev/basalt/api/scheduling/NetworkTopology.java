package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * How far apart in the network pods may be, in tiers of HyperNodes: the lower the tier, the closer.
 */
@ValidationRule(
    value =
        "!has(self.highestTierAllowed) || !has(self.highestTierName)"
            + " || size(self.highestTierName) == 0",
    message = "set either highestTierAllowed or highestTierName, not both")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NetworkTopology(
    @JsonPropertyDescription("hard is a condition, soft a wish.")
        @Default("hard")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable NetworkTopologyMode mode,
    @JsonPropertyDescription("The highest tier that the pods may span, by number.") @Min(0)
        @Nullable Integer highestTierAllowed,
    @JsonPropertyDescription("The highest tier that the pods may span, by name.")
        @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String highestTierName) {}
