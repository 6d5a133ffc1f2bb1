package dev.basalt.testkit.build;

/** One program of the control plane. */
public enum Part {
  ETCD("etcd", GoModule.ETCD, "go.etcd.io/etcd/server/v3"),
  API_SERVER("kube-apiserver", GoModule.KUBERNETES, "k8s.io/kubernetes/cmd/kube-apiserver"),
  CONTROLLER_MANAGER(
      "kube-controller-manager",
      GoModule.KUBERNETES,
      "k8s.io/kubernetes/cmd/kube-controller-manager"),
  /** Plays the kubelets of nodes that do not exist. */
  KWOK("kwok", GoModule.KWOK, "sigs.k8s.io/kwok/cmd/kwok"),
  /** Kubernetes' own scheduler: no part of a cluster of ours, built for races against it. */
  SCHEDULER("kube-scheduler", GoModule.KUBERNETES, "k8s.io/kubernetes/cmd/kube-scheduler"),
  /** Runs pods in earnest, where this machine has a container runtime. */
  KUBELET("kubelet", GoModule.KUBELET, "k8s.io/kubernetes/cmd/kubelet"),
  /** Keeps the namespaces of a pod open. */
  PAUSE("pause", GoModule.PAUSE, ".");

  private final String program;
  private final GoModule module;
  private final String goPackage;

  Part(String program, GoModule module, String goPackage) {
    this.program = program;
    this.module = module;
    this.goPackage = goPackage;
  }

  /** The name of the executable. */
  public String program() {
    return program;
  }

  GoModule module() {
    return module;
  }

  String goPackage() {
    return goPackage;
  }
}
