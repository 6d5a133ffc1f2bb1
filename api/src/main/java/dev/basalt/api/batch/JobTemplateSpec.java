package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/** What the jobs of a cron job are made from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobTemplateSpec(
    @JsonPropertyDescription("Labels and annotations of the jobs.")
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @Nullable ObjectMeta metadata,
    @JsonPropertyDescription("Their spec.") @Nullable JobSpec spec) {}
