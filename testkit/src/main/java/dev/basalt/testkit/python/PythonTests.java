package dev.basalt.testkit.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The tests of a Python project, run with pytest in a virtual environment of their own: with the
 * machine's {@code python3}, and with what {@code tests/requirements.txt} names in the versions of
 * {@code tests/constraints.txt}.
 */
public final class PythonTests {
  /** System property: {@code none} if Python is to be left alone. */
  public static final String PROPERTY = "basalt.python";

  private static final String CHECK =
      "import sys, venv, ensurepip; print(sys.version); sys.exit(sys.version_info < (3, 10))";
  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(10);
  private static final String STAMP = "basalt-requirements.txt";

  private final Path project;
  private final Path environment;

  private PythonTests(Path project, Path environment) {
    this.project = project;
    this.environment = environment;
  }

  /**
   * Sets up the environment, unless it is there already and nothing has changed.
   *
   * @param project the folder of pyproject.toml
   * @param environment the folder of the environment, which is this class's alone
   * @throws PythonUnavailableException if there is no python3 from 3.10 on with venv, or {@link
   *     #PROPERTY} forbids it
   * @throws IllegalStateException if the packages cannot be installed
   */
  public static PythonTests prepare(Path project, Path environment) {
    Path folder = project.toAbsolutePath().normalize();
    Path tests = folder.resolve("tests");
    Path there = environment.toAbsolutePath().normalize();
    try {
      String stamp =
          version()
              + Files.readString(tests.resolve("requirements.txt"))
              + Files.readString(tests.resolve("constraints.txt"));
      Path written = there.resolve(STAMP);
      if (!Files.exists(written) || !Files.readString(written).equals(stamp)) {
        install(tests, there);
        Files.writeString(written, stamp);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up " + there, e);
    }
    return new PythonTests(folder, there);
  }

  /**
   * Runs pytest.
   *
   * @param variables further environment variables
   * @param limit after which it is ended, and has failed
   * @param arguments of pytest
   * @return what it printed, in which the last line sums up
   * @throws AssertionError with what it printed, if a test fails
   */
  public String run(Map<String, String> variables, Duration limit, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(python(environment), "-m", "pytest", "-p", "no:cacheprovider"));
    command.addAll(List.of(arguments));
    Finished finished = finish(project, command, variables, limit);
    if (finished.code() != 0) {
      throw new AssertionError(
          "pytest ended with %d\n%s".formatted(finished.code(), finished.output()));
    }
    return finished.output();
  }

  private record Finished(int code, String output) {}

  private static String version() {
    if ("none".equals(System.getProperty(PROPERTY))) {
      throw new PythonUnavailableException("-D" + PROPERTY + "=none");
    }
    Finished finished;
    try {
      finished =
          finish(Path.of(""), List.of("python3", "-c", CHECK), Map.of(), Duration.ofMinutes(1));
    } catch (UncheckedIOException e) {
      throw new PythonUnavailableException("python3 is not installed");
    }
    if (finished.code() != 0) {
      throw new PythonUnavailableException(
          "python3 from 3.10 on with the module venv is needed; this one says: "
              + finished.output().strip().replace('\n', ' '));
    }
    return finished.output();
  }

  private static void install(Path tests, Path environment) {
    List<List<String>> steps =
        List.of(
            List.of("python3", "-m", "venv", "--clear", environment.toString()),
            List.of(
                python(environment),
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--quiet",
                "--no-compile",
                "--requirement",
                tests.resolve("requirements.txt").toString(),
                "--constraint",
                tests.resolve("constraints.txt").toString()));
    for (List<String> step : steps) {
      Finished finished = finish(tests, step, Map.of(), INSTALLED_WITHIN);
      if (finished.code() != 0) {
        throw new IllegalStateException(
            "%s failed (-D%s=none leaves the tests of Python out):\n%s"
                .formatted(String.join(" ", step), PROPERTY, finished.output()));
      }
    }
  }

  private static String python(Path environment) {
    return environment.resolve("bin/python").toString();
  }

  private static Finished finish(
      Path folder, List<String> command, Map<String, String> variables, Duration limit) {
    try {
      Path output = Files.createTempFile("python-", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("PYTHONPATH", "PYTHONHOME"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        String said = Files.readString(output);
        return ended
            ? new Finished(process.exitValue(), said)
            : new Finished(-1, said + "\nit had not ended after " + limit);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
    }
  }
}
