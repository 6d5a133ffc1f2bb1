@NullMarked
package dev.basalt.core.cron;

import org.jspecify.annotations.NullMarked;
