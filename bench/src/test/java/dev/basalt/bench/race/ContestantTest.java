package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestantTest {
  @TempDir private Path folder;

  private Contestant parse(String entry) {
    return Contestant.parse(entry, folder.resolve("basalt"), () -> folder.resolve("kube"));
  }

  private Path program() throws IOException {
    Path program = Files.createFile(folder.resolve("program"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  void volcanoIsNamedByItsProgramWithPeriodAndConfigurationWhereTheyAreGiven() throws Exception {
    Path program = program();
    Path configuration = Files.createFile(folder.resolve("conf"));
    List<String> plain = parse("volcano=" + program).command(folder, folder, false);
    assertThat(plain)
        .startsWith(program.toString())
        .contains("--leader-elect=false")
        .noneMatch(word -> word.startsWith("--schedule-period"));
    Contestant quick = parse("volcano@200ms=" + program + ":" + configuration);
    assertThat(quick.name()).isEqualTo("volcano, 200ms");
    assertThat(quick.command(folder, folder, true))
        .contains(
            "--schedule-period=200ms", "--scheduler-conf=" + configuration, "--leader-elect=true");
  }

  @Test
  void basaltRunsWithOtherOptionsOfTheJvmUnderANameThatSaysSo() throws Exception {
    Contestant other = parse("basalt=-XX:TieredStopAtLevel=4 -Xmn64m");
    assertThat(other.name()).isEqualTo("basalt, -XX:TieredStopAtLevel=4 -Xmn64m");
    assertThat(other.command(folder, folder, false))
        .contains("BASALT_JAVA_OPTIONS=-XX:TieredStopAtLevel=4 -Xmn64m")
        .contains(folder.resolve("basalt").toString());
  }

  @Test
  void whatCannotStartIsRefusedBeforeTheRace() throws Exception {
    Path program = program();
    assertThatThrownBy(() -> parse("volcano"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("volcano=BINARY");
    assertThatThrownBy(() -> parse("volcano=" + folder.resolve("nothing")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is no program");
    assertThatThrownBy(() -> parse("volcano=" + program + ":" + folder.resolve("nothing")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheValidOnes() {
    assertThatThrownBy(() -> parse("yunikorn"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("basalt[=JVM_OPTIONS], kube-scheduler, volcano");
  }
}
