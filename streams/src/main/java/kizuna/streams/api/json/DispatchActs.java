package kizuna.streams.api.json;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.codes.OverrideKind;
import kizuna.schemas.JapanTime;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.ledger.model.ActiveOverride;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.matching.DispatchTerms;
import kizuna.streams.matching.Retraction;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The acts on dispatches that are legal now, named by the last part of their path, and what limits
 * them. Keeps the agreements and waivers that it has read for one answer.
 */
public final class DispatchActs {

  /** States of dispatches whose people are promised or away for certain. */
  public static final Set<kizuna.codes.DispatchState> PROMISED =
      Arrays.stream(DispatchState.values())
          .filter(DispatchState::isPromised)
          .map(state -> kizuna.codes.DispatchState.valueOf(state.name()))
          .collect(Collectors.toUnmodifiableSet());

  /** Overrides read by one query; those of ended requests are archived. */
  private static final int PAGE = 1_000;

  /**
   * A dispatch at a moment.
   *
   * @param clock the log's time in its network
   */
  record Moment(
      Dispatch dispatch,
      DispatchTerms terms,
      boolean requestEnded,
      boolean disasterEnded,
      Instant clock) {

    LocalDate today() {
      return JapanTime.dayOf(clock);
    }

    /**
     * The legal acts of one side. An act that skips a report is offered on its usual days only:
     * before them, the next act is meant.
     */
    List<String> acts(Role side) {
      List<String> acts = new ArrayList<>();
      for (Act act : Act.values()) {
        boolean next = !dispatch.implies(act) || isUsual(act);
        if (isLegal(act, side) && next) {
          acts.add(word(act));
        }
      }
      if (isBy(side) && mayBeRetracted()) {
        acts.add("retract");
      }
      return acts;
    }

    /** Legal acts of one side that are far from their day today: they need a confirmation. */
    List<String> unusual(Role side) {
      return Arrays.stream(Act.values())
          .filter(act -> isLegal(act, side) && !isUsual(act))
          .map(Moment::word)
          .toList();
    }

    /** For coordinators: of both sides. */
    Set<String> ofBothSides() {
      Set<String> acts = new LinkedHashSet<>(acts(Role.WARD));
      acts.addAll(acts(Role.DESK));
      if (mayBeRetracted()) {
        acts.add("retract");
      }
      return acts;
    }

    private boolean isLegal(Act act, Role side) {
      return dispatch.allows(act)
          && act.by().contains(side)
          && switch (act) {
            case ASK_EXTENSION -> terms.toStayLonger(dispatch, today()).isEmpty();
            case ANSWER_EXTENSION -> dispatch.extensionAskedTo() != null;
            case RETASK -> !otherWork().isEmpty();
            default -> true;
          };
    }

    /** Why the lender can only refuse the extension that waits for its answer; empty: it can. */
    Optional<DispatchTerms.Obstacle> onlyRefused() {
      return dispatch
          .waitsForExtension()
          .flatMap(until -> terms.toStayUntil(until, dispatch, today()));
    }

    /** Other work that the agreement covers. */
    List<TaskType> otherWork() {
      return Arrays.stream(TaskType.values())
          .filter(task -> task != dispatch.taskType() && terms.covers(task))
          .toList();
    }

    private boolean isUsual(Act act) {
      return dispatch.usualDays(act).filter(days -> !days.contains(today())).isEmpty();
    }

    private boolean mayBeRetracted() {
      return !dispatch.steps().isEmpty()
          && !Retraction.of(dispatch, dispatch.changedSequence(), clock)
              .isTooLate(requestEnded, disasterEnded);
    }

    private boolean isBy(Role side) {
      if (dispatch.steps().isEmpty()) {
        return false;
      }
      Dispatch.Step last = dispatch.steps().get(dispatch.steps().size() - 1);
      return last.role() == side
          && last.body().equals(side == Role.DESK ? dispatch.receiver() : dispatch.lender());
    }

    private static String word(Act act) {
      return act == Act.HAND_OVER ? "handover" : LegalActs.word(act);
    }
  }

  private final LedgerView view;
  private final Map<String, Optional<AgreementStatus>> agreements = new HashMap<>();
  private final Map<String, Set<String>> waivers = new HashMap<>();

  public DispatchActs(LedgerView view) {
    this.view = view;
  }

  /**
   * Adds what the receiver may do.
   *
   * @param request of the dispatch; null: not known
   */
  public ObjectNode ofDesk(ObjectNode row, LedgerEntry e, @Nullable RequestStatus request) {
    Optional<Moment> moment = moment(e, request);
    acts(row, moment, Role.DESK);
    moment
        .filter(m -> m.dispatch().allows(Act.ASK_EXTENSION))
        .flatMap(DispatchActs::longestStay)
        .ifPresent(stay -> row.set("stay", stay));
    moment
        .filter(m -> m.isLegal(Act.RETASK, Role.DESK) && !m.terms().taskTypes().isEmpty())
        .ifPresent(
            m -> {
              ArrayNode others = row.putArray("otherWork");
              m.otherWork().forEach(task -> others.add(task.name()));
            });
    return row;
  }

