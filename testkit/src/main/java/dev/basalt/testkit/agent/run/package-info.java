/**
 * Runs the commands of containers as processes of this machine: real exit codes, output, signals
 * and memory limits, without a container runtime. Images are never pulled; commands see this
 * machine's programs and files.
 *
 * <p><b>For tests and demonstrations only.</b> Whoever may create pods in the cluster runs programs
 * here as the user of this JVM. Nothing is isolated but what {@link
 * dev.basalt.testkit.agent.run.Jail} says about mounts, and logs are served to every user of this
 * machine.
 */
@NullMarked
package dev.basalt.testkit.agent.run;

import org.jspecify.annotations.NullMarked;
