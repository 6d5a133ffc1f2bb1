package dev.basalt.app;

import java.util.concurrent.CountDownLatch;

/** What a command does whose process lives until it is told to end. */
public final class UntilStopped {
  private UntilStopped() {}

  /**
   * Waits until the JVM is told to end, and lets that wait until what ran has ended cleanly.
   *
   * @param end ends what runs, and returns when it has ended
   * @return the exit code
   */
  public static int run(Runnable end) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  end.run();
                  stopped.countDown();
                }));
    stopped.await();
    return 0;
  }
}
