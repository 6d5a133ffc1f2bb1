/** Sessions and statements: hooks combined by tiers, decisions applied with an undo log. */
@NullMarked
package dev.basalt.core.session;

import org.jspecify.annotations.NullMarked;
