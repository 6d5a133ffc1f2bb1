package dev.basalt.deploy.dashboard;

/**
 * A query of a panel.
 *
 * @param expr in PromQL, with the variables of the dashboard
 * @param legend how its series are called, with labels as {@code {{queue}}}; in a table the title
 *     of its column
 * @param unit of its values
 * @param below drawn below the axis, with its sign turned
 */
public record Target(String expr, String legend, Unit unit, boolean below) {}
