package dev.basalt.jobctl.view;

import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command prints to: results to out, what happens meanwhile to err. Colours and lines that
 * are drawn over only where a person looks.
 *
 * @param colours whether out takes colours
 * @param live whether err is a terminal
 * @param width columns of the terminal
 */
public record Screen(PrintWriter out, PrintWriter err, boolean colours, boolean live, int width) {
  private static final int WIDTH = 100;

  /** Colours of phases. */
  private static final Map<String, String> PHASES =
      Map.ofEntries(
          Map.entry("Completed", "32"),
          Map.entry("Succeeded", "32"),
          Map.entry("Succeed", "32"),
          Map.entry("Open", "32"),
          Map.entry("Running", "36"),
          Map.entry("Pending", "33"),
          Map.entry("Restarting", "33"),
          Map.entry("Closing", "33"),
          Map.entry("Closed", "33"),
          Map.entry("Aborting", "35"),
          Map.entry("Aborted", "35"),
          Map.entry("Failed", "31"),
          Map.entry("Terminated", "31"),
          Map.entry("Terminating", "31"));

  private static final String[] SHARDS = {"36", "33", "32", "35", "34", "96", "93", "92", "95"};

  /**
   * For this process. The launcher says in {@code JOBCTL_TERMINAL} what is a terminal, {@code
   * out,err}: the JVM can only tell of both streams together.
   */
  public static Screen of(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    String terminal = environment.getOrDefault("JOBCTL_TERMINAL", "");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    String plain = environment.getOrDefault("NO_COLOR", "");
    String columns = environment.getOrDefault("COLUMNS", "");
    return new Screen(
        out,
        err,
        terminal.contains("out") && plain.isEmpty() && !dumb,
        terminal.contains("err") && !dumb,
        columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : WIDTH);
  }

  /** The colour of a phase around a text. */
  public String phase(String phase, String text) {
    return painted(PHASES.getOrDefault(phase, ""), text);
  }

  /** A text that stands out. */
  public String bold(String text) {
    return painted("1", text);
  }

  /** A text that steps back. */
  public String faint(String text) {
    return painted("2", text);
  }

  /** The colour of a shard, so that lines of the same one are seen to belong together. */
  public String shard(int shard, String text) {
    return painted(SHARDS[Math.floorMod(shard, SHARDS.length)], text);
  }

  private String painted(String code, String text) {
    return colours && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
