package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.CounterpartAppointed;

/**
 * A lender that leads or supports at a receiver.
 *
 * @param since the log's time of the fact that said so
 * @param by who reported it
 */
public record CounterpartEntry(
    String networkId, CounterpartAppointed appointed, Instant since, String by) {}
