package dev.basalt.app.demo;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The display for where standard output goes: live on a terminal, else plain lines. */
final class DisplayChoice implements AutoCloseable {
  private final Display display;
  private final @Nullable Terminal terminal;

  private DisplayChoice(Display display, @Nullable Terminal terminal) {
    this.display = display;
    this.terminal = terminal;
  }

  /** Looks at this process's terminal, if it has one. */
  static DisplayChoice forThisTerminal() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (console.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
      return plain();
    }
    Charset charset = console.get().charset();
    try {
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(true).encoding(charset).build();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        terminal.close();
        return plain();
      }
      Glyphs glyphs = charset.equals(StandardCharsets.UTF_8) ? Glyphs.UNICODE : Glyphs.ASCII;
      Frame frame = new Frame(glyphs, System.getenv("NO_COLOR") == null);
      return new DisplayChoice(new LiveDisplay(terminal, frame), terminal);
    } catch (IOException e) {
      return plain();
    }
  }

  Display display() {
    return display;
  }

  /** Sets the terminal back. */
  @Override
  public void close() {
    display.close();
    if (terminal != null) {
      try {
        terminal.close();
      } catch (IOException e) {
        // The picture is over and the cursor shows: nothing is lost with the handle.
      }
    }
  }

  private static DisplayChoice plain() {
    return new DisplayChoice(new PlainDisplay(System.out), null);
  }
}
