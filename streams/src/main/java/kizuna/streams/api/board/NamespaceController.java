package kizuna.streams.api.board;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.HazardType;
import kizuna.facts.Municipality;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.text.EnglishName;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.ReadLosses;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The namespaces with an overview of each, and the names of their codes. */
@RestController
final class NamespaceController {

  /** Two disasters of the same hazard within this time may be the same. */
  private static final Duration ALIKE_WITHIN = Duration.ofDays(3);

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final MapProjection map = MapProjection.ofBoard();

  NamespaceController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  /** The live namespace and the drills, the newest first; which one a board should show. */
  @GetMapping("/api/namespaces")
  ObjectNode namespaces(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    parameters.check();
    LedgerProjection live = resolver.projections().live();
    List<Namespace> drills = resolver.projections().drills();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("namespaces");
    LedgerView view = live.view();
    // First: of a view that has caught up, every disaster is counted.
    boolean caughtUp = view.isCaughtUp();
    int disasters = view.disasters().size();
    list.add(ResponseJson.of(Namespace.LIVE).put("caughtUp", caughtUp).put("disasters", disasters));
    drills.forEach(drill -> list.add(kept(ResponseJson.of(drill), drill)));
    Namespace suggested =
        disasters > 0 || drills.isEmpty() || !caughtUp ? Namespace.LIVE : drills.get(0);
    return answer.put("suggested", suggested.name());
  }

  /** Adds how long a run is kept; without an end it is kept for good. */
  private ObjectNode kept(ObjectNode row, Namespace drill) {
    resolver
        .projections()
        .run(drill)
        .ifPresent(
            status -> {
              row.put("kept", status.getKept());
              DrillExpiry.expiresAt(status, Instant.now())
                  .ifPresent(at -> row.put("expiresAt", JapanTime.format(at)));
            });
    return row;
  }

  @GetMapping("/api/summary")
  ObjectNode summary(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ServedLedger served = resolver.serve(parameters);
    return served.atOneMoment(() -> summary(served, parameters));
  }

  private static ObjectNode summary(ServedLedger served, QueryParameters parameters) {
    LedgerView view = served.view();
    JsonMappers rows = new JsonMappers(view, parameters.words());
    ObjectNode answer = ResponseJson.of(served.namespace());
    ArrayNode networks = answer.putArray("networks");
    view.figures().networks().forEach(n -> networks.add(rows.networks().network(n)));
    ArrayNode disasters = answer.putArray("disasters");
    view.disasters().forEach(d -> disasters.add(rows.networks().disaster(d)));
    ReadLosses losses = view.figures().losses();
    answer.put("deadLetters", losses.deadLetters());
    answer.put("unreadable", losses.unreadable());
    return answer.put("lag", served.projection().lag());
  }

  /** Active disasters, the last first; with hazard and time those that may be the same. */
  @GetMapping("/api/disasters")
  ObjectNode disasters(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    Set<HazardType> hazards = parameters.codes("hazard", HazardType.class);
    Instant struckAt = parameters.time("struckAt");
    ListRequest list = ListRequest.of(parameters, resolver);
    String network = list.network();
    List<DisasterEntry> found =
        list.view().disasters().stream()
            .filter(d -> network == null || network.equals(d.networkId()))
            .filter(d -> hazards.isEmpty() || hazards.contains(d.declared().getHazard()))
            .filter(
                d ->
                    struckAt == null
                        || Duration.between(d.declared().getStruckAt(), struckAt)
                                .abs()
                                .compareTo(ALIKE_WITHIN)
                            <= 0)
            .toList();
    return list.answer(
        RowPage.of(found, NamespaceController::lastStruckFirst, list.after(), list.limit()),
        list.rows().networks()::disaster);
  }

  private static PageCursor lastStruckFirst(DisasterEntry d) {
    return new PageCursor(
        -d.declared().getStruckAt().toEpochMilli(),
        d.networkId() + "/" + d.declared().getDisasterId());
  }

  @GetMapping("/api/municipalities")
  ObjectNode municipalities(HttpServletRequest request) {
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    return list.answer(
        RowPage.of(
            list.view().municipalities(),
            m -> new PageCursor(0, m.getCode()),
            list.after(),
            list.limit()),
        AvroJson::write);
  }

  /** The places of the listed municipalities on the board's map. */
  @GetMapping("/api/places")
  ResponseEntity<ObjectNode> places(HttpServletRequest request, WebRequest web) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ServedLedger served = resolver.serve(parameters);
    List<Municipality> listed = served.view().municipalities();
    String tag = etag(listed.hashCode() + "-" + map.hashCode());
    if (web.checkNotModified(tag)) {
      return notModified(tag);
    }
    ObjectNode answer = ResponseJson.of(served.namespace());
    ArrayNode rows = answer.putArray("rows");
    for (Municipality m : listed) {
      MapProjection.Point point = map.of(m.getCode(), m.getLatitude(), m.getLongitude());
      rows.addObject()
          .put("code", m.getCode())
          .put("name", m.getName())
          .put("kana", m.getKana())
          .put("romaji", m.getRomaji())
          .put("english", EnglishName.of(m))
          .put("x", Math.round(point.x() * 100) / 100.0)
          .put("y", Math.round(point.y() * 100) / 100.0)
          .put("prefecture", m.getCode().substring(0, Math.min(2, m.getCode().length())));
    }
    return cached(tag).body(answer);
  }

  /** Labels of all codes and the words of the board, in the caller's language. */
  @GetMapping("/api/words")
  ResponseEntity<ObjectNode> words(HttpServletRequest request, WebRequest web) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    parameters.check();
    Map<String, String> all = new TreeMap<>(parameters.words().all());
    String tag = etag(parameters.language().tag() + "-" + all.hashCode());
    if (web.checkNotModified(tag)) {
      return notModified(tag);
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("language", parameters.language().tag());
    ObjectNode texts = answer.putObject("words");
    all.forEach(texts::put);
    return cached(tag).body(answer);
  }

  /** Weak: the answer may go out compressed or not. */
  private static String etag(String of) {
    return "W/\"" + of + "\"";
  }

  /** Cached by the browser and revalidated on each use, so that it is never outdated. */
  private static ResponseEntity.BodyBuilder cached(String tag) {
    return ResponseEntity.ok()
        .eTag(tag)
        .cacheControl(CacheControl.noCache().cachePrivate())
        .varyBy(HttpHeaders.ACCEPT_LANGUAGE);
  }

  private static ResponseEntity<ObjectNode> notModified(String tag) {
    return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
        .eTag(tag)
        .cacheControl(CacheControl.noCache().cachePrivate())
        .varyBy(HttpHeaders.ACCEPT_LANGUAGE)
        .build();
  }
}
