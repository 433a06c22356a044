package kizuna.infra.drill;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.Priority;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.Proposed;
import kizuna.facts.AidRequested;
import kizuna.facts.Municipality;
import kizuna.facts.StaffOffered;
import kizuna.infra.drill.Replay.Look;
import kizuna.infra.drill.Replay.Pairing;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.seeds.drill.History;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.ExplanationText;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.Names;
import kizuna.streams.explain.Words;
import org.jspecify.annotations.Nullable;

/**
 * The page of text of a drill that re-tells what happened: who went in history, whom the matcher
 * proposed, and for each difference the reason. History comes from {@code history.json}; every
 * reason is read out of the decision that it names.
 */
final class HistoryPage {

  private static final String PERIOD = MatchRule.OFFER_COVERS_PERIOD.name();
  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(JAPAN);

  /** A rule, a term of the rank or a state of the dispatch; what it says; and where it stands. */
  private record Why(String id, String sentence, @Nullable Look look) {}

  /** So many person-days less, more or open because of this. */
  private record Difference(Pairing pairing, long personDays, Why why, String sentence) {}

  private final Drill drill;
  private final History history;
  private final HistoryWords say;
  private final Words words;
  private final Names names;
  private final ExplanationText text;
  private final Replay log;
  private final Replay alone;
  private final Map<Pairing, Long> byLog;
  private final Map<Pairing, Long> byRules;
  private final String gap;
  private final StringBuilder out = new StringBuilder();

  private HistoryPage(Drill drill, History history, Language language) {
    this.drill = drill;
    this.history = history;
    this.say = HistoryWords.of(language);
    this.gap = say.it("gap");
    this.words = Words.of(language);
    this.names = new PageNames(language, history);
    this.text = new ExplanationText(words, names);
    this.log = Replay.ofLog(drill);
    this.alone = Replay.ofRulesAlone(drill);
    this.byLog = log.personDays();
    this.byRules = alone.personDays();
  }

  /** The page in Markdown. */
  static String of(Drill drill, History history, Language language) {
    return new HistoryPage(drill, history, language).page();
  }

