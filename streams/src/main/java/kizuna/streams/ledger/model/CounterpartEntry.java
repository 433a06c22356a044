package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.CounterpartAppointed;

/**
 * A lender that leads or supports at a receiver.
 *
 * @param since the log's time of the fact
 * @param by the reporter
 */
public record CounterpartEntry(
    String networkId, CounterpartAppointed appointed, Instant since, String by) {}
