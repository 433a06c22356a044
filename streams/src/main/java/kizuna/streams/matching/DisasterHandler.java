package kizuna.streams.matching;

import java.text.Normalizer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;

/** Decides facts about the content of a disaster (災害): declared, widened, corrected. */
final class DisasterHandler {

  /** Disasters of the same hazard within this time may be the same. */
  static final Duration ALIKE_WITHIN = Duration.ofDays(3);

  /** A disaster that began longer ago needs a confirmation. */
  static final Duration LONG_AGO = Duration.ofDays(366);

  /** Words of drills and tests, but not コンテスト. */
  private static final Pattern DRILL_WORDS =
      Pattern.compile(
          "訓練|演習|試験|(?<!コン)テスト|(?<![a-z])(drill|exercise|test|training|kunren)(?![a-z])",
          Pattern.CASE_INSENSITIVE);

  private final DecisionContext c;
  private final DisasterEffects effects;

  DisasterHandler(DecisionContext c) {
    this.c = c;
    this.effects = new DisasterEffects(c);
  }

  Decision declared(Fact.DisasterDeclared f) {
    Disaster before = c.state.register().disaster(f.disaster().id());
    boolean reopens = f.passedOn() && before != null && before.ended();
    Optional<Reason> no =
        unknownPlaces(f.disaster().id(), f.disaster().struck())
            .or(() -> c.authority.mayDeclare(f.disaster().struck()))
            .or(
                () ->
                    reopens
                        ? Optional.empty()
                        : c.disasterOver(f.disaster().id(), f.disaster().id()))
            .or(() -> c.idLeft(f.disaster().id()))
            .or(() -> struckByOthers(f.disaster().id(), f.disaster().struck(), before))
            .or(() -> before == null && !f.confirmedNew() ? alike(f.disaster()) : Optional.empty())
            .or(() -> f.confirmedUnusual() ? Optional.empty() : unusual(f.disaster()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(
        new Fact.DisasterDeclared(
            f.disaster().declaredBy(c.report.body()),
            f.confirmedNew(),
            f.confirmedUnusual(),
            f.passedOn()));
    effects.recallsLikely(f.disaster().struck());
    if (reopens && before != null) {
      effects.restoreOffers(before.id());
    }
    return c.accepted(f.disaster().id());
  }

  private Optional<Reason> unknownPlaces(String id, Set<String> struck) {
    Set<String> unknown = new TreeSet<>(struck);
    unknown.removeIf(code -> c.state.register().knows(code));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reason.Unknown(RejectionCode.UNKNOWN_MUNICIPALITY, id, List.copyOf(unknown), null));
  }

  /**
   * A desk declares itself and neighbours that only receive. A struck lender lends no more, so only
   * the lender itself or the coordinator declares it.
   */
  private Optional<Reason> struckByOthers(String id, Set<String> codes, @Nullable Disaster before) {
    Set<String> others = new TreeSet<>(codes);
    others.removeAll(before == null ? Set.of() : before.struck());
    return reportedForOthers(id, others);
  }

  /** Only a municipality itself or the coordinator declares whether it was struck. */
  private Optional<Reason> reportedForOthers(String id, Set<String> codes) {
    String own = c.report.body();
    if (c.report.role() != Role.DESK && c.report.role() != Role.WARD) {
      return Optional.empty();
    }
    Set<String> others = new TreeSet<>(codes);
    others.removeIf(
        code ->
            code.equals(own)
                || (!c.state.register().isLender(code)
                    && code.substring(0, 2).equals(own.substring(0, 2))));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reason.StruckByOthers(id, c.report.networkId(), List.copyOf(others)));
  }

  /**
   * A declared disaster that may be the same; a declaration passed on by another network is sure.
   */
  private Optional<Reason> alike(Disaster d) {
    if (c.report.role() == Role.SYSTEM) {
      return Optional.empty();
    }
    return c.state.register().disasters().stream()
        .filter(known -> !known.ended() && areAlike(known, d))
        .min(
            Comparator.comparing(
                    (Disaster known) -> Duration.between(known.struckAt(), d.struckAt()).abs())
                .thenComparing(Disaster::id))
        .map(known -> new Reason.DisasterDeclared(d.id(), known.id(), known.name()));
  }

