package dev.basalt.bench.bindings;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ProtoMessage;
import java.nio.charset.StandardCharsets;

/** A binding's body in one of the API server's encodings. */
enum BindingBody {
  JSON(ApiRequest.JSON) {
    @Override
    byte[] bytes(String namespace, String pod, String node) {
      return """
      {"apiVersion":"v1","kind":"Binding","metadata":{"namespace":"%s","name":"%s"},\
      "target":{"apiVersion":"v1","kind":"Node","name":"%s"}}\
      """
          .formatted(namespace, pod, node)
          .getBytes(StandardCharsets.UTF_8);
    }
  },
  PROTOBUF("application/vnd.kubernetes.protobuf") {
    @Override
    byte[] bytes(String namespace, String pod, String node) {
      return new ProtoMessage()
          .nested(1, new ProtoMessage().string(1, pod).string(3, namespace))
          .nested(2, new ProtoMessage().string(1, "Node").string(3, node).string(5, "v1"))
          .enveloped("v1", "Binding");
    }
  };

  private final String contentType;

  BindingBody(String contentType) {
    this.contentType = contentType;
  }

  abstract byte[] bytes(String namespace, String pod, String node);

  String contentType() {
    return contentType;
  }
}
