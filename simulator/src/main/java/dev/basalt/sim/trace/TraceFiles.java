package dev.basalt.sim.trace;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a trace from a file of any format we know; the format is told by name and heading. */
public final class TraceFiles {
  private static final String NODES = "nodes.csv";
  private static final String PODS = "pods.csv";

  private TraceFiles() {}

  /**
   * Reads a trace.
   *
   * @param path a {@code .jsonl} file; a CSV file; or, for Alibaba's trace, the folder of its
   *     {@code pods.csv} and {@code nodes.csv}, or that {@code pods.csv}
   * @return without nodes if the file names none
   * @throws TraceFormatException if a line cannot be used
   * @throws IOException if a file cannot be read
   */
  public static Trace read(Path path) throws TraceFormatException, IOException {
    Path file = Files.isDirectory(path) ? path.resolve(PODS) : path;
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".jsonl") || name.endsWith(".json")) {
      return BasaltTrace.jsonLines(name, lines(file));
    }
    CsvLines csv = new CsvLines(name, lines(file));
    if (BasaltTrace.owns(csv.heading())) {
      return BasaltTrace.csv(name, csv);
    }
    if (AlibabaTrace.owns(csv.heading())) {
      Path nodes = file.resolveSibling(NODES);
      if (!Files.exists(nodes)) {
        throw new TraceFormatException(name, "needs " + NODES + " beside it; put it there");
      }
      return AlibabaTrace.read("Alibaba GPU trace", csv, new CsvLines(NODES, lines(nodes)));
    }
    throw new TraceFormatException(
        name + ", line 1",
        "these are not the columns of a trace; see docs/simulate.md for them: " + csv.heading());
  }

  private static List<String> lines(Path file) throws TraceFormatException, IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new TraceFormatException(file.toString(), "is not UTF-8 text; convert it");
    }
  }
}
