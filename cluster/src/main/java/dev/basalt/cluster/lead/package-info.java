/**
 * Leader election on a Lease, and the fence that keeps a replica from writing once another one may
 * lead.
 */
@NullMarked
package dev.basalt.cluster.lead;

import org.jspecify.annotations.NullMarked;
