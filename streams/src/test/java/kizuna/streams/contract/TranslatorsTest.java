package kizuna.streams.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.RuledOut;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Explanation;
import kizuna.streams.matching.LenderVerdict;
import kizuna.streams.matching.MatchTrigger;
import kizuna.streams.matching.Notice;
import kizuna.streams.matching.Outcome;
import kizuna.streams.matching.Rearrangement;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.Report;
import kizuna.streams.matching.Verdict;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Request;
import kizuna.streams.state.Tier;
import kizuna.streams.topology.RandomFacts;
import kizuna.streams.topology.RandomRecords;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract and the domain say the same, in both directions, whatever the values. */
class TranslatorsTest {

  private static final int SEEDS = 60;
  private static final LocalDate SOME_DAY = LocalDate.of(2024, 1, 1);
  private static final FactTranslator FACTS = new FactTranslator(Namespace.LIVE);

  // Code lists.

  /** Lists of the domain whose twin in the contract bears another name. */
  private static final Map<Class<?>, String> TWIN_NAMES =
      Map.of(
          EligibilityRule.class, "MatchRule",
          OverrideDecision.Kind.class, "OverrideKind",
          Notice.Code.class, "NoticeCode",
          ReportKind.class, "FactKind",
          DispatchState.Report.class, "DispatchReport");

  /** Lists that the contract does not know: what is told of them is told otherwise. */
  private static final Set<String> WITHOUT_TWIN =
      Set.of(
          "AgreementState",
          "AgreementState$Act",
          "RequestState$Act",
          "OfferState$Act",
          "DispatchState$Act",
          "Request$End",
          "DispatchTerms$Obstacle",
          "Offer$End",
          "EligibilityRule$Kind",
          "AgreementChoice",
          "OfferChoice",
          "ServingOrder",
          "Deadline",
          "AdvanceRule",
          "MovingRule",
          "RuleLimit",
          "TourRule");