  /** Adds what the lender may do, as {@link #ofDesk}. */
  public ObjectNode ofLender(ObjectNode row, LedgerEntry e, @Nullable RequestStatus request) {
    Optional<Moment> moment = moment(e, request);
    acts(row, moment, Role.WARD);
    moment
        .flatMap(Moment::onlyRefused)
        .ifPresent(obstacle -> row.put("extensionObstacle", obstacle.name()));
    agreement(e).ifPresent(a -> row.put("agreementTitle", a.getTitle()));
    return row;
  }

  private static void acts(ObjectNode row, Optional<Moment> moment, Role role) {
    row.set("acts", LegalActs.array(moment.map(m -> m.acts(role)).orElse(List.of())));
    row.set("unusualActs", LegalActs.array(moment.map(m -> m.unusual(role)).orElse(List.of())));
  }

  /** Adds what a coordinator may do for both sides, as {@link #ofDesk}. */
  public ObjectNode ofBothSides(ObjectNode row, LedgerEntry e, @Nullable RequestStatus request) {
    row.set("acts", LegalActs.array(moment(e, request).map(Moment::ofBothSides).orElse(Set.of())));
    return row;
  }

  /**
   * The last day to which a dispatch can be extended and the rule that sets it; or why it cannot be
   * extended. Empty: nothing limits it.
   */
  private static Optional<ObjectNode> longestStay(Moment m) {
    LocalDate end = m.terms().inForceUntil();
    LocalDate tour = m.terms().lastDayOfTour(m.dispatch()).orElse(null);
    Optional<DispatchTerms.Obstacle> obstacle = m.terms().toStayLonger(m.dispatch(), m.today());
    if (tour == null && end == null && obstacle.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode stay = JsonNodeFactory.instance.objectNode();
    stay.put("agreementId", m.dispatch().agreementId());
    obstacle.ifPresent(o -> stay.put("obstacle", o.name()));
    if (tour != null || end != null) {
      boolean byTour = end == null || (tour != null && !tour.isAfter(end));
      stay.put("latest", String.valueOf(byTour ? tour : end));
      stay.put("limit", byTour ? "TOUR" : "END");
    }
    if (m.terms().longestTourDays() != null) {
      stay.put("longestTourDays", m.terms().longestTourDays());
    }
    return Optional.of(stay);
  }

  /** Empty for a dispatch in a state that this version does not know. */
  private Optional<Moment> moment(LedgerEntry e, @Nullable RequestStatus request) {
    if (e.getState() == kizuna.codes.DispatchState.UNKNOWN) {
      return Optional.empty();
    }
    boolean requestEnded = request != null && isEnded(request);
    DisasterEntry disaster = view.references().disaster(e.getNetworkId() + "/" + e.getDisasterId());
    return Optional.of(
        new Moment(
            StateTranslator.dispatch(e),
            terms(agreement(e).orElse(null), requestEnded).waiving(rule -> isWaived(e, rule)),
            requestEnded,
            disaster != null && disaster.endedOn() != null,
            view.clock(e.getNetworkId()).orElse(e.getChangedAt())));
  }

  /** Whether any of these has people who are promised or away for certain. */
  public static boolean arePromised(Collection<LedgerEntry> dispatches) {
    return dispatches.stream().anyMatch(e -> PROMISED.contains(e.getState()));
  }

  /** Whether a report ended a request. */
  static boolean isEnded(RequestStatus request) {
    return request.getState() == kizuna.codes.RequestState.CANCELLED
        || request.getState() == kizuna.codes.RequestState.MERGED;
  }

  static DispatchTerms terms(@Nullable AgreementStatus a, boolean requestEnded) {
    if (a == null) {
      return DispatchTerms.unlimited(requestEnded);
    }
    return new DispatchTerms(
        requestEnded,
        a.getState() == kizuna.codes.AgreementState.SUSPENDED,
        a.getValidTo(),
        a.getLongestTourDays(),
        a.getTaskTypes().stream()
            .filter(task -> task != kizuna.codes.TaskType.UNKNOWN)
            .map(task -> TaskType.valueOf(task.name()))
            .collect(Collectors.toSet()));
  }

  private Optional<AgreementStatus> agreement(LedgerEntry e) {
    return agreements.computeIfAbsent(
        e.getNetworkId() + "/" + e.getAgreementId(),
        key -> view.agreements().agreement(e.getNetworkId(), e.getAgreementId()));
  }

  private boolean isWaived(LedgerEntry e, EligibilityRule rule) {
    return waivers
        .computeIfAbsent(e.getNetworkId(), this::waivers)
        .contains(waiver(e.getRequestId(), e.getLender(), rule.name()));
  }

  /** The rules that coordinators of a network waived. */
  private Set<String> waivers(String network) {
    Set<String> all = new HashSet<>();
    PageCursor after = null;
    do {
      RowPage<ActiveOverride> page = view.coordination().overrides(null, network, after, PAGE);
      page.rows().stream()
          .map(ActiveOverride::made)
          .filter(o -> o.getKind() == OverrideKind.WAIVE)
          .forEach(
              o -> all.add(waiver(o.getRequestId(), o.getLender(), String.valueOf(o.getRule()))));
      after = page.next();
    } while (after != null);
    return all;
  }

  private static String waiver(String request, @Nullable String lender, String rule) {
    return request + " " + lender + " " + rule;
  }
}
