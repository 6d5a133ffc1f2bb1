package dev.basalt.jobctl.manifest;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Kubernetes replaces {@code $(NAME)} in commands, arguments and variables, and makes one dollar of
 * two. What people write is to arrive as it is, so a dollar that would begin either is doubled.
 */
final class Dollars {
  private static final Pattern READ_BY_KUBERNETES = Pattern.compile("\\$(?=[$(])");

  private Dollars() {}

  static String kept(String text) {
    return READ_BY_KUBERNETES.matcher(text).replaceAll("\\$\\$");
  }

  static List<String> kept(List<String> words) {
    return words.stream().map(Dollars::kept).toList();
  }
}
