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
import kizuna.streams.books.Books;
import kizuna.streams.books.Change;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.Fact;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.OpenRequest;
import kizuna.streams.books.RequestBook;
import kizuna.streams.books.Role;
import kizuna.streams.books.TaskType;
import org.jspecify.annotations.Nullable;

/** Facts about disasters (災害): declared, widened, joined. */
final class DisasterFacts {

  /** Two of the same hazard that struck no further apart may be the same. */
  private static final Duration ALIKE_WITHIN = Duration.ofDays(3);

  /** What struck longer ago is asked about. */
  private static final Duration LONG_AGO = Duration.ofDays(366);

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
    Optional<Reason> no =
        unknownPlaces(f.disaster())
            .or(() -> c.authority.mayDeclare(f.disaster().struck()))
            .or(() -> struckByOthers(f.disaster(), before))
            .or(() -> before == null && !f.confirmedNew() ? alike(f.disaster()) : Optional.empty())
            .or(() -> f.confirmedUnusual() ? Optional.empty() : unusual(f.disaster()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    if (before != null && before.hazard() != disaster(before.id()).hazard()) {
      // Agreements cover hazards: others may now.
      c.matcher.rematchWhatFits(openFor(before.id()), MatchTrigger.AGREEMENT_CAME);
    }
    for (String code : new TreeSet<>(f.disaster().struck())) {
      int away = c.books.register().isLender(code) ? personsPromised(code) : 0;
      if (away > 0) {
        c.notice(new Notice(Notice.Code.RECALL_LIKELY, code, c.report.networkId(), null, away));
      }
    }
    return c.accepted(f.disaster().id());
  }

  private Disaster disaster(String id) {
    Disaster known = c.books.register().disaster(id);
    if (known == null) {
      throw new IllegalStateException("expected disaster " + id + " in the books");
    }
    return known;
  }

  private Optional<Reason> unknownPlaces(Disaster d) {
    Set<String> unknown = new TreeSet<>(d.struck());
    unknown.removeIf(code -> c.books.register().knows(code));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reason.Unknown(
                RejectionCode.UNKNOWN_MUNICIPALITY, d.id(), List.copyOf(unknown), null));
  }

  /**
   * A desk speaks for itself and for its neighbours that only receive: a lender that is struck
   * lends nothing any more, so it says so itself, or the coordinator does.
   */
  private Optional<Reason> struckByOthers(Disaster d, @Nullable Disaster before) {
    String own = c.report.body();
    if (c.report.role() != Role.DESK && c.report.role() != Role.WARD) {
      return Optional.empty();
    }
    Set<String> others = new TreeSet<>(d.struck());
    others.removeAll(before == null ? Set.of() : before.struck());
    others.removeIf(
        code ->
            code.equals(own)
                || (!c.books.register().isLender(code)
                    && code.substring(0, 2).equals(own.substring(0, 2))));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reason.StruckByOthers(d.id(), c.report.networkId(), List.copyOf(others)));
  }

  /** One that is declared already and may be the same; what another network passes on is sure. */
  private Optional<Reason> alike(Disaster d) {
    if (c.report.role() == Role.SYSTEM) {
      return Optional.empty();
    }
    return c.books.register().disasters().stream()
        .filter(known -> areAlike(known, d))
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
              java.time.LocalDate.ofInstant(c.books.clock().minus(LONG_AGO), Books.JAPAN),
              null,
              java.time.LocalDate.ofInstant(d.struckAt(), Books.JAPAN)));
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
    for (RequestBook book : inOrder(c.books.network().requests(), b -> b.request().id())) {
      if (book.request().disasterId().equals(from)) {
        c.books.apply(new Change.RequestPut(c.request(book.request().id()).inDisaster(into)));
      }
    }
    for (OfferBook book : inOrder(c.books.network().offers(), b -> b.offer().id())) {
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
        RequestBook request = c.books.requestOf(d.requestId());
        if (d.state().isLive() && !request.request().ended()) {
          persons += d.headCount();
        }
      }
    }
    return persons;
  }
}
