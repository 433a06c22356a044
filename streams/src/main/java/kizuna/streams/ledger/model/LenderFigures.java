package kizuna.streams.ledger.model;

import kizuna.facts.LenderLimitsSet;
import org.jspecify.annotations.Nullable;

/**
 * What one lender of a network bears.
 *
 * @param figures of its dispatches
 * @param share its part of all person-days of the network, 0 to 1
 * @param limits as it last set them; null: it has not
 */
public record LenderFigures(
    String networkId,
    String lender,
    LedgerFigures figures,
    double share,
    @Nullable LenderLimitsSet limits) {}
