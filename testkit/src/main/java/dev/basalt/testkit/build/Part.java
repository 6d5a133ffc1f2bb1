package dev.basalt.testkit.build;

/**
 * One program that is built from its Go module: a part of the control plane, or a tool beside it.
 */
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
  HELM("helm", GoModule.HELM, "helm.sh/helm/v4/cmd/helm"),
  PROMETHEUS("prometheus", GoModule.PROMETHEUS, "github.com/prometheus/prometheus/cmd/prometheus"),
  PROMTOOL("promtool", GoModule.PROMETHEUS, "github.com/prometheus/prometheus/cmd/promtool"),
  ALERTMANAGER(
      "alertmanager", GoModule.ALERTMANAGER, "github.com/prometheus/alertmanager/cmd/alertmanager"),
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
