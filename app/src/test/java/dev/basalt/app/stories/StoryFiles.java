package dev.basalt.app.stories;

import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryFormatException;
import dev.basalt.sim.story.StoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The stories of the repository. */
final class StoryFiles {
  private static final Path FOLDER = Path.of("..", "stories");

  private StoryFiles() {}

  /**
   * A story and where it is.
   *
   * @param name its path within the folder of stories
   */
  record StoryFile(String name, Path path, Story story) {}

  static List<StoryFile> all() throws IOException {
    List<StoryFile> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path path : files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
        all.add(new StoryFile(FOLDER.relativize(path).toString(), path, StoryReader.read(path)));
      }
    } catch (StoryFormatException e) {
      throw new IOException(e);
    }
    return all;
  }
}
