package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a flow has come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobFlowStatus(
    @JsonPropertyDescription("Jobs that wait.") @Nullable List<String> pendingJobs,
    @JsonPropertyDescription("Jobs that run.") @Nullable List<String> runningJobs,
    @JsonPropertyDescription("Jobs that failed.") @Nullable List<String> failedJobs,
    @JsonPropertyDescription("Jobs that ended well.") @Nullable List<String> completedJobs,
    @JsonPropertyDescription("Jobs that were ended.") @Nullable List<String> terminatedJobs,
    @JsonPropertyDescription("Jobs of which nothing is known.") @Nullable List<String> unKnowJobs,
    @JsonPropertyDescription("The jobs one by one.") @Nullable List<FlowJobStatus> jobStatusList,
    @JsonPropertyDescription("The jobs by name.") @Nullable Map<String, FlowCondition> conditions,
    @JsonPropertyDescription("Where the flow stands.") @Nullable JobFlowState state) {}
