/**
 * What absent fields mean. Admission sets them where it can; the controllers read every object as
 * if it had.
 */
@NullMarked
package dev.basalt.controllers.defaults;

import org.jspecify.annotations.NullMarked;
