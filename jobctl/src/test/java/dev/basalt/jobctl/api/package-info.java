@NullMarked
package dev.basalt.jobctl.api;

import org.jspecify.annotations.NullMarked;
