package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What jobs of a flow must pass for others to begin. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Probe(
    @JsonPropertyDescription("Requests that must be answered.")
        @Nullable List<HttpProbe> httpGetList,
    @JsonPropertyDescription("Ports that must be open.") @Nullable List<TcpProbe> tcpSocketList,
    @JsonPropertyDescription("Phases that tasks must have reached.")
        @Nullable List<TaskStatusProbe> taskStatusList) {}
