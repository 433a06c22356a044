package kizuna.streams.ledger.model;

/**
 * A disaster in one network, in figures.
 *
 * @param sums of the requests and the dispatches for it; its decisions and rejections are not
 *     counted
 */
public record DisasterFigures(DisasterEntry disaster, LedgerFigures sums) {}
