package kizuna.streams.ledger.model;

import java.time.LocalDate;
import kizuna.facts.DisasterDeclared;
import org.jspecify.annotations.Nullable;

/** A disaster in one network. */
public record DisasterEntry(
    String networkId, DisasterDeclared declared, String declaredBy, @Nullable LocalDate endedOn) {}
