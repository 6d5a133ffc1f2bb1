package dev.basalt.app.demo;

import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;

/** Redraws pictures in place. The cursor is hidden meanwhile, and shown again whatever happens. */
final class LiveDisplay implements Display {
  private static final long PERIOD_MILLIS = 200;
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final Size ASSUMED = Size.of(80, 24);

  private final Terminal terminal;
  private final Frame frame;
  private final PrintWriter out;
  private final Attributes before;
  private volatile Size size;
  private int drawn;
  private boolean closed;

  LiveDisplay(Terminal terminal, Frame frame) {
    this.terminal = terminal;
    this.frame = frame;
    this.out = terminal.writer();
    this.before = terminal.getAttributes();
    this.size = measured();
    terminal.handle(Terminal.Signal.WINCH, signal -> size = measured());
    Attributes quiet = new Attributes(before);
    quiet.setLocalFlag(LocalFlag.ECHO, false);
    terminal.setAttributes(quiet);
    out.print(HIDE_CURSOR);
    out.flush();
  }

  @Override
  public long periodMillis() {
    return PERIOD_MILLIS;
  }

  /** The heading of each picture says it. */
  @Override
  public void begin(String heading) {}

  @Override
  public synchronized void show(Picture picture) {
    if (closed) {
      return;
    }
    Size current = size;
    List<String> lines = frame.lines(picture, current.getColumns(), current.getRows());
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(Math.min(drawn, current.getRows() - 1)).append("A\r");
    }
    for (String line : lines) {
      text.append(line).append(CLEAR_REST_OF_LINE).append("\r\n");
    }
    out.print(text.append(CLEAR_BELOW));
    out.flush();
    drawn = lines.size();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    out.print(SHOW_CURSOR);
    out.flush();
    terminal.setAttributes(before);
  }

  private Size measured() {
    Size now = terminal.getSize();
    return now.getColumns() <= 0 || now.getRows() <= 0 ? ASSUMED : now;
  }
}
