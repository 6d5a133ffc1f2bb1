@NullMarked
package dev.basalt.jobctl;

import org.jspecify.annotations.NullMarked;
