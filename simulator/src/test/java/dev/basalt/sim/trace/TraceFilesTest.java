package dev.basalt.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.NodeAffinity.Expression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFilesTest {
  private static final String HEADING =
      "name,queue,class,submit_seconds,duration_seconds,pods,min_member,cpu,memory\n";

  @TempDir private Path folder;

  @Test
  void csvJobsComeInTheOrderOfTheirTimes() throws Exception {
    Trace trace =
        read(
            "t.csv",
            HEADING
                + "late,b,train,60.5,3600,8,8,2,4Gi\n"
                + "\n"
                + "\"early, first\",,,0,75,100,,500m,1Gi\n");

    assertThat(trace.jobs()).extracting(TraceJob::name).containsExactly("early, first", "late");
    TraceJob early = trace.jobs().getFirst();
    assertThat(early.queue()).isEqualTo("default");
    assertThat(early.workClass()).isEqualTo("jobs");
    assertThat(early.minMember()).isEqualTo(1);
    assertThat(early.shape().requests().get("cpu")).isEqualTo(500);
    TraceJob late = trace.jobs().getLast();
    assertThat(late.submitNanos()).isEqualTo(60_500_000_000L);
    assertThat(late.durationNanos()).isEqualTo(3_600_000_000_000L);
    assertThat(late.gang()).isTrue();
    assertThat(trace.queues())
        .extracting(TraceQueue::name)
        .containsExactlyInAnyOrder("b", "default");
    assertThat(trace.nodes()).isEmpty();
  }

  @Test
  void onlyTheColumnsWithoutADefaultMustBeThere() throws Exception {
    Trace trace = read("t.csv", "name,submit_seconds,duration_seconds,cpu,memory\na,0,1,1,1Gi\n");

    assertThat(trace.pods()).isEqualTo(1);
  }

  @Test
  void jsonLinesBringNodesQueuesAndJobs() throws Exception {
    Trace trace =
        read(
            "t.jsonl",
            """
            {"kind": "queue", "name": "gold", "weight": 3, "capability": {"cpu": "10"}}
            {"kind": "nodes", "name": "gpu", "count": 2, "labels": {"zone": "a"}, "allocatable": {"cpu": "8", "memory": "64Gi", "pods": 110, "nvidia.com/gpu": 4}}
            {"name": "train", "queue": "gold", "submit_seconds": 1.5, "duration_seconds": 60, "pods": 4, "min_member": 4, "priority": 7, "requests": {"cpu": 2, "nvidia.com/gpu": "1"}, "node_selector": {"zone": "a"}}
            """);

    assertThat(trace.nodes()).extracting(TraceNode::name).containsExactly("gpu-0000", "gpu-0001");
    assertThat(trace.nodes().getFirst().allocatable().get("nvidia.com/gpu")).isEqualTo(4);
    assertThat(trace.queues().getFirst().capability().get("cpu")).isEqualTo(10_000);
    TraceJob job = trace.jobs().getFirst();
    assertThat(job.shape().nodeSelector()).isEqualTo(Map.of("zone", "a"));
    assertThat(job.priority()).isEqualTo(7);
    assertThat(job.minMember()).isEqualTo(4);
  }

  @Test
  void alibabasColumnsBecomeGpuSharesModelsAndQueues() throws Exception {
    write(
        "nodes.csv",
        "sn,cpu_milli,memory_mib,gpu,model\nn1,64000,262144,2,P100\nn2,96000,1024,0,\n");
    write(
        "pods.csv",
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
            + "deletion_time,scheduled_time\n"
            + "p1,12000,16384,1,460,,LS,Running,10,110,30\n"
            + "p2,6000,12288,2,1000,T4|P100,BE,Failed,5,25,\n");

    Trace trace = TraceFiles.read(folder);

    assertThat(trace.nodes().getFirst().allocatable().get("basalt.dev/gpu-milli")).isEqualTo(2000);
    assertThat(trace.nodes().getFirst().labels()).isEqualTo(Map.of("basalt.dev/gpu-model", "P100"));
    TraceJob two = trace.jobs().getFirst();
    assertThat(two.name()).isEqualTo("p2");
    assertThat(two.queue()).isEqualTo("be");
    assertThat(two.durationNanos()).isEqualTo(20_000_000_000L);
    assertThat(two.shape().requests().get("basalt.dev/gpu-milli")).isEqualTo(2000);
    assertThat(two.shape().affinity().required().getFirst().expressions())
        .flatExtracting(Expression::values)
        .containsExactly("T4", "P100");
    TraceJob one = trace.jobs().getLast();
    assertThat(one.durationNanos()).isEqualTo(80_000_000_000L);
    assertThat(one.shape().requests().get("basalt.dev/gpu-milli")).isEqualTo(460);
    assertThat(trace.notices()).singleElement().asString().contains("thousandths");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      textBlock =
          """
          a,q,c,-1,1,1,1,1,1Gi  # line 2, column submit_seconds: must be seconds from 0
          a,q,c,x,1,1,1,1,1Gi   # line 2, column submit_seconds: must be a number, not "x"
          a,q,c,NaN,1,1,1,1,1Gi # line 2, column submit_seconds: must be seconds from 0
          a,q,c,0,1,2,3,1,1Gi   # line 2, column min_member: must be a whole number from 1 to 2
          a,q,c,0,1,0,1,1,1Gi   # line 2, column pods: must be a whole number from 1
          a,q,c,0,1,1,1,1x,1Gi  # line 2, column cpu:
          ,q,c,0,1,1,1,1,1Gi    # line 2, column name: is missing or empty
          a,q,c,0,1,1,1,1       # line 2: has 8 values, the heading has 9 columns
          "a,q,c,0,1,1,1,1,1Gi  # line 2: has a quote that does not end
          """)
  void aBadCsvLineIsRefusedWithItsPlaceAndTheRemedy(String line, String message) {
    assertThatThrownBy(() -> read("t.csv", HEADING + line + "\n"))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageStartingWith("t.csv, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      textBlock =
          """
          not json                                  # line 1: is not a JSON object
          {"name": "a"                              # line 1: is not a JSON object
          {"kind": "pod"}                           # line 1, column kind: must be job, queue or nodes
          {"name": "a", "request": {}}              # line 1, column request: unknown; known are
          {"name": "a", "submit_seconds": 0}        # line 1, column requests: is missing
          {"name": "a", "requests": "2"}            # line 1, column requests: must be a map
          {"kind": "nodes", "allocatable": {"cpu": 1}} # line 1, column allocatable: lacks memory
          {"kind": "queue", "name": "a", "weight": 0} # line 1, column weight: must be a whole number
          """)
  void aBadJsonLineIsRefusedWithItsPlaceAndTheRemedy(String line, String message) {
    assertThatThrownBy(() -> read("t.jsonl", line + "\n"))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageStartingWith("t.jsonl, " + message);
  }

  @Test
  void aNameThatIsTwiceIsRefusedAtTheSecondPlace() {
    String line = "a,q,c,0,1,1,1,1,1Gi\n";
    assertThatThrownBy(() -> read("t.csv", HEADING + line + line))
        .hasMessage("t.csv, line 3, column name: \"a\" is there already; names must be unique");
  }

  @Test
  void aFileOfOtherColumnsOrWithoutJobsIsRefused() {
    assertThatThrownBy(() -> read("t.csv", "some,thing\n1,2\n"))
        .hasMessageContaining("simulate.md");
    assertThatThrownBy(() -> read("t.csv", HEADING))
        .hasMessage("t.csv: has no job; add a line for each");
    assertThatThrownBy(() -> read("t.csv", "")).hasMessageContaining("has no heading");
    assertThatThrownBy(() -> TraceFiles.read(folder.resolve("none.csv")))
        .isInstanceOf(IOException.class);
  }

  private Trace read(String name, String text) throws TraceFormatException, IOException {
    return TraceFiles.read(write(name, text));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