  static Stream<Class<?>> domainEnums() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("kizuna.streams.state", "kizuna.streams.matching")
            .stream()
            .filter(JavaClass::isEnum)
            .filter(c -> !c.getSimpleName().isEmpty())
            .<Class<?>>map(JavaClass::reflect)
            .filter(c -> c.isEnum() && !WITHOUT_TWIN.contains(binaryName(c)))
            .sorted(java.util.Comparator.comparing(Class::getName));
  }

  private static String binaryName(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1);
  }

  @Test
  void allCodeListsOfTheDomainAreCompared() {
    assertThat(domainEnums()).hasSize(24);
  }

  @ParameterizedTest
  @MethodSource("domainEnums")
  void aCodeListHasTheCodesOfItsTwinInTheSameOrder(Class<?> domain) throws Exception {
    String twin = TWIN_NAMES.getOrDefault(domain, domain.getSimpleName());
    Class<?> contract = Class.forName("kizuna.codes." + twin);

    List<String> codes = new ArrayList<>(names(contract));
    assertThat(codes).endsWith("UNKNOWN");
    codes.remove("UNKNOWN");
    assertThat(names(domain)).isEqualTo(codes);
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
  }

  @Test
  void aCodeOfTomorrowIsNoCodeOfTheDomain() {
    assertThatThrownBy(
            () ->
                EnumMapping.to(kizuna.streams.state.TaskType.class, kizuna.codes.TaskType.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a TaskType, but UNKNOWN");
  }

  // Facts.

  static List<FactKind> kinds() {
    return FactKinds.kinds();
  }

  @Test
  void everyKindOfTheContractIsTranslated() {
    List<FactKind> all = new ArrayList<>(List.of(FactKind.values()));
    all.remove(FactKind.UNKNOWN);
    assertThat(kinds()).containsExactlyElementsOf(all);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFactOfEachKindIsOneOfTheDomain(FactKind kind) {
    Random random = new Random(kind.ordinal());
    for (int i = 0; i < SEEDS; i++) {
      Fact fact = fact(kind, new RandomRecords(random, false));
      Report report = FACTS.report(fact);

      assertThat(report.networkId()).isEqualTo(fact.getNetworkId());
      assertThat(report.recordedAt()).isEqualTo(fact.getRecordedAt());
      assertThat(report.role().name()).isEqualTo(fact.getReporter().getRole().name());
      assertThat(report.body()).isEqualTo(fact.getReporter().getBody());
      assertThat(report.ofThisMode()).isEqualTo(fact.getMode() == OperationMode.ACTUAL);
      if (report.fact() instanceof kizuna.streams.state.Fact.DispatchActed acted) {
        assertThat(acted.act()).isEqualTo(ACTS.get(kind));
      } else {
        assertThat(report.fact().getClass().getSimpleName()).isEqualTo(FactForm.name(kind));
      }
    }
  }

  private static final Map<FactKind, DispatchState.Act> ACTS =
      Map.of(
          FactKind.DISPATCH_CONFIRMED, DispatchState.Act.CONFIRM,
          FactKind.DISPATCH_DECLINED, DispatchState.Act.DECLINE,
          FactKind.DISPATCH_CANCELLED, DispatchState.Act.CANCEL,
          FactKind.STAFF_DEPARTED, DispatchState.Act.DEPART,
          FactKind.STAFF_ARRIVED, DispatchState.Act.ARRIVE,
          FactKind.HANDOVER_STARTED, DispatchState.Act.HAND_OVER,
          FactKind.STAFF_RECALLED, DispatchState.Act.RECALL,
          FactKind.STAFF_RELEASED, DispatchState.Act.RELEASE,
          FactKind.STAFF_RETURNED, DispatchState.Act.RETURN);

  @Test
  void aKindOfTomorrowIsNoFactOfTheDomain() {
    Fact fact = fact(FactKind.TIME_PASSED, new RandomRecords(new Random(1), false));
    fact.put("kind", FactKind.UNKNOWN);

    assertThatThrownBy(() -> FACTS.report(fact))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a known kind of fact");
  }

  /** What people read, and nothing is decided by. */
  private static final Set<String> DECIDES_NOTHING =
      Set.of(
          // Where needs are given by day, as here, they say it.
          "AidRequested.headCount",
          "NetworkFormed.name",
          "NetworkTermsChanged.name",
          "ClockSet.reason",
          "MunicipalitiesListed.source",
          "Municipality.name",
          "Municipality.kana",
          "Municipality.romaji",
          "Municipality.kind",
          "AssociationListed.name",
          "AssociationListed.source",
          "AgreementSigned.title",
          "AgreementSigned.source",
          "AgreementSigned.certainty",
          "ExtensionAnswered.reason",
          "OverrideMade.reason",
          "OverrideRevoked.reason",
          "AgreementSuspended.reason",
          "DutyDeskPublished.office",
          "DutyDeskPublished.phone",
          "DutyDeskPublished.secondPhone",
          "DutyDeskPublished.remark",
          "LessonRecorded.text",
          "LessonRecorded.facts",
          "LessonRecorded.ownerOffice",
          "LessonRecorded.dueOn",
          "LessonRecorded.testedBy",
          "LessonClosed.objective",
          "ContactTestSent.withinMinutes",
          // A denial is on record and changes nothing.
          "AccessDenied.role",
          "AccessDenied.body",
          "AccessDenied.method",
          "AccessDenied.path",
          "AccessDenied.attempted",
          "AccessDenied.about",
          "AccessDenied.code",
          "AccessDenied.suppressed");

  /** Another value in any one field is another fact of the domain: no field is forgotten. */
  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldOfAFactArrives(FactKind kind) {
    RandomRecords records = new RandomRecords(new Random(kind.ordinal()), true);
    Fact fact = fact(kind, records);
    changeEachField(FactForm.bodyOf(fact), fact, records);
  }

  /** The head-count of a request counts where its needs are not given by day. */
  @Test
  void theHeadCountOfARequestIsItsNeedOnEachDayUnlessNeedsAreGivenByDay() {
    Fact fact = fact(FactKind.AID_REQUESTED, new RandomRecords(new Random(3), true));
    fact.getAidRequested().put("headCount", 7);
    fact.getAidRequested().put("needs", List.of());
    kizuna.streams.state.Request request =
        ((kizuna.streams.state.Fact.AidRequested) FACTS.report(fact).fact()).request();

    assertThat(request.needs()).containsExactly(new DailyCount(request.period(), 7));
    assertThat(request.headCount()).isEqualTo(7);
  }

  private static void changeEachField(
      SpecificRecordBase record, Fact whole, RandomRecords records) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof SpecificRecordBase inner) {
        changeEachField(inner, whole, records);
        continue;
      }
      if (value instanceof List<?> list && list.get(0) instanceof SpecificRecordBase inner) {
        changeEachField(inner, whole, records);
        continue;
      }
      String name = record.getSchema().getName() + "." + field.name();
      kizuna.streams.state.Fact before = FACTS.report(whole).fact();
      Object other = other(value, field, records);
      record.put(field.pos(), other);
      kizuna.streams.state.Fact after = FACTS.report(whole).fact();
      record.put(field.pos(), value);
      if (DECIDES_NOTHING.contains(name)) {
        assertThat(after).as(name).isEqualTo(before);
      } else {
        assertThat(after).as("%s: %s instead of %s", name, other, value).isNotEqualTo(before);
      }
    }
  }

  private static Object other(Object value, Schema.Field field, RandomRecords records) {
    if (field.name().equals("firstDay")) {
      return ((java.time.LocalDate) value).minusDays(1);
    }
    if (field.name().equals("lastDay")) {
      return ((java.time.LocalDate) value).plusDays(1);
    }
    while (true) {
      Object other = records.value(field.schema());
      if (other != null && !other.equals(value)) {
        return other;
      }
    }
  }

  private static Fact fact(FactKind kind, RandomRecords records) {
    Fact fact = new Fact();
    for (Schema.Field field : Fact.getClassSchema().getFields()) {
      if (!field.schema().isUnion()) {
        fact.put(field.pos(), records.value(field.schema()));
      }
    }
    String body = FactForm.name(kind);
    Schema.Field field =
        Fact.getClassSchema().getField(Character.toLowerCase(body.charAt(0)) + body.substring(1));
    fact.put(field.pos(), records.value(FactForm.schema(kind)));
    fact.put("kind", kind);
    return fact;
  }

  // States: what is published is also what a restart rebuilds the books from.

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  private static final Topics TOPICS = Topics.of(Namespace.LIVE);
  private static final TopicSerdes FORMATS = TopicSerdes.of(TOPICS, new InMemoryRegistry());

  @ParameterizedTest
  @MethodSource("seeds")
  void aLedgerEntryIsTheSameAfterARestart(int seed) {
    LedgerEntry entry = new RandomRecords(new Random(seed), false).next(LedgerEntry.class);

    Dispatch dispatch = StateTranslator.dispatch(wire(FORMATS.ledger(), entry));
    LedgerEntry again =
        StateTranslator.entry(
            entry.getNetworkId(),
            dispatch,
            LocalDate.ofInstant(entry.getChangedAt(), NetworkView.JAPAN));
    // Which report is missing follows from the day, and is not kept.
    assertThat(again)
        .isEqualTo(
            LedgerEntry.newBuilder(entry)
                .setMissingReport(again.getMissingReport())
                .setReportDueOn(again.getReportDueOn())
                .build());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRequestIsTheSameAfterARestart(int seed) {
    RequestStatus drawn = new RandomRecords(new Random(seed), false).next(RequestStatus.class);
    Request request = StateTranslator.request(drawn);
    NetworkState network = network();
    network.apply(new Change.RequestPut(request));

    RequestStatus published =
        wire(
            FORMATS.requests(),
            StateTranslator.status(
                drawn.getNetworkId(),
                network,
                network.requestOf(request.id()),
                drawn.getSequence()));
    assertThat(StateTranslator.request(published)).isEqualTo(request);
    NetworkState rebuilt = network();
    rebuilt.apply(new Change.RequestPut(StateTranslator.request(published)));
    assertThat(
            StateTranslator.status(
                drawn.getNetworkId(),
                rebuilt,
                rebuilt.requestOf(request.id()),
                drawn.getSequence()))
        .isEqualTo(published);
    assertAlike(published, drawn, DERIVED_OF_REQUEST);
    assertThat(published.getHeadCount())
        .isEqualTo(
            drawn.getNeeds().stream()
                .mapToInt(kizuna.facts.DailyCount::getHeadCount)
                .max()
                .orElse(drawn.getHeadCount()));
  }

  private static final Set<String> DERIVED_OF_REQUEST =
      Set.of(
          "headCount",
          "state",
          "requestedPersonDays",
          "coveredPersonDays",
          "openPersonDays",
          "open",
          "unmetPersonDays",
          "unmet",
          "changedAt");

  @ParameterizedTest
  @MethodSource("seeds")
  void anOfferIsTheSameAfterARestart(int seed) {
    OfferStatus drawn = new RandomRecords(new Random(seed), false).next(OfferStatus.class);
    Offer offer = StateTranslator.offer(drawn);
    NetworkState network = network();
    network.apply(new Change.OfferPut(offer));

    OfferStatus published =
        wire(
            FORMATS.offers(),
            StateTranslator.status(
                drawn.getNetworkId(), network, network.offerOf(offer.id()), drawn.getSequence()));
    assertThat(StateTranslator.offer(published)).isEqualTo(offer);
    assertThat(published.getOfferedPersonDays())
        .isEqualTo(offer.headCount() * offer.period().days());
    assertAlike(
        published, drawn, Set.of("state", "offeredPersonDays", "promisedPersonDays", "changedAt"));
  }

  /** Every field but those that the books work out. */
  private static void assertAlike(
      SpecificRecordBase actual, SpecificRecordBase expected, Set<String> derived) {
    for (Schema.Field field : expected.getSchema().getFields()) {
      if (!derived.contains(field.name())) {
        assertThat(actual.get(field.pos())).as(field.name()).isEqualTo(expected.get(field.pos()));
      }
    }
  }

  private static NetworkState network() {
    NetworkState network = new NetworkState("tokyo23");
    network.apply(
        new Change.Recorded(
            new kizuna.streams.state.Fact.NetworkFormed(
                List.of("131041"), 60, 30, 24, Tier.AGREEMENT, null, 0, 0)));
    network.apply(new Change.ClockSet(Instant.parse("2024-01-01T00:00:00Z")));
    return network;
  }

  private static <V extends SpecificRecordBase> V wire(WireFormat<V> format, V value) {
    try {
      return format.decode(format.encode(value));
    } catch (UnreadableRecord e) {
      throw new AssertionError("expected what we write to be readable", e);
    }
  }

  // Decisions.

  @ParameterizedTest
  @MethodSource("seeds")
  void anEventSaysOfADispatchWhatTheLedgerSays(int seed) {
    LedgerEntry entry = new RandomRecords(new Random(seed), false).next(LedgerEntry.class);
    UUID cause = new UUID(seed, 1);
    DispatchEvent event =
        wire(
            FORMATS.events(),
            DecisionTranslator.event(entry.getNetworkId(), cause, StateTranslator.dispatch(entry)));

    assertThat(event.getCauseId()).isEqualTo(cause);
    assertThat(event.getAt()).isEqualTo(entry.getChangedAt());
    for (Schema.Field field : event.getSchema().getFields()) {
      Schema.Field same = entry.getSchema().getField(field.name());
      if (same != null) {
        assertThat(event.get(field.pos())).as(field.name()).isEqualTo(entry.get(same.pos()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aDecisionReadBackSaysTheSame(int seed) {
    Decision decision = decision(new Random(seed), 3, 5);

    assertThat(DecisionTranslator.reasons(decision))
        .isEqualTo(decision.reasons().stream().map(Written::of).toList());
    List<kizuna.decisions.Explanation> written = DecisionTranslator.explanations(decision);
    assertThat(written).hasSameSizeAs(decision.explanations());
    for (int i = 0; i < written.size(); i++) {
      sameExplanation(written.get(i), decision.explanations().get(i));
    }
    assertThat(
            DecisionTranslator.notices(decision).stream()
                .map(
                    n ->
                        new Notice(
                            EnumMapping.to(Notice.Code.class, n.getCode()),
                            n.getSubject(),
                            n.getAddressee(),
                            n.getDay(),
                            n.getCount(),
                            n.getOther())))
        .isEqualTo(decision.notices());
  }

  private static void sameExplanation(kizuna.decisions.Explanation written, Explanation said) {
    assertThat(written.getRequestId()).isEqualTo(said.request().id());
    assertThat(written.getDisasterId()).isEqualTo(said.request().disasterId());
    assertThat(written.getReceiver()).isEqualTo(said.request().receiver());
    assertThat(EnumMapping.to(MatchTrigger.class, written.getTrigger())).isEqualTo(said.trigger());
    assertThat(written.getRequestedPersonDays()).isEqualTo(said.requestedPersonDays());
    assertThat(written.getOpenBefore()).isEqualTo(said.openBefore());
    assertThat(written.getOpenAfter()).isEqualTo(said.openAfter());
    assertThat(written.getLenders()).isEqualTo(said.lenders());
    assertThat(written.getVerdicts()).hasSameSizeAs(said.verdicts());
    assertThat(written.getNearestMiss()).isEqualTo(said.nearestMiss().orElse(null));
    assertThat(written.getRearrangements())
        .extracting("dispatchId", "lender", "requestId", "forRequestId", "replacedBy")
        .isEqualTo(
            said.rearrangements().stream()
                .map(
                    r ->
                        org.assertj.core.api.Assertions.tuple(
                            r.dispatch().id(),
                            r.dispatch().lender(),
                            r.dispatch().requestId(),
                            r.forRequestId(),
                            r.replacedBy()))
                .toList());
    Map<String, Integer> firstNo = new TreeMap<>();
    if (said.unbound() > 0) {
      firstNo.put("AGREEMENT_IN_FORCE", said.unbound());
    }
    for (int i = 0; i < said.verdicts().size(); i++) {
      LenderVerdict v = said.verdicts().get(i);
      sameVerdict(written.getVerdicts().get(i), v);
      if (v.verdict() == Verdict.RULED_OUT) {
        firstNo.merge(v.findings().get(0).rule().name(), 1, Integer::sum);
      }
    }
    assertThat(written.getHistogram())
        .isSortedAccordingTo(
            java.util.Comparator.comparing(RuledOut::getLenders)
                .reversed()
                .thenComparing(RuledOut::getRule));
    Map<String, Integer> histogram = new TreeMap<>();
    written.getHistogram().forEach(r -> histogram.put(r.getRule().name(), r.getLenders()));
    assertThat(histogram).isEqualTo(firstNo);
  }

  private static void sameVerdict(kizuna.decisions.LenderVerdict written, LenderVerdict said) {
    assertThat(written.getLender()).isEqualTo(said.lender());
    assertThat(EnumMapping.to(Verdict.class, written.getVerdict())).isEqualTo(said.verdict());
    assertThat(written.getFindings()).isEqualTo(said.findings().stream().map(Written::of).toList());
    assertThat(written.getOverrides()).isEqualTo(said.overrides());
    assertThat(
            written.getNextFree() == null
                ? null
                : DailyCounts.ofFacts(List.of(written.getNextFree())).get(0))
        .isEqualTo(said.nextFree());
    Agreement agreement = said.agreement();
    assertThat(written.getAgreementId()).isEqualTo(agreement == null ? null : agreement.id());
    assertThat(written.getAgreementVersion())
        .isEqualTo(agreement == null ? null : agreement.version());
    kizuna.decisions.Rank rank = written.getRank();
    assertThat(
            rank == null
                ? null
                : new Rank(
                    rank.getPinned(),
                    rank.getPlanConfirmed(),
                    rank.getOwnPartner(),
                    rank.getLead(),
                    rank.getSameCounterpart(),
                    rank.getPersonDays(),
                    rank.getDistanceKm(),
                    said.lender()))
        .isEqualTo(said.rank());
    assertThat(written.getProposals())
        .extracting("dispatchId", "offerId", "headCount", "firstDay", "lastDay")
        .isEqualTo(
            said.proposals().stream()
                .map(
                    d ->
                        org.assertj.core.api.Assertions.tuple(
                            d.id(), d.offerId(), d.headCount(), d.firstDay(), d.lastDay()))
                .toList());
  }

  @Test
  void aDecisionThatTouchesVeryMuchStillFitsOneRecordAndTellsAllThatWereChosen() {
    Decision huge = decision(new Random(7), 5_001, 23);
    List<kizuna.decisions.Explanation> written = DecisionTranslator.explanations(huge);

    assertThat(written).hasSize(5_000);
    for (int i = 0; i < written.size(); i++) {
      List<LenderVerdict> said = huge.explanations().get(i).verdicts();
      boolean told = (i + 1) * 23 <= 20_000;
      assertThat(written.get(i).getLenders()).isEqualTo(23 + i % 3);
      assertThat(written.get(i).getVerdicts())
          .extracting(kizuna.decisions.LenderVerdict::getLender)
          .isEqualTo(
              said.stream()
                  .filter(v -> told || v.verdict() == Verdict.CHOSEN)
                  .map(LenderVerdict::lender)
                  .toList());
      assertThat(written.get(i).getHistogram().stream().mapToInt(RuledOut::getLenders).sum())
          .isEqualTo(
              i % 3 + (int) said.stream().filter(v -> v.verdict() == Verdict.RULED_OUT).count());
    }
  }

  /** All confirmations of a large network run out on one day, and three people are missing. */
  @Test
  void ofTooManyNoticesNoCodeHidesAnother() {
    List<Notice> notices = new ArrayList<>();
    int many = 2 * DecisionTranslator.MAX_NOTICES;
    for (int i = 0; i < many; i++) {
      notices.add(notice(Notice.Code.PLAN_CONFIRMATION_DUE, "k" + i));
    }
    for (int i = 0; i < many; i++) {
      notices.add(notice(Notice.Code.DOCUMENT_PENDING, "r" + i));
    }
    for (int i = 0; i < 3; i++) {
      notices.add(notice(Notice.Code.REPORT_MISSING, "d" + i));
    }

    List<kizuna.decisions.Notice> written = DecisionTranslator.notices(noticed(notices));

    // 2 x 2,498 and 3: what cannot be shared out equally is left out.
    assertThat(written).hasSize(DecisionTranslator.MAX_NOTICES - 1);
    assertThat(written)
        .extracting(kizuna.decisions.Notice::getSubject)
        .startsWith("k0", "k1")
        .contains("k2497", "r0", "r2497")
        .doesNotContain("k2498", "r2498")
        .endsWith("d0", "d1", "d2");
    List<Notice> fit = notices.subList(many - 3, many - 3 + DecisionTranslator.MAX_NOTICES);
    assertThat(DecisionTranslator.notices(noticed(fit))).hasSize(fit.size());
  }

  private static Notice notice(Notice.Code code, String subject) {
    return new Notice(code, subject, "tokyo23", null, 1);
  }

  private static Decision noticed(List<Notice> notices) {
    return new Decision(
        Outcome.ACCEPTED, List.of(), List.of(), "s", List.of(), List.of(), notices, List.of());
  }

  private static Decision decision(Random random, int explanations, int lenders) {
    RandomRecords records = new RandomRecords(random, false);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reasons.add(new RandomFacts(random).any(Reason.class));
    }
    List<Explanation> whys = new ArrayList<>();
    for (int i = 0; i < explanations; i++) {
      List<LenderVerdict> verdicts = new ArrayList<>();
      for (int l = 0; l < lenders; l++) {
        verdicts.add(verdict("lender-" + l, random, records));
      }
      MatchTrigger[] triggers = MatchTrigger.values();
      whys.add(
          new Explanation(
              StateTranslator.request(records.next(RequestStatus.class)),
              triggers[random.nextInt(triggers.length)],
              random.nextInt(1000),
              random.nextInt(1000),
              random.nextInt(1000),
              verdicts.size() + i % 3,
              verdicts,
              rearrangements(random, records)));
    }
    return new Decision(
        Outcome.ACCEPTED,
        reasons,
        List.of(),
        "subject",
        List.of(),
        whys,
        notices(random),
        List.of());
  }

  private static LenderVerdict verdict(String lender, Random random, RandomRecords records) {
    Verdict verdict = Verdict.values()[random.nextInt(3)];
    List<Finding> findings = new ArrayList<>();
    if (verdict == Verdict.RULED_OUT) {
      for (int i = 0; i < 2; i++) {
        findings.add(new RandomFacts(random).any(Finding.class));
      }
    }
    Agreement agreement =
        random.nextBoolean()
            ? null
            : ((kizuna.streams.state.Fact.AgreementSigned)
                    FACTS.report(fact(FactKind.AGREEMENT_SIGNED, records)).fact())
                .agreement();
    Rank rank =
        verdict == Verdict.RULED_OUT
            ? null
            : new Rank(
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(500),
                random.nextInt(900),
                lender);
    List<Dispatch> proposals =
        verdict == Verdict.CHOSEN
            ? List.of(StateTranslator.dispatch(records.next(LedgerEntry.class)))
            : List.of();
    List<String> overrides = random.nextBoolean() ? List.of() : List.of("ov-1", "ov-2");
    DailyCount nextFree =
        verdict == Verdict.RULED_OUT && random.nextBoolean()
            ? new DailyCount(
                new Period(SOME_DAY, SOME_DAY.plusDays(random.nextInt(9))), 1 + random.nextInt(9))
            : null;
    return new LenderVerdict(
        lender, verdict, findings, agreement, rank, proposals, overrides, nextFree);
  }

  private static List<Rearrangement> rearrangements(Random random, RandomRecords records) {
    List<Rearrangement> moved = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      moved.add(
          new Rearrangement(
              StateTranslator.dispatch(records.next(LedgerEntry.class)),
              "r" + random.nextInt(9),
              random.nextBoolean() ? List.of() : List.of("r1-2", "r1-3")));
    }
    return moved;
  }

  private static List<Notice> notices(Random random) {
    List<Notice> notices = new ArrayList<>();
    for (Notice.Code code : Notice.Code.values()) {
      notices.add(
          new Notice(
              code,
              "s" + random.nextInt(9),
              "a" + random.nextInt(9),
              random.nextBoolean() ? null : SOME_DAY,
              random.nextInt(99),
              random.nextBoolean() ? null : "o" + random.nextInt(9)));
    }
    return notices;
  }
}
