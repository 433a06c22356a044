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
import java.util.stream.StreamSupport;
import kizuna.streams.state.Change;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/** Facts about disasters (災害): declared, widened, joined. */
final class DisasterFacts {

  /** Two of the same hazard that struck no further apart may be the same. */
  static final Duration ALIKE_WITHIN = Duration.ofDays(3);

  /** What struck longer ago is asked about. */
  static final Duration LONG_AGO = Duration.ofDays(366);

  /**
   * Requests, offers and dispatches that one joining may rewrite. All of them are one transaction,
   * which the broker aborts after 10 s.
   */
  static final int MOST_MOVED = 10_000;

  /** Words of drills and tests; コンテスト is none. */
  private static final Pattern DRILL_WORDS =
      Pattern.compile(
          "訓練|演習|試験|(?<!コン)テスト|(?<![a-z])(drill|exercise|test|training|kunren)(?![a-z])",
          Pattern.CASE_INSENSITIVE);

  private final Case c;

  DisasterFacts(Case c) {
    this.c = c;
  }

  Decision declared(Fact.DisasterDeclared f) {
    Disaster before = c.books.register().disaster(f.disaster().id());
    boolean goesOn = f.passedOn() && before != null && before.ended();
    Optional<Reason> no =
        unknownPlaces(f.disaster().id(), f.disaster().struck())
            .or(() -> c.authority.mayDeclare(f.disaster().struck()))
            .or(
                () ->
                    goesOn
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
    recallsLikely(f.disaster().struck());
    if (goesOn && before != null) {
      offersStandAgain(before.id());
    }
    return c.accepted(f.disaster().id());
  }

  /** Offers that were for a disaster only, and ended with it. */
  private void offersStandAgain(String disasterId) {
    Set<String> stand = new TreeSet<>();
    for (OfferUse book : inOrder(c.books.network().offers(), b -> b.offer().id())) {
      if (disasterId.equals(book.offer().disasterId())
          && book.offer().end() == Offer.End.DISASTER_OVER) {
        c.books.apply(new Change.OfferPut(book.offer().ended(Offer.End.NONE)));
        stand.add(book.offer().id());
      }
    }
    c.matcher.rematch(Set.of(), stand, MatchTrigger.OFFER_CAME);
  }

  /** Lenders that were struck may recall whom they have promised or away. */
  private void recallsLikely(Set<String> struck) {
    for (String code : new TreeSet<>(struck)) {
      int away = c.books.register().isLender(code) ? personsPromised(code) : 0;
      if (away > 0) {
        c.notice(new Notice(Notice.Code.RECALL_LIKELY, code, c.report.networkId(), null, away));
      }
    }
  }

  private Optional<Reason> unknownPlaces(String id, Set<String> struck) {
    Set<String> unknown = new TreeSet<>(struck);
    unknown.removeIf(code -> c.books.register().knows(code));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reason.Unknown(RejectionCode.UNKNOWN_MUNICIPALITY, id, List.copyOf(unknown), null));
  }

  /**
   * A desk speaks for itself and for its neighbours that only receive: a lender that is struck
   * lends nothing any more, so it says so itself, or the coordinator does.
   */
  private Optional<Reason> struckByOthers(String id, Set<String> codes, @Nullable Disaster before) {
    Set<String> others = new TreeSet<>(codes);
    others.removeAll(before == null ? Set.of() : before.struck());
    return saidOfOthers(id, others);
  }

