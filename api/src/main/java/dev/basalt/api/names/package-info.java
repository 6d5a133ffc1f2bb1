/**
 * Names that Basalt shares with its users and with other tools: schedulers, annotations, labels.
 */
@NullMarked
package dev.basalt.api.names;

import org.jspecify.annotations.NullMarked;