  private String page() {
    List<Difference> againstHistory = againstHistory();
    List<Difference> open = open();
    List<Difference> againstRules = againstRules();
    line(say.it("title", drill.id(), drill.titleJa(), drill.titleEn()));
    line(say.it("made", drill.id(), drill.titleJa(), drill.titleEn()));
    summary();
    grouped("by.history", againstHistory);
    grouped("by.open", open);
    grouped("by.rules", againstRules);
    networks();
    for (History.Disaster disaster : history.disasters()) {
      Set<String> receivers = receivers(disaster.id());
      if (!receivers.isEmpty()) {
        String name = names.disaster(disaster.id());
        line("## " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        receivers.forEach(
            r -> {
              line("### " + names.municipality(r));
              table(disaster.id(), r);
              differences("at.history", at(againstHistory, disaster.id(), r));
              differences("at.open", at(open, disaster.id(), r));
              differences("at.rules", at(againstRules, disaster.id(), r));
            });
      }
    }
    return out.toString().stripTrailing() + "\n";
  }

  // The summary --------------------------------------------------------------------------------

  private void summary() {
    List<History.Pairing> told = history.pairings();
    List<History.Pairing> printed = told.stream().filter(p -> p.personDays() != null).toList();
    long sum = printed.stream().mapToLong(HistoryPage::printed).sum();
    long met = printed.stream().mapToLong(p -> Math.min(printed(p), confirmed(log, p))).sum();
    long metByRules =
        printed.stream().mapToLong(p -> Math.min(printed(p), confirmed(alone, p))).sum();
    long all = told.stream().mapToLong(p -> byLog.getOrDefault(key(p), 0L)).sum();
    long same =
        told.stream()
            .map(HistoryPage::key)
            .distinct()
            .mapToLong(p -> Math.min(byLog.getOrDefault(p, 0L), byRules.getOrDefault(p, 0L)))
            .sum();
    line(say.it("summary"));
    line(say.it("summary.replays"));
    line(say.it("summary.told", told.size(), printed.size(), sum));
    line(say.it("summary.log", made(log), told.size(), met, sum, percent(met, sum), all));
    line(
        say.it(
            "summary.rules",
            made(alone),
            told.size(),
            same,
            all,
            percent(same, all),
            metByRules,
            sum,
            byRules.values().stream().mapToLong(Long::longValue).sum()));
    line(say.it("summary.caution"));
  }

  private long made(Replay replay) {
    return history.pairings().stream().filter(p -> confirmed(replay, p) > 0).count();
  }

  private static long printed(History.Pairing p) {
    return Objects.requireNonNullElse(p.personDays(), 0L);
  }

  private static int percent(long part, long whole) {
    return whole == 0 ? 0 : (int) (100 * part / whole);
  }

  private void grouped(String key, List<Difference> differences) {
    line(say.it(key));
    if (differences.isEmpty()) {
      line(say.it("by.none"));
      return;
    }
    Map<String, List<Difference>> groups = new TreeMap<>();
    differences.forEach(d -> groups.computeIfAbsent(d.why.id, id -> new ArrayList<>()).add(d));
    row(say.it("by.reason"), say.it("by.pairings"), say.it("column.days"));
    row("---", "--:", "--:");
    groups.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, List<Difference>> g) -> -sum(g.getValue()))
                .thenComparing(Map.Entry::getKey))
        .forEach(
            g ->
                row(
                    reason(g.getKey()),
                    say.number(g.getValue().stream().map(Difference::pairing).distinct().count()),
                    say.number(sum(g.getValue()))));
    out.append('\n');
  }

  private static long sum(List<Difference> differences) {
    return differences.stream().mapToLong(Difference::personDays).sum();
  }

  /** What a reason is called: the same words as on the board, where it is a rule or a term. */
  private String reason(String id) {
    return Stream.of("MatchRule.", "RankTerm.", "DispatchState.")
            .filter(list -> words.has(list + id))
            .findFirst()
            .map(list -> words.text(list + id))
            .orElseGet(() -> say.it("reason." + id))
        + " [`"
        + id
        + "`]";
  }

  private void networks() {
    line(say.it("networks"));
    row(
        say.it("column.network"),
        say.it("column.receivers"),
        say.it("column.history"),
        say.it("column.log"));
    row("---", "---", "---", "--:");
    for (DrillNetwork n : drill.networks()) {
      List<LedgerEntry> served = log.served().filter(e -> e.getNetworkId().equals(n.id())).toList();
      row(
          words.language() == Language.JA ? n.name() : n.id(),
          served.stream()
              .map(LedgerEntry::getReceiver)
              .distinct()
              .sorted()
              .map(names::municipality)
              .collect(Collectors.joining(say.it("comma"))),
          history.totals().stream()
              .filter(t -> t.network().equals(n.id()))
              .map(
                  t ->
                      (t.personDays() == null
                              ? say.it("total.only", names.municipality(nonNull(t.receiver())))
                              : say.it("total.days", t.personDays()))
                          + " ("
                          + t.source()
                          + ", "
                          + t.sure()
                          + ")")
              .collect(Collectors.joining(say.it("comma"))),
          say.number(served.stream().mapToLong(Replay::personDays).sum()));
    }
    out.append('\n');
  }

  private static String nonNull(@Nullable String code) {
    return code == null ? "" : code;
  }

  // The tables ---------------------------------------------------------------------------------

  private Set<String> receivers(String disaster) {
    return Stream.concat(history.pairings().stream().map(HistoryPage::key), byLog.keySet().stream())
        .filter(p -> p.disaster().equals(disaster))
        .map(Pairing::receiver)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void table(String disaster, String receiver) {
    row(
        say.it("column.lender"),
        say.it("column.history"),
        say.it("column.source"),
        say.it("column.proposed"),
        say.it("column.confirmed"),
        say.it("column.alone"));
    row("---", "---", "---", "--:", "--:", "--:");
    Set<Pairing> all = new LinkedHashSet<>();
    Stream.of(
            history.pairings().stream().map(HistoryPage::key),
            log.ledger().map(Pairing::of),
            byRules.keySet().stream())
        .flatMap(s -> s)
        .filter(p -> p.disaster().equals(disaster) && p.receiver().equals(receiver))
        .forEach(all::add);
    for (Pairing p : all) {
      Optional<History.Pairing> told =
          history.pairings().stream().filter(h -> key(h).equals(p)).findFirst();
      row(
          names.municipality(p.lender()),
          told.map(this::history)
              .orElseGet(() -> say.it(toldInSum(p) ? "history.inTotal" : "history.nothing")),
          told.map(h -> h.source() + ", " + h.sure()).orElse(say.it("nothing")),
          say.number(
              log.ledger()
                  .filter(e -> Pairing.of(e).equals(p))
                  .mapToLong(Replay::personDays)
                  .sum()),
          say.number(byLog.getOrDefault(p, 0L)),
          say.number(byRules.getOrDefault(p, 0L)));
    }
    out.append('\n');
  }

  /** What a source says of a pairing: days, person-days, or only that it was so. */
  private String history(History.Pairing h) {
    LocalDate first = h.firstDay();
    LocalDate last = h.lastDay();
    String days =
        first == null
            ? ""
            : last == null ? say.it("history.from", first) : say.it("history.days", first, last);
    String much =
        h.personDays() != null
            ? say.it("history.personDays", h.personDays())
            : h.heads() != null ? say.it("history.heads", h.heads()) : "";
    String work = h.task() == null ? "" : say.it("history.task", words.label(h.task()));
    String all =
        Stream.of(days, much, work)
            .filter(s -> !s.isEmpty())
            .collect(Collectors.joining(say.it("comma")));
    return all.isEmpty() ? say.it("history.named") : all;
  }

  private void differences(String title, List<Difference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    line(say.it(title, sum(differences)));
    differences.stream()
        .filter(d -> !d.sentence.isEmpty())
        .forEach(d -> out.append("- ").append(d.sentence).append('\n'));
    out.append('\n');
  }

  private static List<Difference> at(List<Difference> all, String disaster, String receiver) {
    return all.stream()
        .filter(d -> d.pairing.disaster().equals(disaster))
        .filter(d -> d.pairing.receiver().equals(receiver))
        .toList();
  }

  // The log against history --------------------------------------------------------------------

  private List<Difference> againstHistory() {
    List<Difference> all = new ArrayList<>();
    for (History.Pairing h : history.pairings()) {
      long confirmed = confirmed(log, h);
      LocalDate last = h.lastDay();
      Optional<LocalDate> lastThere =
          served(log, h).map(LedgerEntry::getLastDay).max(LocalDate::compareTo);
      if (confirmed == 0 || (h.personDays() != null && confirmed < printed(h))) {
        all.add(less(h, confirmed));
      } else if (last != null && lastThere.isPresent() && lastThere.get().isBefore(last)) {
        LocalDate offered = log.offeredUntil(key(h)).orElse(lastThere.get());
        Why why = new Why(PERIOD, "", null);
        all.add(
            new Difference(
                key(h),
                0,
                why,
                say.it(
                    "differs.shorter",
                    names.municipality(h.lender()),
                    last,
                    lastThere.get(),
                    offered)));
      }
    }
    Set<Pairing> told =
        history.pairings().stream().map(HistoryPage::key).collect(Collectors.toSet());
    byLog.forEach(
        (p, days) -> {
          if (!told.contains(p) && !toldInSum(p)) {
            all.add(more(log, p, days, "differs.more"));
          }
        });
    return all;
  }

  /** Whether history knows of it, if not by name: a network's total. */
  private boolean toldInSum(Pairing p) {
    return history.totals().stream()
        .filter(t -> t.disaster().equals(p.disaster()))
        .filter(t -> t.receiver() == null || t.receiver().equals(p.receiver()))
        .anyMatch(
            t ->
                log.served()
                    .anyMatch(
                        e -> Pairing.of(e).equals(p) && e.getNetworkId().equals(t.network())));
  }

  private Difference less(History.Pairing h, long confirmed) {
    Pairing p = key(h);
    List<LedgerEntry> came = log.ledger().filter(e -> Pairing.of(e).equals(p)).toList();
    long proposed = came.stream().mapToLong(Replay::personDays).sum();
    Optional<LedgerEntry> lost =
        came.stream()
            .filter(
                e -> e.getState() == DispatchState.LAPSED || e.getState() == DispatchState.DECLINED)
            .findFirst();
    Why why =
        lost.map(
                e ->
                    new Why(
                        e.getState().name(),
                        say.it(
                            "state." + e.getState(),
                            e.getDispatchId(),
                            TIME.format(e.getChangedAt())),
                        null))
            .or(() -> ruledOut(log, p, null))
            .orElseGet(this::notAsked);
    String after =
        lost.isPresent() ? ruledOut(log, p, null).map(w -> gap + cited(w)).orElse("") : "";
    return new Difference(
        p,
        Math.max(0, (h.personDays() == null ? proposed : printed(h)) - confirmed),
        why,
        say.it("differs.less", names.municipality(h.lender()), proposed, confirmed)
            + gap
            + cited(why)
            + after);
  }

  /** A lender that nobody names, and why it was chosen. */
  private Difference more(Replay replay, Pairing p, long days, String key) {
    Why why = chosen(replay, p);
    return new Difference(
        p, days, why, say.it(key, names.municipality(p.lender()), days) + gap + cited(why));
  }

  private Why chosen(Replay replay, Pairing p) {
    for (Look look : replay.looks(p.lender(), e -> isAt(e, p))) {
      if (look.verdict().getVerdict() == Verdict.CHOSEN) {
        List<LenderVerdict> behind =
            look.explanation().getVerdicts().stream()
                .dropWhile(v -> !v.getLender().equals(p.lender()))
                .skip(1)
                .filter(v -> v.getRank() != null)
                .toList();
        return behind.stream()
            .findFirst()
            .flatMap(
                next ->
                    text.before(look.verdict(), next)
                        .map(
                            b ->
                                new Why(
                                    b.term().name(),
                                    words.sentence(
                                        "why.before",
                                        names.municipality(next.getLender()),
                                        b.sentence()),
                                    look)))
            .orElseGet(
                () -> new Why("NOBODY_ELSE", text.tell(look.explanation()).histogram(), look));
      }
    }
    return notAsked();
  }

  // What stayed open ---------------------------------------------------------------------------

  /**
   * What the log's replay left open, day by day: whose people were missing, and what the matcher
   * had found about them when it last looked before that day was over.
   */
  private List<Difference> open() {
    List<Difference> all = new ArrayList<>();
    for (AidRequested r : log.requests().values()) {
      List<LedgerEntry> came =
          log.ledger()
              .filter(e -> e.getRequestId().equals(r.getRequestId()))
              .sorted(Comparator.comparing(LedgerEntry::getFirstDay))
              .toList();
      Map<String, List<Difference>> missing = new LinkedHashMap<>();
      long nobodys = 0;
      for (LocalDate day = r.getFirstDay(); !day.isAfter(r.getLastDay()); day = day.plusDays(1)) {
        long left = log.open(r.getRequestId(), day);
        Set<String> counted = there(r, day);
        for (LedgerEntry e : came) {
          long persons = Math.min(left, e.getHeadCount());
          if (persons > 0 && counted.add(e.getLender())) {
            Why why = notThere(r, e.getLender(), day);
            missing
                .computeIfAbsent(
                    why.id.equals(PERIOD) ? why.id + why.sentence : why.id, k -> new ArrayList<>())
                .add(new Difference(Pairing.of(e), persons, why, ""));
            left -= persons;
          }
        }
        nobodys += Math.max(0, left);
      }
      missing.values().forEach(same -> all.addAll(told(r, same)));
      if (nobodys > 0) {
        nobody(r, nobodys).ifPresent(all::add);
      }
    }
    return all;
  }

  private Set<String> there(AidRequested r, LocalDate day) {
    return log.served()
        .filter(e -> e.getRequestId().equals(r.getRequestId()))
        .filter(e -> Replay.isThere(e, day))
        .map(LedgerEntry::getLender)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Why a lender that served a request was not there on a day on which it was short. */
  private Why notThere(AidRequested r, String lender, LocalDate day) {
    List<Look> looks = log.looks(lender, e -> e.getRequestId().equals(r.getRequestId()));
    List<Look> before =
        looks.stream()
            .filter(l -> !LocalDate.ofInstant(l.decision().getDecidedAt(), JAPAN).isAfter(day))
            .toList();
    Optional<Look> chosen =
        before.stream().filter(l -> l.verdict().getVerdict() == Verdict.CHOSEN).findFirst();
    Optional<StaffOffered> offer =
        chosen.flatMap(
            l ->
                l.verdict().getProposals().stream()
                    .map(Proposed::getOfferId)
                    .flatMap(id -> log.offer(id).stream())
                    .findFirst());
    if (offer.isPresent()
        && (day.isBefore(offer.get().getFirstDay()) || day.isAfter(offer.get().getLastDay()))) {
      return new Why(
          PERIOD,
          say.it("open.period", offer.get().getFirstDay(), offer.get().getLastDay()),
          chosen.get());
    }
    return before.stream()
        .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
        .reduce((a, b) -> b)
        .or(
            () ->
                looks.stream()
                    .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
                    .findFirst())
        .map(this::finding)
        .orElseGet(this::notAsked);
  }

  /** What has the same reason is told in one sentence, however many lenders it is about. */
  private List<Difference> told(AidRequested r, List<Difference> same) {
    Map<Pairing, Long> byLender = new LinkedHashMap<>();
    same.forEach(d -> byLender.merge(d.pairing, d.personDays, Long::sum));
    Why why = same.get(same.size() - 1).why;
    String sentence =
        say.it(
                "open.lenders",
                sum(same),
                r.getRequestId(),
                byLender.entrySet().stream()
                    .map(
                        e ->
                            byLender.size() == 1
                                ? names.municipality(e.getKey().lender())
                                : say.it(
                                    "open.share",
                                    names.municipality(e.getKey().lender()),
                                    e.getValue()))
                    .collect(Collectors.joining(say.it("comma"))))
            + gap
            + cited(why);
    List<Difference> told = new ArrayList<>();
    byLender.forEach(
        (p, days) -> told.add(new Difference(p, days, why, told.isEmpty() ? sentence : "")));
    return told;
  }

  /** Days for which nobody came at all: the lender that came nearest, and what kept it off. */
  private Optional<Difference> nobody(AidRequested r, long days) {
    List<Look> looks =
        drill.networks().stream()
            .flatMap(n -> n.lenders().stream())
            .distinct()
            .flatMap(l -> log.looks(l, e -> e.getRequestId().equals(r.getRequestId())).stream())
            .filter(l -> l.verdict().getLender().equals(l.explanation().getNearestMiss()))
            .toList();
    return looks.stream()
        .max(Comparator.comparing((Look l) -> l.decision().getSequence()))
        .map(
            look -> {
              Why why = finding(look);
              return new Difference(
                  new Pairing(r.getDisasterId(), r.getReceiver(), look.verdict().getLender()),
                  days,
                  why,
                  say.it(
                          "open.nobody",
                          days,
                          r.getRequestId(),
                          names.municipality(look.verdict().getLender()))
                      + gap
                      + cited(why)
                      + elsewhere(r, look.verdict().getLender()));
            });
  }

  /** Where a lender's people are in the days of a request that they could do. */
  private String elsewhere(AidRequested r, String lender) {
    String places =
        log.served()
            .filter(e -> e.getLender().equals(lender) && log.asked(e) == r.getTaskType())
            .filter(
                e ->
                    !e.getFirstDay().isAfter(r.getLastDay())
                        && !e.getLastDay().isBefore(r.getFirstDay()))
            .map(
                e ->
                    say.it(
                        "open.place",
                        names.municipality(e.getReceiver()),
                        names.disaster(e.getDisasterId()),
                        e.getRequestId()))
            .distinct()
            .collect(Collectors.joining(say.it("comma")));
    return places.isEmpty() ? "" : gap + say.it("open.elsewhere", places);
  }

  // The rules alone against the log ------------------------------------------------------------

  private List<Difference> againstRules() {
    List<Difference> all = new ArrayList<>();
    byLog.forEach(
        (p, days) -> {
          long less = days - byRules.getOrDefault(p, 0L);
          String opening =
              say.it(
                      "rules.less",
                      names.municipality(p.lender()),
                      byRules.getOrDefault(p, 0L),
                      days)
                  + elsewhere(p);
          for (String requestId : requestsOf(p)) {
            long longer = Math.min(less, beyond(p, requestId));
            if (longer > 0) {
              Why why = new Why("NO_EXTENSION", say.it("why.extension"), null);
              all.add(
                  new Difference(
                      p,
                      longer,
                      why,
                      opening + say.it("rules.request", longer, requestId) + gap + cited(why)));
              opening = say.it("rules.also", names.municipality(p.lender()));
              less -= longer;
            }
            long here = of(log, p, requestId) - of(alone, p, requestId) - longer;
            long share = Math.min(less, here);
            if (share > 0) {
              Why why = passedOver(p, requestId);
              all.add(
                  new Difference(
                      p,
                      share,
                      why,
                      opening + say.it("rules.request", share, requestId) + gap + cited(why)));
              opening = say.it("rules.also", names.municipality(p.lender()));
              less -= share;
            }
          }
        });
    return all;
  }

  /** Person-days behind the last day that was asked for: those of an extension. */
  private long beyond(Pairing p, String requestId) {
    LocalDate last = Objects.requireNonNull(log.requests().get(requestId)).getLastDay();
    return log.served()
        .filter(e -> Pairing.of(e).equals(p) && e.getRequestId().equals(requestId))
        .mapToLong(
            e -> Math.max(0, e.getLastDay().toEpochDay() - last.toEpochDay()) * e.getHeadCount())
        .sum();
  }

  private List<String> requestsOf(Pairing p) {
    return log.served()
        .filter(e -> Pairing.of(e).equals(p))
        .map(LedgerEntry::getRequestId)
        .distinct()
        .toList();
  }

  private static long of(Replay replay, Pairing p, String requestId) {
    return replay
        .served()
        .filter(e -> Pairing.of(e).equals(p) && e.getRequestId().equals(requestId))
        .mapToLong(Replay::personDays)
        .sum();
  }

  /**
   * Why a lender that served a request by the log did not by the rules alone, or less: the request
   * that took its offer, or what was found about it.
   */
  private Why passedOver(Pairing p, String requestId) {
    List<Look> here = alone.looks(p.lender(), e -> e.getRequestId().equals(requestId));
    Optional<Why> behind =
        here.stream()
            .filter(l -> l.verdict().getVerdict() == Verdict.OUTRANKED)
            .flatMap(l -> behind(l).stream())
            .findFirst();
    if (behind.isPresent()) {
      return behind.get();
    }
    Set<String> offers =
        log.served()
            .filter(e -> Pairing.of(e).equals(p) && e.getRequestId().equals(requestId))
            .map(LedgerEntry::getOfferId)
            .collect(Collectors.toSet());
    Optional<Look> taken =
        alone.looks(p.lender(), e -> !e.getRequestId().equals(requestId)).stream()
            .filter(
                l ->
                    l.verdict().getProposals().stream()
                        .anyMatch(o -> offers.contains(o.getOfferId())))
            .findFirst();
    if (taken.isEmpty()) {
      return here.stream()
          .reduce((a, b) -> b)
          .map(
              l ->
                  l.explanation().getOpenAfter() == 0
                      ? met(p, requestId, Long.MAX_VALUE, l)
                      : finding(l))
          .orElseGet(this::notAsked);
    }
    Look look = taken.get();
    long before = look.decision().getSequence();
    boolean open =
        offers.stream()
            .flatMap(id -> alone.offer(id).stream())
            .anyMatch(o -> alone.isOpen(requestId, o, before));
    AidRequested first =
        Objects.requireNonNull(alone.requests().get(look.explanation().getRequestId()));
    AidRequested second = Objects.requireNonNull(alone.requests().get(requestId));
    return open && alone.isServedBefore(first, second)
        ? servedFirst(look, first, second)
        : met(p, requestId, before, look);
  }

  /** Both requests were open when the offer came: which is served first decides. */
  private Why servedFirst(Look taken, AidRequested first, AidRequested second) {
    boolean sameClass = first.getPriority() == second.getPriority();
    boolean sameTime =
        alone.askedAt(first.getRequestId()).equals(alone.askedAt(second.getRequestId()));
    String id =
        !sameClass && first.getPriority() == Priority.LIFE_SAFETY
            ? "LIFE_SAFETY_FIRST"
            : sameClass && sameTime ? "LOWEST_ID" : "LONGEST_SERVED_AS";
    return new Why(id, say.it("why.first", asked(first), asked(second)), taken);
  }

  private String asked(AidRequested r) {
    return say.it(
        "why.asked",
        r.getRequestId(),
        words.label(r.getPriority()),
        TIME.format(alone.askedAt(r.getRequestId())));
  }

  /** Others had filled the request before a decision. */
  private Why met(Pairing p, String requestId, long before, Look look) {
    String others =
        alone
            .served()
            .filter(e -> e.getRequestId().equals(requestId) && e.getSequence() < before)
            .filter(e -> !e.getLender().equals(p.lender()))
            .map(e -> names.municipality(e.getLender()))
            .distinct()
            .collect(Collectors.joining(say.it("comma")));
    return new Why("NEED_MET", say.it("why.met", others), look);
  }

  private Optional<Why> behind(Look look) {
    return look.explanation().getVerdicts().stream()
        .filter(v -> v.getVerdict() == Verdict.CHOSEN)
        .reduce((a, b) -> b)
        .flatMap(
            ahead ->
                text.before(ahead, look.verdict())
                    .map(
                        b ->
                            new Why(
                                b.term().name(),
                                words.sentence(
                                    "why.behind",
                                    names.municipality(ahead.getLender()),
                                    b.sentence()),
                                look)));
  }

  /** Where a lender's people went instead. */
  private String elsewhere(Pairing p) {
    String places =
        byRules.entrySet().stream()
            .filter(e -> e.getKey().lender().equals(p.lender()) && !e.getKey().equals(p))
            .filter(e -> e.getValue() > byLog.getOrDefault(e.getKey(), 0L))
            .map(
                e ->
                    say.it(
                        "rules.place",
                        names.municipality(e.getKey().receiver()),
                        e.getValue() - byLog.getOrDefault(e.getKey(), 0L)))
            .collect(Collectors.joining(say.it("comma")));
    return places.isEmpty() ? "" : gap + say.it("rules.elsewhere", places);
  }

  // Reasons ------------------------------------------------------------------------------------

  private Optional<Why> ruledOut(Replay replay, Pairing p, @Nullable String requestId) {
    return replay.looks(p.lender(), e -> isAt(e, p, requestId)).stream()
        .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
        .reduce((a, b) -> b)
        .map(this::finding);
  }

  private Why notAsked() {
    return new Why("NOT_ASKED", say.it("reason.NOT_ASKED"), null);
  }

  private Why finding(Look look) {
    return text.tell(look.explanation()).ruledOut().stream()
        .filter(l -> l.lender().equals(look.verdict().getLender()))
        .flatMap(l -> l.findings().stream())
        .findFirst()
        .map(f -> new Why(f.rule().name(), f.sentence(), look))
        .orElseGet(() -> new Why("NOT_ASKED", say.it("reason.NOT_ASKED"), look));
  }

  private static boolean isAt(Explanation e, Pairing p) {
    return isAt(e, p, null);
  }

  private static boolean isAt(Explanation e, Pairing p, @Nullable String requestId) {
    return e.getDisasterId().equals(p.disaster())
        && e.getReceiver().equals(p.receiver())
        && (requestId == null || e.getRequestId().equals(requestId));
  }

  /** The sentence, the id of what spoke, and the decision in which it did. */
  private String cited(Why why) {
    Look look = why.look;
    return look == null
        ? say.it("cited", why.sentence, why.id)
        : say.it(
            "cited.decision",
            why.sentence,
            why.id,
            Long.toString(look.decision().getSequence()),
            look.decision().getNetworkId(),
            TIME.format(look.decision().getDecidedAt()));
  }

  private static Pairing key(History.Pairing h) {
    return new Pairing(h.disaster(), h.receiver(), h.lender());
  }

  private static Stream<LedgerEntry> served(Replay replay, History.Pairing h) {
    return replay
        .served()
        .filter(e -> Pairing.of(e).equals(key(h)))
        .filter(e -> h.task() == null || replay.asked(e) == h.task());
  }

  /** Person-days of a pairing on the days that its source speaks of. */
  private static long confirmed(Replay replay, History.Pairing h) {
    LocalDate first = h.firstDay();
    LocalDate last = h.lastDay();
    return served(replay, h)
        .mapToLong(
            e -> {
              LocalDate from =
                  first == null || first.isBefore(e.getFirstDay()) ? e.getFirstDay() : first;
              LocalDate to = last == null || last.isAfter(e.getLastDay()) ? e.getLastDay() : last;
              return Math.max(0, to.toEpochDay() - from.toEpochDay() + 1) * e.getHeadCount();
            })
        .sum();
  }

  // Lines --------------------------------------------------------------------------------------

  private void line(String line) {
    out.append(line).append("\n\n");
  }

  private void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** How local governments and disasters are called on the page. */
  private record PageNames(Language language, History history) implements Names {

    private static final String TOKYO = "130001";

    @Override
    public String municipality(String code) {
      return ReferenceData.municipality(code)
          .map(m -> language == Language.JA ? m.getName() : english(m))
          .orElse(code);
    }

    private static String english(Municipality m) {
      if (m.getCode().equals(TOKYO)) {
        return m.getRomaji() + " Metropolis";
      }
      String kind =
          m.getKind() == MunicipalityKind.SPECIAL_WARD
              ? "Ward"
              : m.getKind().name().charAt(0)
                  + m.getKind().name().substring(1).toLowerCase(Locale.ROOT);
      return m.getRomaji() + " " + kind;
    }

    @Override
    public String disaster(String id) {
      return history.disasters().stream()
          .filter(d -> d.id().equals(id))
          .findFirst()
          .map(d -> language == Language.JA ? d.nameJa() : d.nameEn())
          .orElse(id);
    }
  }
}
