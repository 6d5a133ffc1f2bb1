package dev.basalt.exporter.view;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class Heard implements Happenings {
  final List<String> all = new ArrayList<>();

  @Override
  public void podEnded(String queue, boolean failed, String reason) {
    all.add("pod ended " + queue + " " + failed + " " + reason);
  }

  @Override
  public void jobStarted(String queue, String user, long waitedSeconds) {
    all.add("job started " + queue + " " + user + " " + waitedSeconds);
  }

  @Override
  public void jobEnded(String queue, String user, String phase, long seconds) {
    all.add("job ended " + queue + " " + user + " " + phase + " " + seconds);
  }

  @Override
  public void gangPlaced(String queue, long waitedSeconds) {
    all.add("gang placed " + queue + " " + waitedSeconds);
  }

  @Override
  public void gangAdmitted(String queue, long waitedSeconds) {
    all.add("gang admitted " + queue + " " + waitedSeconds);
  }
}
