/** The configuration file: actions, tiers, plugins and their arguments. */
@NullMarked
package dev.basalt.core.config;

import org.jspecify.annotations.NullMarked;
