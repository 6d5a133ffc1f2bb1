package dev.basalt.api.bus;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks a controller to do something with an object, once. The kind has no spec: its fields are at
 * the top level.
 */
@Group(VolcanoNames.BUS_GROUP)
@Version("v1alpha1")
@AdditionalPrinterColumn(name = "ACTION", jsonPath = ".action")
@AdditionalPrinterColumn(name = "TARGET", jsonPath = ".target.name")
@JsonClassDescription("Asks a controller to do something with an object, once.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Command extends CustomResource<Void, Void> implements Namespaced {
  @JsonPropertyDescription("What is to be done.")
  private @Nullable String action;

  @JsonPropertyDescription("With which object of the same namespace.")
  private @Nullable OwnerReference target;

  @JsonPropertyDescription("The cause, as one word for programs.")
  private @Nullable String reason;

  @JsonPropertyDescription("The cause, as a sentence for people.")
  private @Nullable String message;

  @Override
  @JsonIgnore
  public @Nullable Void getSpec() {
    return null;
  }

  @Override
  @JsonIgnore
  public @Nullable Void getStatus() {
    return null;
  }

  public @Nullable String getAction() {
    return action;
  }

  public void setAction(@Nullable String action) {
    this.action = action;
  }

  public @Nullable OwnerReference getTarget() {
    return target;
  }

  public void setTarget(@Nullable OwnerReference target) {
    this.target = target;
  }

  public @Nullable String getReason() {
    return reason;
  }

  public void setReason(@Nullable String reason) {
    this.reason = reason;
  }

  public @Nullable String getMessage() {
    return message;
  }

  public void setMessage(@Nullable String message) {
    this.message = message;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Command that
        && super.equals(that)
        && Objects.equals(action, that.action)
        && Objects.equals(target, that.target)
        && Objects.equals(reason, that.reason)
        && Objects.equals(message, that.message);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), action, target, reason, message);
  }
}
