@NullMarked
package dev.basalt.controllers.cron;

import org.jspecify.annotations.NullMarked;
