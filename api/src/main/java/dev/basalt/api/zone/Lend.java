package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** To whom a zone lends its room while its own jobs do not need it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Lend(
    @JsonPropertyDescription("Zones whose jobs may use the room.") @Nullable List<String> toZones,
    @JsonPropertyDescription(
            "Seconds that pods of other zones keep the room once a job of this zone needs it; 0, the default, is at once.")
        @Min(0)
        @Nullable Integer noticeSeconds) {}
