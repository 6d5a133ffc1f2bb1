package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import org.jspecify.annotations.Nullable;

/** A volume that every pod of a job has. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeSpec(
    @JsonPropertyDescription("Where it is mounted.") @Size(min = 1) @Nullable String mountPath,
    @JsonPropertyDescription("The claim that it is; it must exist.") @Size(max = Syntax.MAX_NAME)
        @Nullable String volumeClaimName,
    @JsonPropertyDescription("Or what a claim of its own is made from.")
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @Nullable PersistentVolumeClaimSpec volumeClaim) {}