  private static boolean areAlike(Disaster one, Disaster other) {
    return plain(one.name()).equals(plain(other.name()))
        || (one.hazard() == other.hazard()
            && Duration.between(one.struckAt(), other.struckAt()).abs().compareTo(ALIKE_WITHIN)
                <= 0);
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .replaceAll("\\s", "")
        .toLowerCase(Locale.ROOT);
  }

  /** Probably not a real report: a drill in the live log, or a mistyped year. */
  private Optional<Reason> unusual(Disaster d) {
    if (c.report.role() == Role.SYSTEM || !c.report.forReal()) {
      return Optional.empty();
    }
    String name = Normalizer.normalize(d.name(), Normalizer.Form.NFKC);
    if (DRILL_WORDS.matcher(name).find()) {
      return Optional.of(new Reason.LooksLikeDrill(d.id(), d.name()));
    }
    if (d.struckAt().isBefore(c.state.clock().minus(LONG_AGO))) {
      return Optional.of(
          Reason.day(
              RejectionCode.STRUCK_LONG_AGO,
              d.id(),
              java.time.LocalDate.ofInstant(c.state.clock().minus(LONG_AGO), NetworkView.JAPAN),
              null,
              java.time.LocalDate.ofInstant(d.struckAt(), NetworkView.JAPAN)));
    }
    return Optional.empty();
  }

  Decision corrected(Fact.DisasterCorrected f) {
    Disaster d = c.state.register().disaster(f.disasterId());
    Optional<Reason> no = effects.unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Set<String> more = new TreeSet<>(f.alsoStruck());
    more.removeAll(d.struck());
    Set<String> less = new TreeSet<>(f.notStruck());
    less.retainAll(d.struck());
    Set<String> named = new TreeSet<>(more);
    named.addAll(less);
    // A body may remove itself; other corrections need the declarer or the coordinator.
    boolean onlyItself =
        named.equals(Set.of(c.report.body()))
            && f.name() == null
            && f.hazard() == null
            && f.struckAt() == null;
    no =
        unknownPlaces(d.id(), f.alsoStruck())
            .or(
                () ->
                    onlyItself ? c.authority.mayActAs(c.report.body()) : c.authority.mayReportOn(d))
            .or(() -> reportedForOthers(d.id(), named))
            .or(() -> c.disasterOver(d.id(), d.id()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (more.isEmpty() && less.containsAll(d.struck())) {
      return c.no(RejectionCode.NOBODY_STRUCK, d.id());
    }
    Set<String> coveredBefore = covered(d.id());
    c.note(f);
    effects.recallsLikely(more);
    basisChanged(d.id(), coveredBefore);
    Set<String> freed = new TreeSet<>();
    less.forEach(code -> freed.addAll(c.freeOffersOf(code)));
    c.matcher.rematch(Set.of(), freed, MatchTrigger.STAFF_FREED);
    if (f.hazard() != null && f.hazard() != d.hazard()) {
      // Agreements cover hazards: other agreements may apply now.
      c.matcher.rematchFitting(effects.openFor(d.id()), MatchTrigger.AGREEMENT_CAME);
    }
    return c.accepted(d.id());
  }

  /** Ids of a disaster's promised dispatches with an agreement that covers it. */
  private Set<String> covered(String disasterId) {
    Set<String> ids = new TreeSet<>();
    for (Dispatch d : c.state.network().dispatches()) {
      if (d.disasterId().equals(disasterId)
          && d.state().isPromised()
          && Basis.lost(c.state, d).isEmpty()) {
        ids.add(d.id());
      }
    }
    return ids;
  }

  /**
   * Promised and absent people stay; a notice informs the lender that the agreement does not cover
   * it.
   */
  private void basisChanged(String disasterId, Set<String> coveredBefore) {
    coveredBefore.removeAll(covered(disasterId));
    coveredBefore.forEach(id -> c.noticeBasisChanged(c.state.dispatchOf(id)));
  }
}
