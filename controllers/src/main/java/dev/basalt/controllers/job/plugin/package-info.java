/**
 * Job plugins: what a job may ask for by name to be put into its pods and beside them. Names,
 * variables, keys and paths are those of Volcano's plugins, as programs in pods rely on them.
 */
@NullMarked
package dev.basalt.controllers.job.plugin;

import org.jspecify.annotations.NullMarked;
