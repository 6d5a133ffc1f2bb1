package dev.basalt.testkit.agent.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of a pod's containers, and {@code $(NAME)} in their commands. */
public final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]*)\\)");

  private final String namespace;
  private final ObjectSource objects;
  private final DownwardFields fields;

  Variables(String namespace, ObjectSource objects, DownwardFields fields) {
    this.namespace = namespace;
    this.objects = objects;
    this.fields = fields;
  }

  /**
   * All variables of a container, on top of some that every container has.
   *
   * @throws NotReadyException if an object or a key is missing that is not optional
   */
  SequencedMap<String, String> of(Container container, Map<String, String> base)
      throws NotReadyException {
    SequencedMap<String, String> variables = new LinkedHashMap<>(base);
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      all(source).forEach((key, value) -> variables.put(prefix + key, value));
    }
    for (EnvVar variable : container.getEnv()) {
      String value =
          variable.getValueFrom() == null
              ? expand(variable.getValue() == null ? "" : variable.getValue(), variables)
              : value(variable.getValueFrom(), container.getName());
      if (value != null) {
        variables.put(variable.getName(), value);
      }
    }
    return variables;
  }

  /** Text with {@code $(NAME)} replaced where there is such a variable; {@code $$} is a dollar. */
  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> {
          String name = found.group(1);
          String value = name == null ? "$" : variables.getOrDefault(name, found.group());
          return Matcher.quoteReplacement(value);
        });
  }

  private Map<String, String> all(EnvFromSource source) throws NotReadyException {
    if (source.getConfigMapRef() != null) {
      return configMap(
          source.getConfigMapRef().getName(),
          Boolean.TRUE.equals(source.getConfigMapRef().getOptional()));
    }
    if (source.getSecretRef() != null) {
      return secret(
          source.getSecretRef().getName(),
          Boolean.TRUE.equals(source.getSecretRef().getOptional()));
    }
    return Map.of();
  }

  private @Nullable String value(EnvVarSource source, String container) throws NotReadyException {
    if (source.getFieldRef() != null) {
      return fields.field(source.getFieldRef().getFieldPath());
    }
    if (source.getResourceFieldRef() != null) {
      return fields.resource(source.getResourceFieldRef(), container);
    }
    if (source.getConfigMapKeyRef() != null) {
      boolean optional = Boolean.TRUE.equals(source.getConfigMapKeyRef().getOptional());
      String name = source.getConfigMapKeyRef().getName();
      return key(
          configMap(name, optional),
          "configmap",
          name,
          source.getConfigMapKeyRef().getKey(),
          optional);
    }
    if (source.getSecretKeyRef() != null) {
      boolean optional = Boolean.TRUE.equals(source.getSecretKeyRef().getOptional());
      String name = source.getSecretKeyRef().getName();
      return key(
          secret(name, optional), "secret", name, source.getSecretKeyRef().getKey(), optional);
    }
    return null;
  }

  private @Nullable String key(
      Map<String, String> values, String kind, String name, String key, boolean optional)
      throws NotReadyException {
    String value = values.get(key);
    if (value == null && !optional) {
      throw new NotReadyException(
          "couldn't find key %s in %s %s/%s".formatted(key, kind, namespace, name));
    }
    return value;
  }

  private Map<String, String> configMap(String name, boolean optional) throws NotReadyException {
    ConfigMap map = objects.configMap(namespace, name);
    if (map == null) {
      return missing("configmap", name, optional);
    }
    return map.getData() == null ? Map.of() : map.getData();
  }

  private Map<String, String> secret(String name, boolean optional) throws NotReadyException {
    Secret secret = objects.secret(namespace, name);
    if (secret == null) {
      return missing("secret", name, optional);
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach((key, value) ->
              values.put(
                  key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return values;
  }

  private static Map<String, String> missing(String kind, String name, boolean optional)
      throws NotReadyException {
    if (!optional) {
      throw new NotReadyException("%s \"%s\" not found".formatted(kind, name));
    }
    return Map.of();
  }

  /** A command's words, as the program gets them. */
  public static List<String> expand(List<String> words, Map<String, String> variables) {
    return words.stream().map(word -> expand(word, variables)).toList();
  }
}
