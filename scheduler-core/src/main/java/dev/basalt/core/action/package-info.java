/** The steps of a session: who is let in, who is placed where, and who has to make room. */
@NullMarked
package dev.basalt.core.action;

import org.jspecify.annotations.NullMarked;
