package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that must have started or ended before another begins. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DependsOn(
    @JsonPropertyDescription("The names of the tasks.") @Nullable List<String> name,
    @JsonPropertyDescription("Whether any or all of them must have.") @Nullable String iteration) {}
