package dev.basalt.testkit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The go executable here is a shell script that writes down what it is asked to build. */
class ControlPlaneBinariesTest {
  @TempDir private Path folder;
  private Path builds;
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void installGo() throws IOException {
    builds = folder.resolve("builds");
    go(
        """
        case "$1 $2" in
          "env GOCACHE") printf '%%s\\n%%s\\n' "${GOCACHE-off}" "${GOMODCACHE-}" ;;
          "env GOVERSION") printf 'go1.26.8\\nlinux\\namd64\\n' ;;
          build*)
            test -s go.mod && test -s go.sum || exit 1
            echo "$GOCACHE $GOMODCACHE $CGO_ENABLED $*" >> '%s'
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$(dirname "$2")" && echo program > "$2" && chmod +x "$2" ;;
        esac
        """
            .formatted(builds));
  }

  private void go(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path go = bin.resolve("go");
    Files.writeString(go, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ControlPlaneBinaries binaries() {
    return new ControlPlaneBinaries(
        folder.resolve("cache"), Map.of("PATH", folder.resolve("bin").toString()), progress::add);
  }

  @Test
  void buildsEachPartOnceAndFindsItAgain() throws Exception {
    Map<Part, Path> first = binaries().get(EnumSet.of(Part.ETCD, Part.KWOK));
    Map<Part, Path> second = binaries().get(EnumSet.of(Part.ETCD, Part.KWOK));

    assertThat(second).isEqualTo(first);
    assertThat(first.values()).allSatisfy(program -> assertThat(program).isExecutable());
    assertThat(builds).content().hasLineCount(2);
    assertThat(progress)
        .anySatisfy(line -> assertThat(line).contains("building etcd (1 of 2)"))
        .anySatisfy(line -> assertThat(line).contains("built kwok in"));
  }

  @Test
  void concurrentRequestsBuildOnce() throws Exception {
    Callable<Map<Part, Path>> request = () -> binaries().get(EnumSet.of(Part.ETCD));
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Map<Part, Path>> done : pool.invokeAll(Collections.nCopies(8, request))) {
        assertThat(done.get()).containsOnlyKeys(Part.ETCD);
      }
    }

    assertThat(builds).content().hasLineCount(1);
  }

  @Test
  void givesGoCachesOfItsOwnWhereItHasNone() throws Exception {
    binaries().get(EnumSet.of(Part.ETCD));

    String cache = folder.resolve("cache").toString();
    assertThat(builds)
        .content()
        .startsWith(cache + "/go-build " + cache + "/go-mod 0 build -trimpath");
  }

  @Test
  void aFailedBuildShowsTheCompilersLastWordsAndLeavesNothingBehind() throws Exception {
    go(
        """
        case "$1 $2" in
          "env GOCACHE") printf 'off\\n\\n' ;;
          "env GOVERSION") printf 'go1.26.8\\nlinux\\namd64\\n' ;;
          build*) echo 'undefined: everything'; exit 2 ;;
        esac
        """);

    assertThatThrownBy(() -> binaries().get(EnumSet.of(Part.KWOK)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("go build of kwok failed")
        .hasMessageContaining("undefined: everything");
    try (var files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("kwok", "go.mod");
    }
  }

  @Test
  void saysWhatIsMissingWhereGoIsTooOld() throws Exception {
    go("echo 'go: go.mod requires go >= 1.26.0 (running go 1.19.8)' >&2; exit 1\n");

    assertThat(binaries().whyNot())
        .hasValueSatisfying(why ->
            assertThat(why)
                .contains("running go 1.19.8", "install Go 1.26 or newer")
                .doesNotContain("\n"));
  }

  @Test
  void programsOfDifferentGoVersionsDoNotMeet() throws Exception {
    Path first = binaries().get(EnumSet.of(Part.ETCD)).get(Part.ETCD);
    Path go = folder.resolve("bin/go");
    Files.writeString(go, Files.readString(go).replace("go1.26.8", "go1.27.0"));

    assertThat(binaries().get(EnumSet.of(Part.ETCD)).get(Part.ETCD)).isNotEqualTo(first);
  }

  @Test
  void kubernetesIsToldItsVersion() {
    assertThat(GoModule.kubernetesVersion()).matches("v1\\.\\d+\\.\\d+");
    assertThat(GoModule.KUBERNETES.linkerFlags())
        .contains("version.gitVersion=" + GoModule.kubernetesVersion())
        .contains("version.gitMajor=1 ");
  }
}
