/** A node that runs pods in earnest: a kubelet with a container runtime, on this machine. */
@NullMarked
package dev.basalt.testkit.kubelet;

import org.jspecify.annotations.NullMarked;
