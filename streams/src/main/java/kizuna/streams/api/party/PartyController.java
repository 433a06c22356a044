package kizuna.streams.api.party;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import kizuna.codes.DispatchState;
import kizuna.codes.OfferState;
import kizuna.codes.RequestState;
import kizuna.facts.Municipality;
import kizuna.schemas.JapanTime;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.DispatchActs;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.LegalActs;
import kizuna.streams.api.json.MeterJson;
import kizuna.streams.api.json.NetworkJson;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.DeskView;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.LenderView;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.NoticeQuery;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The views of a municipality's desk and of a lender: their own requests, dispatches, offers,
 * agreements and notices, and the legal acts for each row.
 */
@RestController
public final class PartyController {

  private static final int MAX_ROWS = 500;
  private static final int MAX_NOTICES = 50;
  private static final int MAX_AGREEMENTS = 100;
  private static final int MAX_COUNTERPARTS = 100;

  private static final Set<RequestState> OVER =
      EnumSet.of(
          RequestState.CLOSED, RequestState.CANCELLED, RequestState.EXPIRED, RequestState.MERGED);
  private static final Set<DispatchState> COMING =
      EnumSet.of(DispatchState.PROPOSED, DispatchState.CONFIRMED, DispatchState.DEPARTED);
  private static final Set<DispatchState> THERE =
      EnumSet.of(DispatchState.ON_SITE, DispatchState.HANDING_OVER);
  private static final Set<DispatchState> VOID =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);
  private static final Set<DispatchState> ACTIVE =
      EnumSet.of(
          DispatchState.CONFIRMED,
          DispatchState.DEPARTED,
          DispatchState.ON_SITE,
          DispatchState.HANDING_OVER,
          DispatchState.RELEASED,
          DispatchState.RECALLED);
  private static final Set<OfferState> ENDED =
      EnumSet.of(OfferState.WITHDRAWN, OfferState.REJECTED, OfferState.EXPIRED);

  private static final Set<OfferState> UNPROMISED =
      EnumSet.of(OfferState.AVAILABLE, OfferState.HELD);

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;

  PartyController(Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.callers = callers;
  }

  @GetMapping("/api/desks/{code}")
  ObjectNode desk(@PathVariable String code, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ServedLedger served = resolver.serve(parameters);
    callers.demandDesk(parameters, code);
    return served.atOneMoment(() -> desk(code, served, parameters));
  }

  private static ObjectNode desk(String code, ServedLedger served, QueryParameters parameters) {
    LedgerView view = served.view();
    DeskView desk =
        view.parties().desk(code).orElseThrow(() -> ReadAccess.noSuchBody(parameters, code));
    JsonMappers rows = new JsonMappers(view, parameters.words()).withPlacesOf(desk.dispatches());
    ObjectNode answer = ResponseJson.of(served.namespace());
    who(answer, desk.municipality(), rows, view, desk.networks());
    answer.set("figures", NetworkJson.figures(desk.figures()));
    ArrayNode disasters = answer.putArray("disasters");
    desk.disasters().forEach(d -> disasters.add(rows.networks().disaster(d)));
    Map<String, List<LedgerEntry>> byRequest =
        desk.dispatches().stream().collect(Collectors.groupingBy(e -> key(e)));
    DispatchActs acts = new DispatchActs(view);
    Map<String, RequestStatus> requestsById =
        desk.requests().stream().collect(Collectors.toMap(r -> key(r), Function.identity()));
    Function<LedgerEntry, ObjectNode> atDesk =
        e -> acts.ofDesk(rows.dispatches().entry(e), e, requestsById.get(key(e)));
    ArrayNode requests = answer.putArray("requests");
    desk.requests().stream()
        .sorted(Comparator.comparing(r -> OVER.contains(r.getState())))
        .limit(MAX_ROWS)
        .forEach(
            r ->
                requests.add(
                    request(r, byRequest.getOrDefault(key(r), List.of()), rows, view, atDesk)));
    answer.put("requestsTotal", desk.requests().size());
    dispatches(answer, "coming", desk.dispatches(), COMING, atDesk);
    dispatches(answer, "onSite", desk.dispatches(), THERE, atDesk);
    answers(answer, code, rows, view);
    list(
        answer,
        "counterparts",
        view.coordination().counterparts(code, null, null, MAX_COUNTERPARTS),
        rows.coordination()::counterpart);
    agreements(answer, view, code, rows);
    notices(answer, view, code, rows);
    return answer;
  }

  /** A request with its gaps, the coverage of each day, and its dispatches. */
  private static ObjectNode request(
      RequestStatus r,
      List<LedgerEntry> dispatches,
      JsonMappers rows,
      LedgerView view,
      Function<LedgerEntry, ObjectNode> atDesk) {
    ObjectNode row = rows.requests().request(r);
    row.set("acts", LegalActs.of(r, DispatchActs.arePromised(dispatches)));
    row.set("gaps", row.path("open").deepCopy());
    row.set("days", MeterJson.days(view.meters().days(r, dispatches)));
    ArrayNode list = row.putArray("dispatches");
    dispatches.stream()
        .filter(e -> !VOID.contains(e.getState()))
        .limit(MAX_ROWS)
        .forEach(e -> list.add(atDesk.apply(e)));
    row.put("cameToNothing", dispatches.stream().filter(e -> VOID.contains(e.getState())).count());
    return row;
  }

  private static void dispatches(
      ObjectNode answer,
      String name,
      List<LedgerEntry> dispatches,
      Set<DispatchState> states,
      Function<LedgerEntry, ObjectNode> row) {
    ArrayNode list = answer.putArray(name);
    List<LedgerEntry> wanted =
        dispatches.stream().filter(e -> states.contains(e.getState())).toList();
    wanted.stream().limit(MAX_ROWS).forEach(e -> list.add(row.apply(e)));
    answer.put(name + "Total", wanted.size());
  }

  private static String key(RequestStatus r) {
    return r.getNetworkId() + "/" + r.getRequestId();
  }

  private static String key(LedgerEntry e) {
    return e.getNetworkId() + "/" + e.getRequestId();
  }

  /** Lenders' offers for its requests that are not promised yet; it may decline them. */
  private static void answers(
      ObjectNode answer, String receiver, JsonMappers rows, LedgerView view) {
    RowPage<OfferStatus> page = view.requests().offersAnswering(receiver, UNPROMISED, MAX_ROWS);
    ArrayNode list = answer.putArray("offers");
    page.rows().forEach(o -> list.add(rows.requests().offer(o).set("acts", LegalActs.ofAnswer(o))));
    answer.put("offersTotal", page.total());
  }

  @GetMapping({"/api/lenders/{code}", "/api/wards/{code}"})
  ObjectNode ward(@PathVariable String code, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ServedLedger served = resolver.serve(parameters);
    callers.demandWard(parameters, code);
    ProposalReasons why = new ProposalReasons(served, parameters.words());
    ObjectNode answer = served.atOneMoment(() -> ward(code, served, why, parameters));
    // Reads from Kafka: must not hold a database connection.
    why.write();
    return answer;
  }

  private static ObjectNode ward(
      String code, ServedLedger served, ProposalReasons why, QueryParameters parameters) {
    LedgerView view = served.view();
    LenderView ward =
        view.parties().ward(code).orElseThrow(() -> ReadAccess.noSuchBody(parameters, code));
    JsonMappers rows = new JsonMappers(view, parameters.words()).withPlacesOf(ward.dispatches());
    ObjectNode answer = ResponseJson.of(served.namespace());
    who(answer, ward.municipality(), rows, view, ward.networks());
    answer.set("figures", NetworkJson.figures(ward.figures()));
    DispatchActs acts = new DispatchActs(view);
    Function<LedgerEntry, ObjectNode> atWard =
        e -> acts.ofLender(rows.dispatches().entry(e), e, ward.requests().get(key(e)));
    ArrayNode proposals = answer.putArray("asked");
    List<LedgerEntry> proposed =
        ward.dispatches().stream().filter(e -> e.getState() == DispatchState.PROPOSED).toList();
    proposed.stream()
        .sorted(Comparator.comparing(LedgerEntry::getHoldUntil))
        .limit(MAX_ROWS)
        .forEach(
            e -> {
              ObjectNode row = atWard.apply(e);
              why.add(e, row.putArray("why"));
              RequestStatus of = ward.requests().get(key(e));
              if (of != null) {
                row.set("request", rows.requests().request(of));
              }
              proposals.add(row);
            });
    answer.put("askedTotal", proposed.size());
    dispatches(answer, "dispatches", ward.dispatches(), ACTIVE, atWard);
    offers(answer, ward.offers(), rows);
    load(answer, view, code, ward.networks().get(0), rows);
    agreements(answer, view, code, rows);
    notices(answer, view, code, rows);
    return answer;
  }

  private static void offers(ObjectNode answer, List<OfferStatus> offers, JsonMappers rows) {
    ArrayNode list = answer.putArray("offers");
    List<OfferStatus> current = offers.stream().filter(o -> !ENDED.contains(o.getState())).toList();
    current.stream()
        .limit(MAX_ROWS)
        .forEach(o -> list.add(rows.requests().offer(o).set("acts", LegalActs.of(o))));
    answer.put("offersTotal", current.size());
  }

  /** The load of the lender, compared with all lenders of its network. */
  private static void load(
      ObjectNode answer, LedgerView view, String code, String network, JsonMappers rows) {
    List<LenderFigures> lenders = view.parties().lenders(network);
    lenders.stream()
        .filter(l -> l.lender().equals(code))
        .findFirst()
        .ifPresent(l -> answer.set("load", rows.networks().lender(l)));
    ArrayNode fairness = answer.putArray("fairness");
    lenders.stream()
        .sorted(
            Comparator.comparing((LenderFigures l) -> l.figures().personDays())
                .reversed()
                .thenComparing(LenderFigures::lender))
        .limit(MAX_ROWS)
        .forEach(l -> fairness.add(rows.networks().lender(l)));
    answer.put("fairnessTotal", lenders.size());
  }

  /** The party, and the current day of its network's log. */
  private static void who(
      ObjectNode answer, Municipality m, JsonMappers rows, LedgerView view, List<String> networks) {
    answer.put("code", m.getCode());
    answer.put("name", rows.names().municipality(m.getCode()));
    answer.put("kana", m.getKana());
    ArrayNode ids = answer.putArray("networks");
    for (NetworkFigures n : view.figures().networks()) {
      if (networks.contains(n.networkId())) {
        ObjectNode one = ids.addObject();
        one.put("networkId", n.networkId());
        one.put("name", n.name());
        one.put("sequence", n.sequence());
        Instant at = n.decidedAt();
        if (at != null) {
          one.put("decidedAt", JapanTime.format(at));
          one.put("today", LocalDate.ofInstant(at, JapanTime.ZONE).toString());
        }
      }
    }
  }

  /** Earliest due plan confirmation first. */
  private static void agreements(
      ObjectNode answer, LedgerView view, String code, JsonMappers rows) {
    list(
        answer,
        "agreements",
        view.agreements().agreements(code, null, Set.of(), null, MAX_AGREEMENTS),
        a -> rows.agreements().agreement(a, code));
  }

  private static void notices(ObjectNode answer, LedgerView view, String code, JsonMappers rows) {
    list(
        answer,
        "notices",
        view.decisions().notices(new NoticeQuery(null, code, Set.of()), null, MAX_NOTICES),
        rows.decisions()::notice);
  }

  /**
   * The first page of a list that has its own address; NAMENext is the address of the next page.
   */
  private static <R> void list(
      ObjectNode answer, String name, RowPage<R> page, Function<R, ObjectNode> row) {
    ArrayNode list = answer.putArray(name);
    page.rows().forEach(r -> list.add(row.apply(r)));
    answer.put(name + "Total", page.total());
    if (page.next() != null) {
      answer.put(name + "Next", page.next().cursor());
    }
  }
}
