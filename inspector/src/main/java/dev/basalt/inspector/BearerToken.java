package dev.basalt.inspector;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Takes the caller's token out of the metadata. */
final class BearerToken implements ServerInterceptor {
  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  static final String PREFIX = "Bearer ";

  private static final Context.Key<String> TOKEN = Context.key("token");

  /** The token of the call that this thread serves, null if it sent none. */
  static @Nullable String current() {
    return TOKEN.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String header = headers.get(HEADER);
    Context context = Context.current();
    if (header != null && header.startsWith(PREFIX)) {
      context = context.withValue(TOKEN, header.substring(PREFIX.length()).strip());
    }
    return Contexts.interceptCall(context, call, headers, next);
  }
}
