package dev.basalt.jobctl.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as Kubernetes writes them, with the mistakes that people make in them. */
final class Quantities {
  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?");
  private static final Pattern UNIT_OF_BYTES = Pattern.compile("([kKmMgGtT])[iI]?[bB]?");

  private Quantities() {}

  /** Cores, such as 2, 0.5 or 500m; null and a problem if it is wrong. */
  static @Nullable String cpu(Fields fields, String field, Object value) {
    if (value instanceof Double cores) {
      long milli = Math.round(cores * 1000);
      if (cores <= 0 || Math.abs(cores * 1000 - milli) > 1e-6) {
        fields.bad(field, cores + " is no number of cores; write such as 2, 0.5 or 500m");
        return null;
      }
      return milli % 1000 == 0 ? Long.toString(milli / 1000) : milli + "m";
    }
    String text = value.toString();
    Matcher parts = FORM.matcher(text);
    String unit = parts.matches() ? parts.group(2) : "x";
    if ((unit != null && !unit.equals("m")) || isZero(parts.group(1))) {
      fields.bad(
          field, Fields.shown(value) + " is no number of cores; write such as 2, 0.5 or 500m");
      return null;
    }
    return text;
  }

  /** Bytes, such as 512Mi or 4Gi; null and a problem if it is wrong. */
  static @Nullable String memory(Fields fields, String field, Object value) {
    String text = value.toString();
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      fields.bad(field, Fields.shown(value) + " is no amount of memory; write " + meant(text));
      return null;
    }
    if (parts.group(2) == null) {
      fields.bad(field, text + " has no unit; write " + parts.group(1) + "Gi or " + text + "Mi");
      return null;
    }
    if (parts.group(2).equals("m")) {
      fields.bad(field, text + " is thousandths of a byte; write " + parts.group(1) + "Mi");
      return null;
    }
    if (isZero(parts.group(1))) {
      fields.bad(field, text + " is nothing; write such as 512Mi or 4Gi");
      return null;
    }
    return text;
  }

  /** An amount of anything else; null and a problem if it is wrong. */
  static @Nullable String other(Fields fields, String field, @Nullable Object value) {
    String text = value == null ? null : Fields.scalar(value);
    if (text == null || !FORM.matcher(text).matches()) {
      fields.bad(field, Fields.shown(value) + " is no amount; write such as 1, 500m or 4Gi");
      return null;
    }
    return text;
  }

  private static boolean isZero(String number) {
    return number.chars().allMatch(digit -> digit == '0' || digit == '.');
  }

  /** What somebody meant who wrote 4gb or 512MB. */
  private static String meant(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    Matcher unit = UNIT_OF_BYTES.matcher(text.substring(end).strip());
    if (end == 0 || !unit.matches()) {
      return "such as 512Mi or 4Gi";
    }
    String letter = unit.group(1).toUpperCase(java.util.Locale.ROOT);
    return text.substring(0, end) + letter + "i";
  }
}
