/** What all roles share: a process to run in, endpoints, and what a cluster must have. */
@NullMarked
package dev.basalt.app.role;

import org.jspecify.annotations.NullMarked;
