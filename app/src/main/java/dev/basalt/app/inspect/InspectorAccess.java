package dev.basalt.app.inspect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.inspector.InspectorClient;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which inspector a command asks, and as whom. */
public final class InspectorAccess {
  /** How answers are printed. */
  public enum Output {
    TABLE,
    JSON
  }

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--inspector",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9443",
      description = "The scheduler's inspector.")
  private String target = "127.0.0.1:9443";

  @Option(
      names = "--inspector-ca",
      paramLabel = "FILE",
      description = "Certificates to trust, in PEM; without it, those of the JDK.")
  private @Nullable Path authorities;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Your Kubernetes token; without it, that of the kubeconfig.")
  private @Nullable Path tokenFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How to print the answer.")
  private Output output = Output.TABLE;

  /**
   * Asks, and closes the connection.
   *
   * @throws CommandFailure if the inspector cannot be reached, turns the call away or knows nothing
   */
  <T> T ask(Function<InspectorClient, T> question) {
    try (InspectorClient client = new InspectorClient(target, authorities, token())) {
      return question.apply(client);
    } catch (StatusRuntimeException e) {
      throw new CommandFailure("inspector " + target + ": " + InspectorClient.reason(e), e);
    } catch (IOException e) {
      throw new CommandFailure("--inspector-ca " + authorities + ": " + e.getMessage(), e);
    }
  }

  /** An answer as it is asked for: as JSON, or as text. */
  <M extends MessageOrBuilder> String print(M message, Function<M, String> asText) {
    if (output == Output.TABLE) {
      return asText.apply(message);
    }
    try {
      return JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(message) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without extensions can always be printed", e);
    }
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      return api.access().token();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new CommandFailure("--token-file " + tokenFile + " cannot be read", e);
    }
  }
}
