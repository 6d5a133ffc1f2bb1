@NullMarked
package dev.basalt.jobctl.manifest;

import org.jspecify.annotations.NullMarked;
