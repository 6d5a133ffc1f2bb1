@NullMarked
package dev.basalt.app.watchdog;

import org.jspecify.annotations.NullMarked;
