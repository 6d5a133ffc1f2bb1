@NullMarked
package dev.basalt.watchdog.view;

import org.jspecify.annotations.NullMarked;
