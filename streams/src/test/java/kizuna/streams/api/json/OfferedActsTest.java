package kizuna.streams.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.Outcome;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.matching.Report;
import kizuna.streams.matching.Walk;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules accept whatever a row offers, in any state, from the side to which it is offered. */
class OfferedActsTest {

  private static final int WALKS = 300;

  /**
   * Refusals of a retraction that a row foresees. Whether others use the people or the days by now,
   * and whether the basis of a promise still stands, only the state of the whole network tells.
   */
  private static final Set<RejectionCode> FORESEEN_OF_A_RETRACTION =
      EnumSet.of(
          RejectionCode.DISASTER_OVER,
          RejectionCode.NOTHING_TO_RETRACT,
          RejectionCode.PERIOD_PAST,
          RejectionCode.UNKNOWN_REQUEST);

  private final Map<String, Integer> taken = new TreeMap<>();
  private final Map<String, String> refused = new TreeMap<>();

  @Test
  void theRulesAcceptWhatARowOffers() {
    String broken =
        LongStream.range(0, WALKS)
            .mapToObj(seed -> new Walk().shownTo(this::tryWhatIsOffered).apply(seed))
            .filter(wrong -> !wrong.isEmpty())
            .collect(Collectors.joining("\n"));

    assertThat(broken).isEmpty();
    assertThat(refused).isEmpty();
    assertThat(taken.keySet())
        .as("acts that were offered in some state")
        .contains(
            "WARD confirm",
            "WARD answer-extension",
            "WARD retract",
            "DESK ask-extension",
            "DESK retask",
            "DESK merge",
            "DESK retract");
  }

  private void tryWhatIsOffered(NetworkAtWork kizuna) {
    NetworkState network = kizuna.network;
    for (Dispatch d : network.dispatches()) {
      LedgerEntry entry = StateTranslator.entry(kizuna.id, d, network.today());
      Dispatch row = StateTranslator.dispatch(entry);
      RequestCoverage book = network.requestOf(d.requestId());
      RequestStatus request = StateTranslator.status(kizuna.id, network, book, 1);
      Agreement agreement = network.register().agreement(d.agreementId());
      Disaster disaster = network.register().disaster(d.disasterId());
      boolean ended = DispatchActs.isEnded(request);
      DispatchActs.Moment moment =
          new DispatchActs.Moment(
              row,
              DispatchActs.terms(status(network, agreement), ended)
                  .waiving(
                      rule ->
                          network.register().overridesFor(d.requestId()).stream()
                              .flatMap(o -> o.waives(d.lender()).stream())
                              .anyMatch(rule.name()::equals)),
              ended,
              disaster != null && disaster.ended(),
              network.clock());
      for (Role side : new Role[] {Role.WARD, Role.DESK}) {
        String body = side == Role.WARD ? d.lender() : d.receiver();
        for (String act : moment.acts(side)) {
          tell(kizuna, side, body, act, fact(act, d, moment, network.today()));
        }
      }
    }
    for (RequestCoverage book : network.requests()) {
      merge(kizuna, book);
    }
  }

  /** A merge is offered beside a request for the same need that has not ended. */
  private void merge(NetworkAtWork kizuna, RequestCoverage book) {
    NetworkState network = kizuna.network;
    RequestStatus status = StateTranslator.status(kizuna.id, network, book, 1);
    boolean promised =
        DispatchActs.arePromised(
            book.dispatches().stream()
                .map(d -> StateTranslator.entry(kizuna.id, d, network.today()))
                .toList());
    boolean offered =
        StreamSupport.stream(LegalActs.of(status, promised).spliterator(), false)
            .anyMatch(act -> act.asString().equals("merge"));
    if (!offered) {
      return;
    }
    StreamSupport.stream(network.requests().spliterator(), false)
        .filter(other -> other != book && !network.state(other).isOver())
        .filter(other -> isSameNeed(other, book))
        .findFirst()
        .ifPresent(
            other ->
                tell(
                    kizuna,
                    Role.DESK,
                    book.request().receiver(),
                    "merge",
                    new Fact.AidRequestMerged(book.request().id(), other.request().id())));
  }

