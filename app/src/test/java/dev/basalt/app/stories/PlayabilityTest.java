package dev.basalt.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.stories.StoryFiles.StoryFile;
import dev.basalt.sim.story.RealRun.Turn;
import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryFormatException;
import dev.basalt.sim.story.StoryReader;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which stories can be made of real objects: those that are marked, and of every folder some. */
class PlayabilityTest {
  @Test
  void markedStoriesCanBePlayedOnARealApiServer() throws IOException {
    for (StoryFile file : StoryFiles.all()) {
      if (file.story().real().turn() == Turn.ALWAYS) {
        assertThat(Playability.whyNot(file.story())).as(file.name()).isEqualTo(Optional.empty());
      }
    }
  }

  @Test
  void everyFolderHasAStoryThatIsPlayedThereWithEveryBuild() throws IOException {
    Set<String> folders =
        StoryFiles.all().stream().map(PlayabilityTest::folder).collect(Collectors.toSet());
    Set<String> covered =
        StoryFiles.all().stream()
            .filter(file -> file.story().real().turn() == Turn.ALWAYS)
            .map(PlayabilityTest::folder)
            .collect(Collectors.toSet());
    assertThat(covered).isEqualTo(folders);
  }

  @Test
  void whatARealApiServerCannotHoldIsRefusedByName() throws StoryFormatException {
    assertThat(whyNot("nodes: [{problem: a status that cannot be read}]")).contains("node node");
    assertThat(whyNot("nodes: [{cpu: 1}]\njobs: [{name: j, replaced: true}]"))
        .contains("pod default/j-0: replaced");
    assertThat(whyNot("nodes: [{cpu: 1}]\njobs: [{name: j, unsupported: spec.volumes}]"))
        .contains("pod default/j-0");
    assertThat(whyNot("queues: [{name: q, problem: bad}]")).contains("queue q");
    assertThat(whyNot("pods: [{name: mayNot}]")).contains("pod mayNot: names are lower-case");
    assertThat(whyNot("kubelets: {release: 1m}")).contains("kubelets");
    assertThat(whyNot("nodes: [{cpu: 1}]\nclaims: [{name: c}]"))
        .contains("claim default/c: binding");
    assertThat(whyNot("disruptionBudgets: [{name: b, selector: {}, minAvailable: 1}]"))
        .contains("PutDisruptionBudget");
    assertThat(whyNot("nodes: [{name: n}]\npods: [{name: p, nominated: n}]"))
        .contains("pod default/p");
    assertThat(
            whyNot(
                """
                configuration: |
                  actions: "enqueue, allocate"
                  tiers:
                  - plugins:
                    - {name: fairshare, arguments: {fairshare.userFrom: "label:example.com/team"}}
                """))
        .contains("userFrom");
  }

  private static String whyNot(String content) throws StoryFormatException {
    Story story =
        StoryReader.parse(
            "a.yaml", content + "\nstory: s\nstands: s\nexpect: [{at: 1s, bound: 0}]\n");
    return Playability.whyNot(story).orElse("nothing");
  }

  private static String folder(StoryFile file) {
    return file.name().substring(0, file.name().indexOf('/'));
  }
}
