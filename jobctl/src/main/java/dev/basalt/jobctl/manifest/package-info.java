/** Makes the job of a request: the same manifest for the same request, wherever it is made. */
@NullMarked
package dev.basalt.jobctl.manifest;

import org.jspecify.annotations.NullMarked;