  /** Whether others were struck or not, only they themselves and the coordinator say. */
  private Optional<Reason> saidOfOthers(String id, Set<String> codes) {
    String own = c.report.body();
    if (c.report.role() != Role.DESK && c.report.role() != Role.WARD) {
      return Optional.empty();
    }
    Set<String> others = new TreeSet<>(codes);
    others.removeIf(
        code ->
            code.equals(own)
                || (!c.books.register().isLender(code)
                    && code.substring(0, 2).equals(own.substring(0, 2))));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reason.StruckByOthers(id, c.report.networkId(), List.copyOf(others)));
  }

  /** One that is declared already and may be the same; what another network passes on is sure. */
  private Optional<Reason> alike(Disaster d) {
    if (c.report.role() == Role.SYSTEM) {
      return Optional.empty();
    }
    return c.books.register().disasters().stream()
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

  /** What is probably no report for real: a drill in the live log, or a year mistyped. */
  private Optional<Reason> unusual(Disaster d) {
    if (c.report.role() == Role.SYSTEM || !c.report.forReal()) {
      return Optional.empty();
    }
    String name = Normalizer.normalize(d.name(), Normalizer.Form.NFKC);
    if (DRILL_WORDS.matcher(name).find()) {
      return Optional.of(new Reason.LooksLikeDrill(d.id(), d.name()));
    }
    if (d.struckAt().isBefore(c.books.clock().minus(LONG_AGO))) {
      return Optional.of(
          Reason.day(
              RejectionCode.STRUCK_LONG_AGO,
              d.id(),
              java.time.LocalDate.ofInstant(c.books.clock().minus(LONG_AGO), NetworkView.JAPAN),
              null,
              java.time.LocalDate.ofInstant(d.struckAt(), NetworkView.JAPAN)));
    }
    return Optional.empty();
  }

  Decision joined(Fact.DisastersJoined f) {
    Optional<Reason> no =
        c.authority
            .mayKeepRegister()
            .or(() -> unknown(f.disasterId(), f.disasterId()))
            .or(() -> unknown(f.disasterId(), f.into()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    String from = c.books.register().disasterId(f.disasterId());
    String into = c.books.register().disasterId(f.into());
    if (from.equals(into)) {
      return c.no(new Reason.GoesOnAs(RejectionCode.DISASTER_ALREADY_JOINED, f.disasterId(), into));
    }
    no = c.disasterOver(from, from).or(() -> c.disasterOver(into, into));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    long moved = sizeOf(from);
    if (moved > MOST_MOVED) {
      return c.no(new Reason.TooMuchToJoin(f.disasterId(), MOST_MOVED, moved));
    }
    move(from, into);
    c.note(f);
    // What was offered for the one only serves the other, and other agreements may cover it.
    c.matcher.rematchWhatFits(openFor(into), MatchTrigger.COORDINATED);
    return c.accepted(into);
  }

  /**
   * Over: whoever waits for it is told; with a word that it is meant, what is open is cancelled.
   */
  Decision ended(Fact.DisasterEnded f) {
    Disaster d = c.books.register().disaster(f.disasterId());
    Optional<Reason> no = endable(f, d);
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Set<String> freed = new TreeSet<>();
    for (RequestCoverage book : goingOn(d.id())) {
      Request request = book.request();
      c.books.apply(new Change.RequestPut(request.cancelled(c.books.today())));
      for (String id : List.copyOf(book.dispatchIds())) {
        Dispatch dispatch = c.books.dispatchOf(id);
        if (dispatch.state().allows(DispatchState.Act.CANCEL)) {
          c.giveUp(dispatch, RefusalReason.NEED_ENDED, freed);
        }
      }
    }
    for (OfferUse book : inOrder(c.books.network().offers(), b -> b.offer().id())) {
      if (d.id().equals(book.offer().disasterId()) && !book.offer().ended()) {
        c.books.apply(new Change.OfferPut(book.offer().ended(Offer.End.DISASTER_OVER)));
      }
    }
    c.note(f.on(c.books.today()));
    // A lender that only it struck can lend again.
    d.struck().forEach(code -> freed.addAll(c.freeOffersOf(code)));
    c.matcher.rematch(Set.of(), freed, MatchTrigger.STAFF_FREED);
    return c.accepted(d.id());
  }

  private Optional<Reason> endable(Fact.DisasterEnded f, @Nullable Disaster d) {
    Optional<Reason> no = unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return no;
    }
    no = c.authority.maySpeakOf(d).or(() -> c.disasterOver(d.id(), d.id()));
    if (no.isPresent()) {
      return no;
    }
    List<RequestCoverage> goingOn = goingOn(d.id());
    int people = 0;
    long moved = goingOn.size();
    for (Dispatch dispatch : c.books.network().dispatches()) {
      if (dispatch.disasterId().equals(d.id())) {
        Dispatch now = c.books.dispatchOf(dispatch.id());
        people += now.state().isLive() ? now.headCount() : 0;
        moved += now.state().isLive() ? 1 : 0;
      }
    }
    moved += count(c.books.network().offers(), b -> d.id().equals(b.offer().disasterId()));
    // Over for another network: here too, once nobody is asked for. Who is away comes home.
    boolean passedOn = c.report.role() == Role.SYSTEM;
    boolean waits = !goingOn.isEmpty() || (people > 0 && !passedOn);
    return (waits && !f.confirmedUnusual()) || moved > MOST_MOVED
        ? Optional.of(new Reason.DisasterGoesOn(d.id(), goingOn.size(), people))
        : Optional.empty();
  }

  /** Requests of a disaster that are not over, by id. */
  private List<RequestCoverage> goingOn(String disasterId) {
    return inOrder(c.books.network().requests(), b -> b.request().id()).stream()
        .map(b -> c.books.requestOf(b.request().id()))
        .filter(b -> b.request().disasterId().equals(disasterId) && !c.books.state(b).isOver())
        .toList();
  }

  /** Goes on after all: its offers stand again; its requests come back one by one, if amended. */
  Decision reopened(Fact.DisasterReopened f) {
    Disaster d = c.books.register().disaster(f.disasterId());
    Optional<Reason> no = unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    no = c.authority.maySpeakOf(d);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (!d.ended()) {
      return c.no(RejectionCode.DISASTER_NOT_OVER, d.id());
    }
    c.note(f);
    recallsLikely(d.struck());
    offersStandAgain(d.id());
    return c.accepted(d.id());
  }

  Decision corrected(Fact.DisasterCorrected f) {
    Disaster d = c.books.register().disaster(f.disasterId());
    Optional<Reason> no = unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Set<String> more = new TreeSet<>(f.alsoStruck());
    more.removeAll(d.struck());
    Set<String> less = new TreeSet<>(f.notStruck());
    less.retainAll(d.struck());
    Set<String> said = new TreeSet<>(more);
    said.addAll(less);
    // A body takes itself off; all else is its declarer's or the coordinator's.
    boolean onlyItself =
        said.equals(Set.of(c.report.body()))
            && f.name() == null
            && f.hazard() == null
            && f.struckAt() == null;
    no =
        unknownPlaces(d.id(), f.alsoStruck())
            .or(
                () ->
                    onlyItself ? c.authority.mayActAs(c.report.body()) : c.authority.maySpeakOf(d))
            .or(() -> saidOfOthers(d.id(), said))
            .or(() -> c.disasterOver(d.id(), d.id()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (more.isEmpty() && less.containsAll(d.struck())) {
      return c.no(RejectionCode.NOBODY_STRUCK, d.id());
    }
    Set<String> coveredBefore = covered(d.id());
    c.note(f);
    recallsLikely(more);
    basisChanged(d.id(), coveredBefore);
    Set<String> freed = new TreeSet<>();
    less.forEach(code -> freed.addAll(c.freeOffersOf(code)));
    c.matcher.rematch(Set.of(), freed, MatchTrigger.STAFF_FREED);
    if (f.hazard() != null && f.hazard() != d.hazard()) {
      // Agreements cover hazards: others may now.
      c.matcher.rematchWhatFits(openFor(d.id()), MatchTrigger.AGREEMENT_CAME);
    }
    return c.accepted(d.id());
  }

  /** Ids of the promised dispatches of a disaster whose agreement covers it. */
  private Set<String> covered(String disasterId) {
    Set<String> ids = new TreeSet<>();
    for (Dispatch d : c.books.network().dispatches()) {
      if (d.disasterId().equals(disasterId)
          && d.state().isLive()
          && d.state() != DispatchState.PROPOSED
          && Basis.lost(c.books, d).isEmpty()) {
        ids.add(d.id());
      }
    }
    return ids;
  }

  /** Who is promised or away stays; the lender is told that the agreement does not cover it. */
  private void basisChanged(String disasterId, Set<String> coveredBefore) {
    coveredBefore.removeAll(covered(disasterId));
    coveredBefore.forEach(id -> c.noticeBasisChanged(c.books.dispatchOf(id)));
  }

  private Optional<Reason> unknown(String subject, String disasterId) {
    return c.books.register().disaster(disasterId) == null
        ? Optional.of(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, subject, disasterId))
        : Optional.empty();
  }

  private long sizeOf(String disasterId) {
    return count(
            c.books.network().dispatches(),
            d -> d.disasterId().equals(disasterId) && !d.state().isVoid())
        + count(c.books.network().requests(), b -> b.request().disasterId().equals(disasterId))
        + count(c.books.network().offers(), b -> disasterId.equals(b.offer().disasterId()));
  }

  private static <T> long count(Iterable<T> all, java.util.function.Predicate<T> which) {
    return StreamSupport.stream(all.spliterator(), false).filter(which).count();
  }

  /**
   * Everything of one disaster becomes the other's, but what came to nothing; nothing else of it
   * changes.
   */
  private void move(String from, String into) {
    for (Dispatch known : inOrder(c.books.network().dispatches(), Dispatch::id)) {
      Dispatch d = c.books.dispatchOf(known.id());
      if (d.disasterId().equals(from) && !d.state().isVoid()) {
        Dispatch moved = d.inDisaster(into, c.sequence, c.books.clock());
        long amended = c.books.requestOf(d.requestId()).request().amendedSequence();
        // A refusal that an amendment has made forgotten must not come back by this change.
        if (moved.refusedSince(amended) == d.refusedSince(amended)) {
          c.put(moved);
        }
      }
    }
    for (RequestCoverage book : inOrder(c.books.network().requests(), b -> b.request().id())) {
      if (book.request().disasterId().equals(from)) {
        c.books.apply(new Change.RequestPut(c.request(book.request().id()).inDisaster(into)));
      }
    }
    for (OfferUse book : inOrder(c.books.network().offers(), b -> b.offer().id())) {
      if (from.equals(book.offer().disasterId())) {
        c.books.apply(new Change.OfferPut(book.offer().inDisaster(into)));
      }
    }
  }

  /** By id: an order that a restart keeps. */
  private static <T> List<T> inOrder(Iterable<T> all, java.util.function.Function<T, String> id) {
    return StreamSupport.stream(all.spliterator(), false).sorted(Comparator.comparing(id)).toList();
  }

  private Set<String> openFor(String disasterId) {
    Set<String> open = new TreeSet<>();
    for (String receiver : c.books.network().receiversWithOpenRequests()) {
      for (TaskType taskType : TaskType.values()) {
        c.books.network().openRequests(receiver, taskType).stream()
            .map(OpenRequest::id)
            .filter(id -> c.request(id).disasterId().equals(disasterId))
            .forEach(open::add);
      }
    }
    return open;
  }

  private int personsPromised(String lender) {
    int persons = 0;
    for (String offerId : c.books.network().offersOf(lender)) {
      for (String id : c.books.offerOf(offerId).dispatchIds()) {
        Dispatch d = c.books.dispatchOf(id);
        RequestCoverage request = c.books.requestOf(d.requestId());
        if (d.state().isLive() && !request.request().ended()) {
          persons += d.headCount();
        }
      }
    }
    return persons;
  }
}
