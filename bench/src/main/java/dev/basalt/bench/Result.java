package dev.basalt.bench;

/**
 * One run of one contestant.
 *
 * @param contestant who
 * @param seconds from the start of its process to the last binding seen
 * @param bindingSeconds from the first binding seen to the last
 * @param cpuSeconds of its process, to the last binding
 * @param peakMebibytes of its process
 * @param bound pods bound in the end
 * @param overcommittedNodes nodes whose pods ask for more than they have
 * @param partialGangs gangs bound in part
 */
record Result(
    String contestant,
    double seconds,
    double bindingSeconds,
    double cpuSeconds,
    long peakMebibytes,
    int bound,
    int overcommittedNodes,
    int partialGangs) {

  double podsPerSecond() {
    return bound / seconds;
  }
}
