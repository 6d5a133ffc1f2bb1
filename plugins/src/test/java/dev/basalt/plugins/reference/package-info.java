/** The engine with its plugins against a naive scheduler that shares no code with it. */
@NullMarked
package dev.basalt.plugins.reference;

import org.jspecify.annotations.NullMarked;
