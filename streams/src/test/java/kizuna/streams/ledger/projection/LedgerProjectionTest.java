package kizuna.streams.ledger.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.DenialCode;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.NoticeCode;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.Role;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.Reporter;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.database.Tables;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.model.DenialEntry;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.NoticeEntry;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.DecisionQueries;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.NoticeQuery;
import kizuna.streams.ledger.query.ReportOutcome;
import kizuna.streams.ledger.write.DecisionWriter;
import kizuna.streams.ledger.write.LedgerWriter;
import kizuna.streams.ledger.write.UnreadFacts;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The view is the fold of the committed records, whatever lies among them and whatever fails. */
class LedgerProjectionTest {

  private final HeldTopics topics = new HeldTopics();
  private final Topics names = Topics.of(Namespace.LIVE, 1);
  private final DecidedLog log = topics.log(Namespace.LIVE);
  private final FactBuilder f = new FactBuilder();
  private Optional<LedgerProjection> opened = Optional.empty();

  @AfterEach
  void close() {
    opened.ifPresent(LedgerProjection::close);
  }

  private LedgerProjection projection() throws InterruptedException {
    LedgerProjection projection = topics.project(Namespace.LIVE);
    opened = Optional.of(projection);
    assertThat(projection.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
    return projection;
  }

  /** A network with an agreement, a disaster, offers of two wards and one request. */
  private long firstHour() {
    log.put(
        f.networkFormed(SHINJUKU, SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", WAJIMA),
        f.offered("off-1", SHINJUKU, 4, 8),
        f.offered("off-2", SUMIDA, 2, 8));
    return log.put(f.requested("req-1", 8, 8));
  }

  @Test
  void whatLayInTheTopicsIsThereWhenItHasCaughtUp() throws InterruptedException {
    firstHour();

    LedgerView view = projection().view();

    assertThat(view.dispatches().page(LedgerQuery.ALL, null, 10).rows())
        .extracting(LedgerEntry::getLender, LedgerEntry::getState)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(SHINJUKU, DispatchState.PROPOSED),
            org.assertj.core.groups.Tuple.tuple(SUMIDA, DispatchState.PROPOSED));
    NetworkFigures figures = view.figures().networks().get(0);
    assertThat(figures.sums().openPersonDays()).isEqualTo(2 * 8);
    assertThat(figures.sums().proposed()).isEqualTo(6);
    assertThat(figures.sums().decisions()).isEqualTo(7);
    assertThat(figures.decisionHash()).hasSize(64);
    assertThat(view.disasters()).hasSize(1);
  }

  private List<Long> daysOfDecisions(LedgerView view) {
    return view.database()
        .read(
            sql ->
                sql.select(Tables.Decisions.LOG_TIME)
                    .from(Tables.Decisions.TABLE)
                    .orderBy(Tables.Decisions.SEQUENCE)
                    .fetch(r -> r.value1() / Duration.ofDays(1).toMillis()));
  }

  @Test
  void ofQuietDaysLongAgoAFewAreKeptAndThePastStaysAsItWas() throws InterruptedException {
    firstHour();
    Instant start = DAY1.atStartOfDay(ZoneOffset.UTC).toInstant();
    for (int day = 1; day < 800; day++) {
      log.put(f.timePassed(start.plus(Duration.ofDays(day))));
    }

    LedgerView view = projection().view();

    long newest = start.plus(Duration.ofDays(799)).toEpochMilli() / Duration.ofDays(1).toMillis();
    long eachDay = newest - DecisionWriter.EACH_DAY_KEPT.toDays();
    List<Long> days = daysOfDecisions(view);
    assertThat(days.stream().filter(d -> d >= eachDay)).hasSize(367);
    assertThat(days.stream().filter(d -> d < eachDay).toList()).hasSizeBetween(7 + 14, 7 + 14 + 15);
    Instant quiet = start.plus(Duration.ofDays(200));
    LogMoment moment = view.past().at(quiet);
    assertThat(view.past().clocks(moment).get(NETWORK))
        .isBetween(quiet.minus(Duration.ofDays(DecisionWriter.DAYS_APART)), quiet);
    assertThat(view.past().snapshot(moment, 10).ledger().rows())
        .extracting(LedgerEntry::getState)
        .containsOnly(DispatchState.LAPSED);
  }

  @Test
  void whatComesLaterIsSeenAndTold() throws InterruptedException {
    firstHour();
    LedgerView view = projection().view();
    long before = view.feed().last();

    log.put(f.confirmed("req-1", SUMIDA));

    await("a confirmed dispatch").until(() -> !confirmed(view).isEmpty());
    assertThat(view.figures().networks().get(0).sums().confirmed()).isEqualTo(2);
    assertThat(view.feed().after(before, 100))
        .extracting(ChangeFeed.Change::kind)
        .contains(ChangeFeed.Kind.LEDGER, ChangeFeed.Kind.COUNTS);
  }

  /** Two reads of two moments say together what was never true. */
  @Test
  void anAnswerIsPutTogetherAsOfOneMomentWhateverIsCommittedMeanwhile() throws Exception {
    firstHour();
    LedgerView view = projection().view();
    Instant clock = view.clock(NETWORK).orElseThrow();
    Fact declared = f.declared("other", WAJIMA);
    Fact another =
        Fact.newBuilder(declared)
            .setDisasterDeclared(
                DisasterDeclared.newBuilder(declared.getDisasterDeclared())
                    .setName("余震")
                    .setConfirmedNew(true)
                    .build())
            .build();

    view.atOneMoment(
        () -> {
          assertThat(view.requests().one(NETWORK, "req-1")).isPresent();
          log.put(f.confirmed("req-1", SUMIDA), another);
          await("others see the confirmation and the disaster")
              .until(
                  () ->
                      !elsewhere(() -> confirmed(view)).isEmpty()
                          && elsewhere(view::disasters).size() == 2);

          assertThat(confirmed(view)).isEmpty();
          assertThat(view.figures().networks().get(0).sums().confirmed()).isZero();
          assertThat(view.disasters()).hasSize(1);
          assertThat(view.clock(NETWORK)).contains(clock);
          return view.atOneMoment(() -> view.decisions().lastDecided(NETWORK));
        });

    assertThat(confirmed(view)).hasSize(1);
    assertThat(view.disasters()).hasSize(2);
    assertThat(view.clock(NETWORK).orElseThrow()).isAfter(clock);
  }

  /** On a thread of its own: a pool's may be that of the test, which helps it while it waits. */
  private static <T> T elsewhere(Callable<T> read) throws Exception {
    FutureTask<T> task = new FutureTask<>(read);
    Thread other = new Thread(task, "elsewhere");
    other.start();
    return task.get();
  }

  /** A table that takes long to fetch must add up: it is evidence. */
  @Test
  void theLinesOfATableAreOfOneMomentHoweverSlowlyTheyAreTaken() throws InterruptedException {
    log.put(
        f.networkFormed(SHINJUKU, SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", WAJIMA));
    log.put(f.offered("off-1", SHINJUKU, 900, 1), f.offered("off-2", SUMIDA, 900, 1));
    for (int i = 0; i < 1_050; i++) {
      log.put(f.requested("req-" + i, 1, 1));
    }
    LedgerView view = projection().view();
    LedgerFilter all = LedgerFilter.of(LedgerQuery.ALL);
    List<LedgerEntry> before = view.dispatches().lines(all, OLDEST, 0, Integer.MAX_VALUE).toList();
    assertThat(before.size()).isGreaterThan(1_000);
    LedgerEntry last = before.get(before.size() - 1);

    Iterator<LedgerEntry> taken =
        view.dispatches().lines(all, OLDEST, 0, Integer.MAX_VALUE).iterator();
    List<LedgerEntry> lines = new ArrayList<>(List.of(taken.next()));
    log.put(f.confirmed(last.getRequestId(), last.getLender()));
    await("the confirmation").until(() -> !confirmed(view, last).isEmpty());
    taken.forEachRemaining(lines::add);

    assertThat(lines).isEqualTo(before);
  }

  private static final LedgerOrder OLDEST = LedgerOrder.of("proposed").orElseThrow();

  private static Optional<LedgerEntry> confirmed(LedgerView view, LedgerEntry of) {
    return view.dispatches()
        .one(of.getNetworkId(), of.getDispatchId())
        .filter(e -> e.getState() == DispatchState.CONFIRMED);
  }

  /** One that failed at every start would have everything read again for ever. */
  @Test
  void aRecordThatCannotBeAppliedIsListedAndTheRestOfItsBatchIsShown() throws Exception {
    LedgerDatabase database = new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);
    LedgerView view = new LedgerView(database, "epoch");
    LedgerWriter writer = new LedgerWriter(database, view);

    writer.write(
        List.of(
            message(0, w -> w.named(NETWORK, "before")),
            message(
                1,
                w -> {
                  w.named("half", "half");
                  throw new IllegalStateException("of a later version");
                }),
            message(2, w -> w.named(NETWORK, "特別区"))),
        Map.of(new TopicPartition("topic", 0), 3L),
        (partition, offset) -> Optional.empty(),
        false);

    assertThat(view.figures().losses().unreadable()).isEqualTo(1);
    assertThat(view.figures().networks()).extracting(NetworkFigures::name).containsExactly("特別区");
    assertThat(writer.origin().positions()).containsEntry(new TopicPartition("topic", 0), 3L);
    database.close();
  }

  /** What one network is told, or what is told often, hides nothing that is told seldom. */
  @Test
  void theNewestNoticesOfEachNetworkAndCodeAreKept() throws Exception {
    LedgerDatabase database = new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);
    LedgerView view = new LedgerView(database, "epoch");
    LedgerWriter writer = new LedgerWriter(database, view);
    Notice gap = new Notice(NoticeCode.GAP_FORESEEN, "r1", NETWORK, null, 1, null);
    Notice document = new Notice(NoticeCode.DOCUMENT_PENDING, "r1", NETWORK, null, 1, null);
    List<LedgerWriter.Message> messages = new ArrayList<>();
    messages.add(message(0, w -> w.noticed(decision("quiet", 1, DAY1), List.of(document))));
    messages.add(message(1, w -> w.noticed(decision("busy", 1, DAY1), List.of(gap))));
    int one = DecisionWriter.NOTICES_KEPT / 2;
    for (int i = 2; i < 5; i++) {
      MatchDecision later = decision("busy", i, DAY1.plusDays(i));
      messages.add(message(i, w -> w.noticed(later, Collections.nCopies(one, document))));
    }
    // The log's time is set back: what is told then is the newest all the same.
    MatchDecision back = decision("busy", 5, DAY1.minusDays(300));
    messages.add(message(5, w -> w.noticed(back, List.of(document))));

    writer.write(messages, Map.of(), (partition, offset) -> Optional.empty(), false);

    assertThat(notices(view, "quiet", NoticeCode.DOCUMENT_PENDING).total()).isEqualTo(1);
    assertThat(notices(view, "busy", NoticeCode.GAP_FORESEEN).total()).isEqualTo(1);
    RowPage<NoticeEntry> documents = notices(view, "busy", NoticeCode.DOCUMENT_PENDING);
    assertThat(documents.total()).isEqualTo(DecisionWriter.NOTICES_KEPT);
    assertThat(documents.rows().stream().map(NoticeEntry::sequence).distinct())
        .containsExactlyInAnyOrder(5L, 4L, 3L);
    database.close();
  }

  /** A year of attempts fills no disk, hides no other network, and is counted whole. */
  @Test
  void ofDenialsRejectionsAndLostReportsTheNewestAreKeptAndAllAreCounted() throws Exception {
    LedgerDatabase database = new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);
    LedgerView view = new LedgerView(database, "epoch");
    LedgerWriter writer = new LedgerWriter(database, view);
    DecisionWriter decisions = new DecisionWriter(database.statements());
    int denied = DecisionWriter.DENIALS_KEPT + DecisionWriter.DENIALS_OF_ACCOUNT_KEPT;
    decisions.denied(0, 0, denied("quiet", null));
    decisions.denied(0, 1, denied("busy", "seldom"));
    for (int i = 0; i < denied; i++) {
      decisions.denied(0, 2 + i, denied("busy", "often-" + i % 6));
    }
    for (int i = 0; i < DecisionWriter.DENIALS_OF_ACCOUNT_KEPT + 10; i++) {
      decisions.denied(0, 2 + denied + i, denied("other", "often"));
    }
    Rejection no = rejection("quiet");
    decisions.rejected(0, 0, no);
    for (int i = 1; i <= DecisionWriter.REJECTIONS_KEPT + 10; i++) {
      decisions.rejected(0, i, Rejection.newBuilder(no).setNetworkId("busy").build());
    }
    for (int i = 0; i < DecisionWriter.LOST_REPORTS_KEPT + 10; i++) {
      decisions.lost(0, i, letter(i));
    }
    decisions.flush();
    writer.write(List.of(), Map.of(), (partition, offset) -> Optional.empty(), false);

    DecisionQueries queries = view.decisions();
    assertThat(queries.denials("quiet", null, null, 10).total()).isEqualTo(1);
    assertThat(queries.denials("busy", null, null, 10).total())
        .isEqualTo(DecisionWriter.DENIALS_KEPT);
    assertThat(queries.denied("busy")).isEqualTo(denied + 1);
    assertThat(queries.denials("other", "often", null, 10).total())
        .isEqualTo(DecisionWriter.DENIALS_OF_ACCOUNT_KEPT);
    assertThat(queries.denied(null))
        .isEqualTo(1 + denied + 1 + DecisionWriter.DENIALS_OF_ACCOUNT_KEPT + 10);
    assertThat(queries.rejections("quiet", null, 10).total()).isEqualTo(1);
    assertThat(queries.rejections("busy", null, 10).total())
        .isEqualTo(DecisionWriter.REJECTIONS_KEPT);
    assertThat(queries.lostReports(null, null, 10).total())
        .isEqualTo(DecisionWriter.LOST_REPORTS_KEPT);
    assertThat(queries.lostReports(null, null, 1).rows().get(0).letter().getOffset())
        .isEqualTo(DecisionWriter.LOST_REPORTS_KEPT + 9);
    assertThat(view.figures().losses().deadLetters())
        .isEqualTo(DecisionWriter.LOST_REPORTS_KEPT + 10);
    database.close();
  }

