@NullMarked
package dev.basalt.jobctl.request;

import org.jspecify.annotations.NullMarked;
