@NullMarked
package dev.basalt.webhook;

import org.jspecify.annotations.NullMarked;
