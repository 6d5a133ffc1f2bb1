@NullMarked
package dev.basalt.jobctl.follow;

import org.jspecify.annotations.NullMarked;
