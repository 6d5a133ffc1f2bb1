package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.batch.JobSpec;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import org.jspecify.annotations.Nullable;

/** What a job of a flow changes of its template. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FlowPatch(
    @JsonPropertyDescription("The fields that it changes.")
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @Nullable JobSpec jobSpec) {}