  private static boolean isSameNeed(RequestCoverage a, RequestCoverage b) {
    return a.request().receiver().equals(b.request().receiver())
        && a.request().disasterId().equals(b.request().disasterId())
        && a.request().taskType() == b.request().taskType()
        && a.request().qualifications().equals(b.request().qualifications())
        && a.request().period().overlaps(b.request().period());
  }

  private void tell(NetworkAtWork kizuna, Role side, String body, String act, Fact fact) {
    NetworkState network = kizuna.network;
    Decision answer =
        Decider.decide(
            network,
            new Report(kizuna.id, network.clock(), side, body, true, fact),
            Long.MAX_VALUE);
    boolean unforeseen =
        act.equals("retract")
            && answer.reasons().stream()
                .noneMatch(r -> FORESEEN_OF_A_RETRACTION.contains(r.code()));
    String offered = side + " " + act;
    if (answer.outcome() == Outcome.ACCEPTED) {
      taken.merge(offered, 1, Integer::sum);
    } else if (!unforeseen) {
      refused.putIfAbsent(
          offered + " " + answer.reasons().get(0).code(), fact + " " + answer.reasons());
    }
  }

  /** The shortest that a page sends, and the confirmation that it asks for. */
  private static Fact fact(String act, Dispatch d, DispatchActs.Moment at, LocalDate today) {
    Fact.DispatchName name = new Fact.DispatchName(d.id(), null, null);
    return switch (act) {
      case "retract" -> new Fact.ReportRetracted(name, null);
      case "ask-extension" -> new Fact.ExtensionRequested(name, d.lastDay().plusDays(1));
      case "answer-extension" -> new Fact.ExtensionAnswered(name, false);
      case "retask" -> new Fact.StaffRetasked(name, at.otherWork().get(0));
      default -> {
        Act what =
            Act.valueOf(
                act.equals("handover")
                    ? "HAND_OVER"
                    : act.toUpperCase(Locale.ROOT).replace('-', '_'));
        LocalDate last =
            switch (what) {
              case RELEASE, RECALL ->
                  today.isAfter(d.lastDay())
                      ? d.lastDay()
                      : today.isBefore(d.firstDay()) ? d.firstDay() : today;
              default -> null;
            };
        RefusalReason reason =
            switch (what) {
              case DECLINE, CANCEL -> RefusalReason.NO_STAFF_LEFT;
              // Of its own disaster a lender calls its people back without notice.
              case RECALL -> RefusalReason.OWN_DISASTER;
              default -> null;
            };
        yield new Fact.DispatchActed(what, name, last, reason, true);
      }
    };
  }

  private static @Nullable AgreementStatus status(NetworkState network, @Nullable Agreement a) {
    return a == null
        ? null
        : AgreementStatus.newBuilder()
            .setNetworkId(NetworkAtWork.ID)
            .setAgreementId(a.id())
            .setVersion(a.version())
            .setTitle(a.id())
            .setState(kizuna.codes.AgreementState.valueOf(a.state(network.today()).name()))
            .setLenders(List.of())
            .setLenderAssociations(List.of())
            .setReceivers(List.of())
            .setAssociations(List.of())
            .setHazards(List.of())
            .setTaskTypes(
                a.taskTypes().stream()
                    .map(task -> kizuna.codes.TaskType.valueOf(task.name()))
                    .toList())
            .setHeadCountLimit(a.headCountLimit())
            .setLongestTourDays(a.longestTourDays())
            .setTravelDays(a.travelDays())
            .setRecallNoticeDays(a.recallNoticeDays())
            .setCostBearer(kizuna.codes.CostBearer.RECEIVER)
            .setValidFrom(a.validFrom())
            .setValidTo(a.validTo().equals(Agreement.OPEN_END) ? null : a.validTo())
            .setSource("test")
            .setCertainty(kizuna.codes.Certainty.ILLUSTRATIVE)
            .setPlanConfirmations(List.of())
            .setSequence(1L)
            .setChangedAt(network.clock())
            .build();
  }
}
