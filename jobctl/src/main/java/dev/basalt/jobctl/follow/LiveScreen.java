package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.view.Screen;

/**
 * Prints lines, and on a terminal one more that is drawn over: how far the job has come. Lines of
 * several threads stay whole.
 */
public final class LiveScreen {
  private static final String ERASE = "\r\u001b[K";

  private final Screen screen;
  private String progress = "";

  /** Nothing is printed yet. */
  public LiveScreen(Screen screen) {
    this.screen = screen;
  }

  /** The screen below. */
  public Screen screen() {
    return screen;
  }

  /** A line of a result, to out. */
  public synchronized void line(String text) {
    erase();
    screen.out().println(text);
    if (screen.out().checkError()) {
      throw new ClosedException();
    }
    draw();
  }

  /** A line about what happens, to err. */
  public synchronized void note(String text) {
    erase();
    screen.err().println(text);
    screen.err().flush();
    draw();
  }

  /** The line that is drawn over; empty for none. Nothing is shown where nobody looks. */
  public synchronized void progress(String text) {
    if (!screen.live() || text.equals(progress)) {
      return;
    }
    erase();
    progress = text.length() > screen.width() ? text.substring(0, screen.width()) : text;
    draw();
  }

  private void erase() {
    if (!progress.isEmpty()) {
      screen.err().print(ERASE);
      screen.err().flush();
    }
  }

  private void draw() {
    if (!progress.isEmpty()) {
      screen.err().print(progress);
      screen.err().flush();
    }
  }

  /** Whoever read out has gone: {@code jobctl logs -f | head}. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
