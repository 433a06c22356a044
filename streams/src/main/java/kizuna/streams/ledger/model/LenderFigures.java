package kizuna.streams.ledger.model;

import kizuna.facts.LenderLimitsSet;
import org.jspecify.annotations.Nullable;

/**
 * The load of one lender of a network.
 *
 * @param figures of its dispatches
 * @param share its part of all person-days of the network, 0 to 1
 * @param limits its latest limits; null: none set
 */
public record LenderFigures(
    String networkId,
    String lender,
    LedgerFigures figures,
    double share,
    @Nullable LenderLimitsSet limits) {}
