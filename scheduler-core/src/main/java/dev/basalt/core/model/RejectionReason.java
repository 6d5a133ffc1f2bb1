package dev.basalt.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a node turned a pod away, by the reason that its kubelet reports. */
public enum RejectionReason {
  OUT_OF_CPU("OutOfcpu"),
  OUT_OF_MEMORY("OutOfmemory"),
  OUT_OF_PODS("OutOfpods"),
  OUT_OF_EPHEMERAL_STORAGE("OutOfephemeral-storage"),
  /** Any other resource. */
  OUT_OF_EXTENDED("OutOfextended"),
  NODE_PORTS("NodePorts"),
  NODE_AFFINITY("NodeAffinity"),
  UNEXPECTED_ADMISSION_ERROR("UnexpectedAdmissionError");

  private static final String OUT_OF = "OutOf";

  private static final Map<String, RejectionReason> BY_CODE =
      Map.of(
          OUT_OF_CPU.code, OUT_OF_CPU,
          OUT_OF_MEMORY.code, OUT_OF_MEMORY,
          OUT_OF_PODS.code, OUT_OF_PODS,
          OUT_OF_EPHEMERAL_STORAGE.code, OUT_OF_EPHEMERAL_STORAGE,
          NODE_PORTS.code, NODE_PORTS,
          NODE_AFFINITY.code, NODE_AFFINITY,
          UNEXPECTED_ADMISSION_ERROR.code, UNEXPECTED_ADMISSION_ERROR);

  private final String code;

  RejectionReason(String code) {
    this.code = code;
  }

  /** The kubelet's word; all resources beyond the usual ones have one in common. */
  public String code() {
    return code;
  }

  /** Whether the node lacked an amount of a resource. */
  public boolean outOfResource() {
    return code.startsWith(OUT_OF);
  }

  /** Whether the pod would have fitted had another been gone: a port is room too. */
  boolean lacksRoom() {
    return outOfResource() || this == NODE_PORTS;
  }

  /**
   * What a failed pod's status reason says.
   *
   * @return null if it is no rejection
   */
  static @Nullable RejectionReason of(String statusReason) {
    RejectionReason known = BY_CODE.get(statusReason);
    return known == null && statusReason.startsWith(OUT_OF) ? OUT_OF_EXTENDED : known;
  }
}
