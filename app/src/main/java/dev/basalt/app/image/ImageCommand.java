package dev.basalt.app.image;

import dev.basalt.app.CommandFailure;
import dev.basalt.deploy.image.Layer;
import dev.basalt.deploy.image.Licences;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the container image of this checkout. */
@Command(
    name = "image",
    description = {
      "Make the container image of this checkout, without a container engine.",
      "The file is read by docker load, ctr images import, podman load, kind load and skopeo."
    })
public final class ImageCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      defaultValue = "basalt-image.tar",
      description = {
        "The file to write; the list of what is inside goes beside it, as NAME.sbom.json.",
        "Default: ${DEFAULT-VALUE}."
      })
  private Path output = Path.of("basalt-image.tar");

  @Option(
      names = "--name",
      defaultValue = "basalt",
      description =
          "The image's name, such as registry.example.com/batch/basalt; its tag is the version."
              + " Default: ${DEFAULT-VALUE}.")
  private String name = "basalt";

  @Option(
      names = "--no-start-caches",
      description =
          "Leave out the JVM's start caches: starting takes longer, and the image comes out the"
              + " same each time as a whole.")
  private boolean noStartCaches;

  @Option(
      names = "--licences",
      description = "Print the licences of what others wrote, as docs/licences.md has them.")
  private boolean licences;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String root = System.getProperty("basalt.root");
    if (root == null) {
      throw new CommandFailure("images are made from a checkout; run ./basalt image there");
    }
    BasaltImage image = new BasaltImage(Path.of(root), System.err::println);
    if (licences) {
      System.out.print(Licences.markdown(image.libraries()));
      return 0;
    }
    Path file = output.toAbsolutePath();
    Path work = Files.createTempDirectory(file.getParent(), "image-");
    try {
      print(image.make(name, !noStartCaches, work, file));
    } catch (IOException e) {
      throw new CommandFailure("no image: " + e.getMessage(), e);
    } finally {
      ControlPlaneBinaries.deleteTree(work);
    }
    return 0;
  }

  private static void print(BasaltImage.Made made) {
    for (Layer layer : made.layers()) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "%-13s %6.1f MB (%6.1f MB unpacked)  %s",
              layer.name(),
              layer.size() / 1e6,
              layer.fullSize() / 1e6,
              layer.digest()));
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: %.1f MB of at most %.0f, %s",
            made.archive(),
            made.size() / 1e6,
            BasaltImage.LIMIT / 1e6,
            made.digest()));
    System.out.println(made.billOfMaterials() + ": what is inside");
  }
}
