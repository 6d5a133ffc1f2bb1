@NullMarked
package dev.basalt.webhook.server;

import org.jspecify.annotations.NullMarked;