  private static DenialEntry denied(String network, @Nullable String account) {
    return new DenialEntry(
        network,
        Instant.EPOCH,
        AccessDenied.newBuilder(denial(network).getAccessDenied()).setAccount(account).build());
  }

  private Rejection rejection(String network) {
    LogHarness kizuna = new LogHarness();
    kizuna.put(f.networkFormed(SHINJUKU));
    kizuna.put(f.offered("off-9", WAJIMA, 2, 8));
    return Rejection.newBuilder(kizuna.rejections.get(0)).setNetworkId(network).build();
  }

  private static DeadLetter letter(long offset) {
    return DeadLetter.newBuilder()
        .setApplication("kizuna")
        .setNode("decide")
        .setCause(DeadLetterCause.values()[0])
        .setDetail("")
        .setTopic("intake")
        .setPartition(0)
        .setOffset(offset)
        .setAt(Instant.EPOCH.plusSeconds(offset))
        .setKey(null)
        .setValue(null)
        .build();
  }

  private static RowPage<NoticeEntry> notices(LedgerView view, String network, NoticeCode code) {
    return view.decisions()
        .notices(
            new NoticeQuery(network, null, Set.of(code)), null, DecisionWriter.NOTICES_KEPT + 1);
  }

  private static MatchDecision decision(String network, long sequence, LocalDate day) {
    LogHarness kizuna = new LogHarness();
    FactBuilder facts = new FactBuilder();
    return MatchDecision.newBuilder(kizuna.put(facts.networkFormed(SHINJUKU)))
        .setNetworkId(network)
        .setSequence(sequence)
        .setDecidedAt(day.atStartOfDay(ZoneOffset.UTC).toInstant())
        .build();
  }

