package kizuna.streams.processing;

import java.time.Instant;
import java.util.List;
import kizuna.decisions.SealedBooks;
import kizuna.decisions.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A decision with its records, ready to be applied and written. It has not changed anything yet.
 *
 * @param sequence position in the network's log of decisions
 * @param decidedAt the log's time
 * @param seal of the state before the first decision of these rules; null: the rules did not change
 * @param events its dispatch events in wire format
 * @param wire the decision in wire format, with its hash
 */
record RecordedDecision(
    AdmittedFact admitted,
    HostedNetwork network,
    long sequence,
    FactOutcome outcome,
    Instant decidedAt,
    @Nullable SealedBooks seal,
    List<byte[]> events,
    byte[] wire,
    Sha256 hash) {}
