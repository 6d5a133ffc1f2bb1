package dev.basalt.sim.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays every story in the folder {@code stories} of the repository. */
class StoriesTest {
  private static final Path FOLDER = Path.of("..", "stories");

  @TestFactory
  List<DynamicTest> everyStoryComesAsExpected() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(file ->
              DynamicTest.dynamicTest(
                  FOLDER.relativize(file).toString(),
                  file.toUri(),
                  () -> assertThat(StoryRunner.run(StoryReader.read(file))).isEmpty()))
          .toList();
    }
  }
}
