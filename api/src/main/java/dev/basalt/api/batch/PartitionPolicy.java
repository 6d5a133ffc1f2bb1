package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.scheduling.NetworkTopology;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Divides a task into partitions of equal size. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PartitionPolicy(
    @JsonPropertyDescription("How many partitions there are.") @Min(1)
        @Nullable Integer totalPartitions,
    @JsonPropertyDescription("How many pods one partition has.") @Min(1)
        @Nullable Integer partitionSize,
    @JsonPropertyDescription("How many partitions must be placed before the job starts.")
        @Min(0)
        @Default("0")
        @Nullable Integer minPartitions,
    @JsonPropertyDescription("How far apart in the network the pods of one partition may be.")
        @Nullable NetworkTopology networkTopology) {}