  /** While there is no time to read them, an attack in one network loses none of another. */
  @Test
  void ofTheDenialsThatWaitTheNewestOfEachNetworkAreRead() throws Exception {
    LedgerDatabase database = new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);
    LedgerView view = new LedgerView(database, "epoch");
    LedgerWriter writer = new LedgerWriter(database, view);
    List<LedgerWriter.Message> messages = new ArrayList<>();
    messages.add(message(0, w -> w.deniedAt("quiet", 0, 0)));
    int most = UnreadFacts.DENIALS_WAITING;
    for (int i = 1; i <= most + 200; i++) {
      int offset = i;
      messages.add(message(i, w -> w.deniedAt("attacked", 0, offset)));
    }
    writer.write(messages, Map.of(), (partition, offset) -> Optional.empty(), false);
    while (writer.hasUnreadDenials()) {
      writer.write(
          List.of(),
          Map.of(),
          (partition, offset) -> Optional.of(denial(offset == 0 ? "quiet" : "attacked")),
          true);
    }

    assertThat(view.decisions().denials("quiet", null, null, 10).total()).isEqualTo(1);
    assertThat(view.decisions().denials("attacked", null, null, 10).total()).isEqualTo(most);
    database.close();
  }

  private static Fact denial(String network) {
    Instant at = Instant.EPOCH;
    return FactForm.envelope(
        UUID.randomUUID(),
        network,
        at,
        at,
        new Reporter(Role.SYSTEM, "kizuna"),
        OperationMode.ACTUAL,
        AccessDenied.newBuilder()
            .setAccount("stranger")
            .setMethod("GET")
            .setPath("/api/denials")
            .setCode(DenialCode.NOT_OF_ROLE)
            .build());
  }

  private static LedgerWriter.Message message(long offset, LedgerWriter.Mutation mutation) {
    return new LedgerWriter.Message("topic", 0, offset, mutation);
  }

  private static List<LedgerEntry> confirmed(LedgerView view) {
    return view.dispatches().page(LedgerQuery.ALL, null, 10).rows().stream()
        .filter(e -> e.getState() == DispatchState.CONFIRMED)
        .toList();
  }

  /** A repair tells which records count no more; whoever read them begins again. */
  @Test
  void whatARepairReplacedIsNotShown() throws InterruptedException {
    firstHour();
    log.put(f.offered("off-9", WAJIMA, 2, 8));
    LedgerProjection projection = projection();
    assertThat(projection.view().decisions().rejections(NETWORK, null, 10).rows()).isNotEmpty();

    topics.writeMarker(
        names.matchDecisions.name(), "kizuna-uncounted", names.rejections.name() + ":0:0:1");

    await("a rebuild that is said, or done")
        .until(() -> !projection.isCurrent() || done(projection));
    await("of now again").until(projection::isCurrent);
    await("no rejection")
        .until(() -> projection.view().decisions().rejections(NETWORK, null, 10).rows().isEmpty());
    assertThat(projection.view().isCaughtUp()).isTrue();
    assertThat(projection.view().figures().losses().unreadable()).isZero();
  }

  private static boolean done(LedgerProjection projection) {
    return projection.view().decisions().rejections(NETWORK, null, 10).rows().isEmpty();
  }

  @Test
  void theDecisionOnAFactIsFoundByItsReceiptAndReadAgain() throws InterruptedException {
    long receipt = firstHour();
    LedgerProjection projection = projection();

    MatchDecision decision = decided(projection, receipt);

    assertThat(decision.getSubject()).isEqualTo("req-1");
    assertThat(decision.getExplanations()).hasSize(1);
    assertThat(projection.view().decisions().explanationsOf(NETWORK, "req-1")).hasSize(1);
    assertThat(outcomeOf(projection, NETWORK, receipt + 1))
        .isEqualTo(ReportOutcome.Missing.PENDING);
    assertThat(outcomeOf(projection, "elsewhere", receipt))
        .as("the partition's records are decided so far, and none is of this network")
        .isEqualTo(ReportOutcome.Missing.UNKNOWN);
    assertThat(outcomeOf(projection, "elsewhere", receipt + 1))
        .as("it may be the report that forms the network")
        .isEqualTo(ReportOutcome.Missing.PENDING);
  }

  @Test
  void anOffsetWithoutAFactIsUnknownOnceALaterFactIsDecided() throws InterruptedException {
    firstHour();
    log.put(f.confirmed("req-1", SUMIDA));
    log.put("another".getBytes(UTF_8), new byte[] {1, 2, 3});
    long last = log.put(f.offered("off-9", SUMIDA, 1, 3));
    LedgerProjection projection = projection();

    assertThat(outcomeOf(projection, NETWORK, last - 1)).isEqualTo(ReportOutcome.Missing.UNKNOWN);
  }

  @Test
  void noDecisionThatComesMeanwhileMakesItsReportUnknown() throws Exception {
    long offset = firstHour();
    LedgerProjection projection = projection();
    for (int i = 0; i < 300; i++) {
      offset++;
      String id = "off-meanwhile-" + i;
      Thread writer = new Thread(() -> log.put(f.offered(id, SUMIDA, 1, 3)));
      writer.start();
      ReportOutcome found = ReportOutcome.Missing.PENDING;
      while (found == ReportOutcome.Missing.PENDING) {
        found = outcomeOf(projection, NETWORK, offset);
      }
      assertThat(found).as("report " + i).isInstanceOf(ReportOutcome.Decided.class);
      writer.join();
    }
  }

  @Test
  void waitingForADecisionEndsWhenItComes() throws Exception {
    long last = firstHour();
    LedgerView view = projection().view();
    Thread writer = new Thread(() -> log.put(f.confirmed("req-1", SUMIDA)));
    writer.start();

    assertThat(
            view.decisions()
                .awaitOutcomeOf(names.intake, NETWORK, last + 1, Duration.ofSeconds(60)))
        .isInstanceOf(ReportOutcome.Decided.class);
    writer.join();
  }

  @Test
  void waitingForADecisionEndsWhenItsReportIsLost() throws Exception {
    long last = firstHour();
    LedgerView view = projection().view();
    Thread writer = new Thread(() -> log.put(NETWORK.getBytes(UTF_8), new byte[] {1, 2, 3}));
    writer.start();

    assertThat(
            view.decisions()
                .awaitOutcomeOf(names.intake, NETWORK, last + 1, Duration.ofSeconds(60)))
        .isInstanceOf(ReportOutcome.Lost.class);
    writer.join();
  }

  @Test
  void theNewestExplanationOfARequestIsKeptWithTheOnesBefore() throws InterruptedException {
    firstHour();
    log.put(f.withdrawn("off-1", SHINJUKU), f.offered("off-3", SHINJUKU, 6, 8));
    LedgerProjection projection = projection();

    List<DecisionPosition> known = projection.view().decisions().explanationsOf(NETWORK, "req-1");

    assertThat(known)
        .hasSize(3)
        .isSortedAccordingTo(java.util.Comparator.comparingLong(DecisionPosition::sequence));
  }

  @Test
  void namesComeOnlyFromListsThatWereAccepted() throws InterruptedException {
    firstHour();
    log.put(
        f.fact(
            Role.WARD,
            SUMIDA,
            FactKind.MUNICIPALITIES_LISTED,
            new MunicipalitiesListed(
                List.of(new Municipality(WAJIMA, "偽", "", "", MunicipalityKind.CITY, 37.0, 137.0)),
                "nobody")));
    LedgerProjection projection = projection();
    await("the rejection")
        .until(() -> projection.view().figures().networks().get(0).sums().rejections() == 1);

    assertThat(projection.view().names(Language.JA).municipality(WAJIMA)).isEqualTo("輪島市");
    assertThat(projection.view().names(Language.JA).municipality("999999")).isEqualTo("999999");
  }

  @Test
  void aRecordThatCannotBeReadIsCountedAndNothingElseIsMissing() throws InterruptedException {
    topics.write(names.dispatchLedger.name(), "tokyo23/x".getBytes(UTF_8), new byte[] {9, 9});
    topics.write(names.requestStatus.name(), "tokyo23/y".getBytes(UTF_8), new byte[0]);
    firstHour();

    LedgerView view = projection().view();

    assertThat(view.figures().losses().unreadable()).isEqualTo(2);
    assertThat(view.dispatches().page(LedgerQuery.ALL, null, 10).total()).isEqualTo(2);
  }

  @Test
  void aReportThatCouldNotBeReadIsFoundByItsReceipt() throws InterruptedException {
    firstHour();
    long receipt = log.put(NETWORK.getBytes(UTF_8), new byte[] {1, 2, 3});

    LedgerView view = projection().view();

    assertThat(view.figures().losses().deadLetters()).isEqualTo(1);
    assertThat(view.decisions().outcomeOf(names.intake, NETWORK, receipt))
        .isInstanceOf(ReportOutcome.Lost.class);
    assertThat(view.decisions().outcomeOf(names.intake, NETWORK, receipt - 1))
        .isInstanceOf(ReportOutcome.Decided.class);
  }

  @Test
  void aRowIsGoneWhenItsTombstoneComes() throws InterruptedException {
    firstHour();
    LedgerView view = projection().view();

    topics.write(names.dispatchLedger.name(), "tokyo23/req-1-1".getBytes(UTF_8), null);

    await("one line less")
        .until(() -> view.dispatches().page(LedgerQuery.ALL, null, 10).total() == 1);
    assertThat(view.figures().networks().get(0).sums().dispatches()).isEqualTo(1);
  }

  @Test
  void afterAFailureItGoesOnWhereItWas() throws InterruptedException {
    firstHour();
    LedgerProjection projection = projection();
    LedgerView before = projection.view();

    topics.failOnce(new KafkaException("the line was cut"));
    await("the failure").until(topics::failed);
    assertThat(projection.view().dispatches().page(LedgerQuery.ALL, null, 10).total()).isEqualTo(2);
    log.put(f.confirmed("req-1", SUMIDA));
    await("the confirmation").until(() -> !confirmed(projection.view()).isEmpty());

    assertThat(projection.view()).isSameAs(before);
    assertThat(projection.isCaughtUp()).isTrue();
    assertThat(before.figures().networks().get(0).sums().decisions()).isEqualTo(8);
  }

  @Test
  void aRegistryThatIsAwayIsWaitedFor() throws InterruptedException {
    firstHour();
    AwayRegistry registry = new AwayRegistry(topics.registry());
    topics.with(registry);
    LedgerProjection projection = topics.project(Namespace.LIVE);
    opened = Optional.of(projection);

    assertThat(projection.awaitCaughtUp(Duration.ofSeconds(15)).isCaughtUp()).isTrue();
    assertThat(registry.refusals).isPositive();
    assertThat(projection.view().figures().losses().unreadable()).isZero();
    assertThat(projection.view().dispatches().page(LedgerQuery.ALL, null, 10).total()).isEqualTo(2);
  }

  /**
   * Gives our own schemas ids of its own, so that those of the log must be asked for; at first it
   * cannot be asked.
   */
  private static final class AwayRegistry implements SchemaRegistry {
    private static final int SHIFT = 1_000;
    private final SchemaRegistry real;
    private final InMemoryRegistry own = new InMemoryRegistry();
    private volatile int refusals;

    AwayRegistry(SchemaRegistry real) {
      this.real = real;
    }

    @Override
    public int register(String subject, Schema schema) {
      return SHIFT + own.register(subject, schema);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one reader only
    public Optional<Schema> byId(int id) {
      if (refusals < 1) {
        refusals++;
        throw new RegistryUnavailable("http://registry", new Exception());
      }
      return real.byId(id);
    }
  }

  @Test
  void filtersNarrowTheLedger() throws InterruptedException {
    firstHour();
    LedgerView view = projection().view();

    assertThat(view.dispatches().page(query(SUMIDA, null), null, 10).rows())
        .extracting(LedgerEntry::getLender)
        .containsOnly(SUMIDA);
    assertThat(view.dispatches().page(query(null, DispatchState.ON_SITE), null, 10).total())
        .isZero();
    assertThat(view.dispatches().page(LedgerQuery.ofRequest(NETWORK, "req-2"), null, 10).total())
        .isZero();
    assertThat(
            view.dispatches()
                .page(
                    new LedgerQuery(
                        null,
                        null,
                        null,
                        null,
                        null,
                        java.util.Set.of(),
                        null,
                        DAY1.plusDays(8),
                        null),
                    null,
                    10)
                .total())
        .isZero();
  }

  private static LedgerQuery query(
      @org.jspecify.annotations.Nullable String lender,
      @org.jspecify.annotations.Nullable DispatchState state) {
    return new LedgerQuery(
        null,
        null,
        null,
        null,
        lender,
        state == null ? java.util.Set.of() : java.util.Set.of(state),
        null,
        null,
        null);
  }

  @Test
  void theSameFactTwiceIsOneOutcomeEach() throws InterruptedException {
    firstHour();
    var fact = f.offered("off-9", SUMIDA, 1, 3);
    long first = log.put(fact);
    long second = log.put(fact);
    LedgerProjection projection = projection();

    assertThat(outcome(projection, first)).isEqualTo(Outcome.ACCEPTED);
    assertThat(outcome(projection, second)).isEqualTo(Outcome.DUPLICATE);
  }

  private static Outcome outcome(LedgerProjection projection, long receipt) {
    return decided(projection, receipt).getOutcome();
  }

  private static MatchDecision decided(LedgerProjection projection, long receipt) {
    ReportOutcome found = outcomeOf(projection, NETWORK, receipt);
    assertThat(found).isInstanceOf(ReportOutcome.Decided.class);
    return projection
        .decisions()
        .decision(((ReportOutcome.Decided) found).position())
        .orElseThrow();
  }

  private static ReportOutcome outcomeOf(
      LedgerProjection projection, String network, long receipt) {
    return projection.view().decisions().outcomeOf(projection.topics().intake, network, receipt);
  }
}
