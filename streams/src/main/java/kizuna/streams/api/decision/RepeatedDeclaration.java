package kizuna.streams.api.decision;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import kizuna.facts.DisasterDeclared;
import kizuna.schemas.JapanTime;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.query.LedgerView;

/**
 * A disaster that was declared again under its id with another name, kind or time. The rules only
 * add the municipalities that it struck; whoever declared it must learn that the rest stays.
 */
final class RepeatedDeclaration {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(JapanTime.ZONE);

  private RepeatedDeclaration() {}

  /** What stays as it was and what this declaration said; empty if both say the same. */
  static Optional<String> remark(
      String network, DisasterDeclared declared, LedgerView view, MessageCatalog words) {
    String id = view.disasterGoingOnAs(declared.getDisasterId());
    DisasterEntry entry = view.references().disaster(network + "/" + id);
    if (entry == null) {
      return Optional.empty();
    }
    DisasterDeclared stands = entry.declared();
    boolean same =
        stands.getName().equals(declared.getName())
            && stands.getHazard() == declared.getHazard()
            && stands.getStruckAt().equals(declared.getStruckAt());
    return same
        ? Optional.empty()
        : Optional.of(
            words.sentence(
                "outcome.declaredAgain",
                stands.getDisasterId(),
                text(stands, words),
                text(declared, words)));
  }

  private static String text(DisasterDeclared d, MessageCatalog words) {
    Instant struckAt = d.getStruckAt();
    return words.sentence(
        "outcome.disaster", d.getName(), words.label(d.getHazard()), MINUTE.format(struckAt));
  }
}
