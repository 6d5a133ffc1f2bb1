package dev.basalt.jobctl.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads short files: YAML 1.2, in which only true and false are booleans and dates are texts. */
public final class RequestFile {
  private RequestFile() {}

  /**
   * The fields of a file.
   *
   * @throws InvalidRequestException if it is no YAML, or no map
   * @throws IOException if it cannot be read
   */
  public static Map<String, Object> fields(Path file) throws IOException, InvalidRequestException {
    return parse(file.toString(), Files.readString(file));
  }

  /**
   * The fields of a text.
   *
   * @param source what it is called in errors
   * @throws InvalidRequestException if it is no YAML, or no map
   */
  public static Map<String, Object> parse(String source, String text)
      throws InvalidRequestException {
    Object document;
    try {
      document =
          new Load(LoadSettings.builder().setSchema(new CoreSchema()).setLabel(source).build())
              .loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new InvalidRequestException(List.of(source + place + ": " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new InvalidRequestException(List.of(source + ": " + e.getMessage()));
    }
    if (!(document instanceof Map<?, ?> map)) {
      throw new InvalidRequestException(
          List.of(source + ": must be a map of fields, such as image: python:3.12"));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return fields;
  }
}
