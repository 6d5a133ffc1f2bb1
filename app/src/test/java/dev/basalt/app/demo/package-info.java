/** Tests of the demo. */
@NullMarked
package dev.basalt.app.demo;

import org.jspecify.annotations.NullMarked;
