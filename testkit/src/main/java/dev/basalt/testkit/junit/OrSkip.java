package dev.basalt.testkit.junit;

import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/** Tests that need a program which this machine may not be able to build. */
public final class OrSkip {
  private OrSkip() {}

  /**
   * What the supplier gives; where it cannot be had the tests are skipped, and one line on standard
   * output says why.
   *
   * @param tests what is skipped, such as {@code "tests of the chart"}
   */
  public static <T> T orSkip(String tests, Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (ControlPlaneUnavailableException e) {
      String line = tests + " skipped: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
  }
}
