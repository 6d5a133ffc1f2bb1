package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods of one kind within a job. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskSpec(
    @JsonPropertyDescription("The task's name; its pods are named after it.")
        @Pattern(Syntax.LABEL)
        @Size(max = Syntax.MAX_LABEL)
        @Nullable String name,
    @JsonPropertyDescription("How many pods the task has.") @Min(0) @Nullable Integer replicas,
    @JsonPropertyDescription("How many of them must be placed before the job starts.") @Min(0)
        @Nullable Integer minAvailable,
    @JsonPropertyDescription("What its pods are made from.")
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @Nullable PodTemplateSpec template,
    @JsonPropertyDescription("What happens when, for this task.")
        @Nullable List<LifecyclePolicy> policies,
    @JsonPropertyDescription("How its pods want their CPUs placed on the NUMA topology of a node.")
        @Nullable String topologyPolicy,
    @JsonPropertyDescription("How many restarts of its containers make the task fail.") @Min(0)
        @Nullable Integer maxRetry,
    @JsonPropertyDescription("Other tasks that must have started or ended first.")
        @Nullable DependsOn dependsOn,
    @JsonPropertyDescription("Divides the task into partitions that are placed together.")
        @Nullable PartitionPolicy partitionPolicy) {}
