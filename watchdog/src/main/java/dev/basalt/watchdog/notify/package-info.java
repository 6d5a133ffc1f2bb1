/** Who is told: Alertmanagers and webhooks, when, and what is sent to them. */
@NullMarked
package dev.basalt.watchdog.notify;

import org.jspecify.annotations.NullMarked;
