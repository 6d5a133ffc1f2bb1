package dev.basalt.core.config;

/** The arguments of action backfill. */
final class BackfillArguments {
  static final String RESERVATIONS = "reservations";
  static final String LEARN_RUN_TIMES = "learnRunTimes";

  private static final int MOST = 100;

  private BackfillArguments() {}

  static boolean knows(String key) {
    return key.equals(RESERVATIONS) || key.equals(LEARN_RUN_TIMES);
  }

  static void check(String place, String key, Object value) throws ConfigurationException {
    String text = String.valueOf(value);
    if (key.equals(RESERVATIONS) && !(text.matches("\\d{1,3}") && Integer.parseInt(text) <= MOST)) {
      throw new ConfigurationException(
          "%s: %s must be a whole number from 0 to %d, not \"%s\""
              .formatted(place, key, MOST, text));
    }
    if (key.equals(LEARN_RUN_TIMES) && !text.equals("true") && !text.equals("false")) {
      throw new ConfigurationException(
          "%s: %s must be true or false, not \"%s\"".formatted(place, key, text));
    }
  }
}
