package dev.basalt.core.spi;

/**
 * A plugin's vote. A rejection from anyone decides at once; a permission within a tier decides
 * without asking the tiers below it; if everyone abstains the answer is yes.
 */
public enum Vote {
  PERMIT,
  ABSTAIN,
  REJECT
}
