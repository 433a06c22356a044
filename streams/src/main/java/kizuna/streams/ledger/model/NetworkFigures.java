package kizuna.streams.ledger.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import kizuna.states.LenderLoad;
import org.jspecify.annotations.Nullable;

/**
 * A network in figures.
 *
 * @param away persons of each lender who are away, by code
 * @param sequence position of its newest decision
 * @param decisionHash hash of that decision, hex; it chains all before it
 */
public record NetworkFigures(
    String networkId,
    String name,
    LedgerFigures sums,
    List<LenderLoad> loads,
    Map<String, Integer> away,
    long sequence,
    @Nullable Instant decidedAt,
    String decisionHash) {}
