@NullMarked
package dev.basalt.testkit.fault;

import org.jspecify.annotations.NullMarked;
