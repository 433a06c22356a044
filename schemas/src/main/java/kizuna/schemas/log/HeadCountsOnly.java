package kizuna.schemas.log;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Selects the part of a log that may be exported: who requests, offers and sends how many people,
 * and when. Counts what it leaves out.
 *
 * <ul>
 *   <li>accounts, duty desks with their telephones, and denials of access: no decision depends on
 *       them
 *   <li>free texts (damage, place, route, reasons, remarks, numbers of documents): a placeholder
 *       replaces them, and no decision depends on them
 *   <li>the next tier of a network: a forwarded request would reach another log at a time that
 *       depends on the speed; the log already contains forwarded requests as facts
 *   <li>changes of the rules: today's rules decide a replayed log
 *   <li>duplicates, and facts from before their network was formed
 * </ul>
 */
public final class HeadCountsOnly {

  /** Stands in the place of a free text. */
  public static final String LEFT_OUT = "（省略）";

  private static final Set<String> TEXTS =
      Set.of("damage", "place", "route", "reason", "remark", "documentNumber");
  private static final Set<FactKind> KINDS =
      Set.of(FactKind.DUTY_DESK_PUBLISHED, FactKind.ACCESS_DENIED, FactKind.RULES_ADOPTED);

  private final EventIdLines ids = new EventIdLines();
  private final Set<String> formed = new HashSet<>();
  private final Map<FactKind, Long> kinds = new EnumMap<>(FactKind.class);
  private final Map<String, Long> texts = new TreeMap<>();
  private int read;
  private long repeated;
  private long unformed;
  private long nextTiers;

  /** A copy of a fact that may leave; empty: the whole fact stays. */
  public Optional<Fact> of(Fact fact) {
    read++;
    if (KINDS.contains(fact.getKind())) {
      kinds.merge(fact.getKind(), 1L, Long::sum);
      return Optional.empty();
    }
    if (fact.getNetworkFormed() != null) {
      formed.add(fact.getNetworkId());
    } else if (!formed.contains(fact.getNetworkId())) {
      unformed++;
      return Optional.empty();
    }
    if (ids.put(fact.getEventId(), read) != 0) {
      repeated++;
      return Optional.empty();
    }
    Fact copy = SpecificData.get().deepCopy(Fact.getClassSchema(), fact);
    clear(copy, "account");
    replaceTexts(FactForm.bodyOf(copy));
    return withoutNextTier(copy);
  }

  private void replaceTexts(SpecificRecordBase body) {
    for (Schema.Field field : body.getSchema().getFields()) {
      if (TEXTS.contains(field.name())
          && body.get(field.pos()) instanceof String text
          && !text.equals(LEFT_OUT)) {
        body.put(field.pos(), LEFT_OUT);
        texts.merge(field.name(), 1L, Long::sum);
      }
    }
  }

  private Optional<Fact> withoutNextTier(Fact fact) {
    NetworkFormed network = fact.getNetworkFormed();
    NetworkTermsChanged terms = fact.getNetworkTermsChanged();
    if (network != null && network.getEscalatesTo() != null) {
      clear(network, "escalatesTo");
      nextTiers++;
    } else if (terms != null && terms.getEscalatesTo() != null) {
      clear(terms, "escalatesTo");
      nextTiers++;
      boolean empty =
          terms.getSchema().getFields().stream().allMatch(f -> terms.get(f.pos()) == null);
      return empty ? Optional.empty() : Optional.of(fact);
    }
    return Optional.of(fact);
  }

  private static void clear(SpecificRecordBase record, String field) {
    record.put(record.getSchema().getField(field).pos(), null);
  }

  /** Facts that were looked at. */
  public int read() {
    return read;
  }

  /** Facts of kinds that stay. */
  public Map<FactKind, Long> kinds() {
    return Map.copyOf(kinds);
  }

  /** Free texts that were replaced, by field. */
  public Map<String, Long> texts() {
    return new TreeMap<>(texts);
  }

  /** Facts that came again. */
  public long repeated() {
    return repeated;
  }

  /** Facts that came before their network was formed. */
  public long unformed() {
    return unformed;
  }

  /** Networks' next tiers that were taken out. */
  public long nextTiers() {
    return nextTiers;
  }
}
