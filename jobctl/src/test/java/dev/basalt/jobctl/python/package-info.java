@NullMarked
package dev.basalt.jobctl.python;

import org.jspecify.annotations.NullMarked;
