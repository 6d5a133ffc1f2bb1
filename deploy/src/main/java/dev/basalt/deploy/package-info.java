/** What an operator installs, made by code. */
@NullMarked
package dev.basalt.deploy;

import org.jspecify.annotations.NullMarked;
