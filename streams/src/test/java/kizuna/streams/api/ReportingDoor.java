package kizuna.streams.api;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormErrors;
import kizuna.streams.topology.DecidedLog;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way in for a browser in a test: what a page reports becomes a fact by the same forms as at
 * the real door, and is really decided. It knows who is signed in, and keeps what came twice.
 */
final class ReportingDoor {

  private static final Pattern API = Pattern.compile("^https?://[^/]+/api/");
  private static final Pattern WHO = Pattern.compile("^https?://[^/]+/api/me(\\?|$)");

  private static final String SIGNED_OUT =
      "{\"signedIn\":false,\"signInUrl\":\"/oauth2/authorization/kizuna\"}";

  private static final String UNAUTHORIZED =
      """
      {"type":"about:blank","title":"Unauthorized","status":401,
       "detail":"サインインが必要です。アクセストークンを Authorization: Bearer で送ってください。"}
      """;

  private record Way(Pattern path, FactKind kind, String idField, String prefix) {}

  private static final List<Way> WAYS =
      List.of(
          way("/api/disasters", FactKind.DISASTER_DECLARED, "disasterId", "dis-"),
          way("/api/disasters/([^/]+)/join", FactKind.DISASTERS_JOINED, "disasterId", ""),
          way("/api/disasters/([^/]+)/correct", FactKind.DISASTER_CORRECTED, "disasterId", ""),
          way("/api/disasters/([^/]+)/end", FactKind.DISASTER_ENDED, "disasterId", ""),
          way("/api/requests", FactKind.AID_REQUESTED, "requestId", "req-"),
          way("/api/requests/([^/]+)/document", FactKind.AID_REQUEST_DOCUMENTED, "requestId", ""),
          way("/api/requests/([^/]+)/amend", FactKind.AID_REQUEST_AMENDED, "requestId", ""),
          way("/api/requests/([^/]+)/cancel", FactKind.AID_REQUEST_CANCELLED, "requestId", ""),
          way("/api/requests/([^/]+)/merge", FactKind.AID_REQUEST_MERGED, "requestId", ""),
          way("/api/offers", FactKind.STAFF_OFFERED, "offerId", "off-"),
          way("/api/offers/([^/]+)/withdraw", FactKind.OFFER_WITHDRAWN, "offerId", ""),
          way("/api/offers/([^/]+)/reject", FactKind.OFFER_REJECTED, "offerId", ""),
          way("/api/agreements", FactKind.AGREEMENT_SIGNED, "", ""),
          way("/api/lenders/([^/]+)/limits", FactKind.LENDER_LIMITS_SET, "lender", ""),
          way(
              "/api/agreements/([^/]+)/plan-confirmations",
              FactKind.PLAN_CONFIRMED,
              "agreementId",
              ""),
          way("/api/clock", FactKind.CLOCK_SET, "", ""),
          way("/api/duty-desks", FactKind.DUTY_DESK_PUBLISHED, "", ""),
          way("/api/counterparts", FactKind.COUNTERPART_APPOINTED, "", ""),
          way("/api/counterparts/relieve", FactKind.COUNTERPART_RELIEVED, "", ""),
          way("/api/overrides", FactKind.OVERRIDE_MADE, "overrideId", "ovr-"),
          way("/api/overrides/([^/]+)/revoke", FactKind.OVERRIDE_REVOKED, "overrideId", ""),
          way("/api/dispatches/([^/]+)/confirm", FactKind.DISPATCH_CONFIRMED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/decline", FactKind.DISPATCH_DECLINED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/depart", FactKind.STAFF_DEPARTED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/arrive", FactKind.STAFF_ARRIVED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/recall", FactKind.STAFF_RECALLED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/release", FactKind.STAFF_RELEASED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/return", FactKind.STAFF_RETURNED, "dispatch", ""),
          way("/api/dispatches/([^/]+)/retract", FactKind.REPORT_RETRACTED, "dispatch", ""),
          way(
              "/api/dispatches/([^/]+)/ask-extension",
              FactKind.EXTENSION_REQUESTED,
              "dispatch",
              ""),
          way(
              "/api/dispatches/([^/]+)/answer-extension",
              FactKind.EXTENSION_ANSWERED,
              "dispatch",
              ""));

  private final JsonMapper json = new JsonMapper();
  private final Namespace namespace;
  final DecidedLog log;
  private final Map<String, String> answered = new HashMap<>();
  private final Map<String, ObjectNode> contents = new HashMap<>();

  /** Keys of all that came, in order; the same key twice where something was sent again. */
  final List<String> keys = new ArrayList<>();

  /** Facts that were taken. */
  final List<Fact> taken = new ArrayList<>();

  /** Bodies of all that was taken, as they came. */
  final List<ObjectNode> bodies = new ArrayList<>();

  private Instant now;
  private boolean lineBroken;
  private volatile boolean sessionOver;
  private volatile boolean sessionEnding;

  ReportingDoor(Namespace namespace, DecidedLog log, Instant from) {
    this.namespace = namespace;
    this.log = log;
    this.now = from;
  }

  private static Way way(String path, FactKind kind, String idField, String prefix) {
    return new Way(Pattern.compile(path), kind, idField, prefix);
  }

  /** The next report is taken, but its answer is lost on the way back. */
  void loseTheNextAnswer() {
    lineBroken = true;
  }

  /** The next report finds that the session has ended; nothing before it shows that. */
  void sessionEndsWithTheNextReport() {
    sessionEnding = true;
  }

  /** A sign-in begins a new session. */
  void sessionBegins() {
    sessionOver = false;
  }

  /** What somebody reported by another way. */
  void report(String path, String role, String body, String content) {
    try {
      take(path, (ObjectNode) json.readTree(content), new Reporter(Role.valueOf(role), body));
      taken.clear();
    } catch (FormErrors e) {
      throw new AssertionError(e.errors().toString(), e);
    }
  }

  /** Whoever looks at this page is signed in like this. */
  void signIn(Page page, String role, String body, String name) {
    ObjectNode me = JsonNodeFactory.instance.objectNode();
    me.put("signedIn", true).put("account", "acc-" + body).put("name", name);
    me.put("role", role).put("body", body).put("signOutUrl", "/sign-out");
    me.put("signInUrl", "/oauth2/authorization/kizuna");
    me.putObject("csrf").put("header", "X-CSRF-TOKEN").put("token", "t");
    // By pattern: what a function is to choose, the driver would ask of it for every file of a
    // page.
    page.route(WHO, route -> fulfill(route, 200, sessionOver ? SIGNED_OUT : me.toString()));
    page.route(
        API,
        route -> {
          String path = URI.create(route.request().url()).getPath();
          if (sessionEnding && route.request().method().equals("POST")) {
            sessionEnding = false;
            sessionOver = true;
          }
          if (path.equals("/api/me") || sessionOver && path.equals("/api/words")) {
            route.fallback();
          } else if (sessionOver) {
            fulfill(route, 401, UNAUTHORIZED);
          } else if (route.request().method().equals("POST")) {
            report(route, new Reporter(Role.valueOf(role), body));
          } else {
            route.fallback();
          }
        });
  }

  private void report(Route route, Reporter reporter) {
    String path = URI.create(route.request().url()).getPath();
    String key = route.request().headerValue("idempotency-key");
    keys.add(key);
    String answer = answered.get(key);
    ObjectNode body = (ObjectNode) json.readTree(route.request().postData());
    ObjectNode first = contents.get(key);
    if (answer != null && first != null) {
      if (first.equals(body)) {
        fulfill(route, 202, answer);
      } else {
        fulfill(route, 422, second(answer, first, body));
      }
      return;
    }
    try {
      bodies.add(body.deepCopy());
      answer = take(path, body.deepCopy(), reporter);
    } catch (FormErrors e) {
      fulfill(route, 400, problem(e));
      return;
    }
    answered.put(key, answer);
    contents.put(key, body);
    if (lineBroken) {
      lineBroken = false;
      route.abort();
    } else {
      fulfill(route, 202, answer);
    }
  }

  private String take(String path, ObjectNode body, Reporter reporter) throws FormErrors {
    Way way = null;
    Matcher found = null;
    for (Way one : WAYS) {
      Matcher matcher = one.path().matcher(path);
      if (matcher.matches()) {
        way = one;
        found = matcher;
      }
    }
    if (way == null || found == null) {
      throw new AssertionError("expected an address that this door knows, but " + path);
    }
    String network = body.has("network") ? body.remove("network").asString() : "tokyo23";
    UUID id = UUID.randomUUID();
    if (way.idField().equals("dispatch")) {
      body.putObject("dispatch").put("dispatchId", found.group(1));
    } else if (found.groupCount() > 0) {
      body.put(way.idField(), found.group(1));
    } else if (!way.idField().isEmpty() && !body.has(way.idField())) {
      body.put(way.idField(), way.prefix() + id.toString().substring(0, 8));
    }
    now = now.plus(Duration.ofSeconds(30));
    Fact fact =
        FactForm.envelope(
            id, network, now, now, reporter, namespace.mode(), FactForm.body(way.kind(), body));
    long offset = log.put(fact);
    taken.add(fact);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("eventId", id.toString());
    ids.put("network", network);
    if (body.has("requestId")) {
      ids.put("requestId", body.path("requestId").asString());
    }
    if (body.has("offerId")) {
      ids.put("offerId", body.path("offerId").asString());
    }
    ids.put(
        "outcome",
        "/api/outcomes/"
            + network
            + "/"
            + offset
            + (namespace.isDrill() ? "?drill=" + namespace.drillId() : ""));
    ids.forEach(answer::put);
    return answer.put("offset", offset).toString();
  }

  /** As the door says that the key of a sending came with other content. */
  private String second(String answer, ObjectNode first, ObjectNode now) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", "https://kizuna.invalid/problems/idempotency-key-reused");
    problem.put("title", "この Idempotency-Key は別の内容で使われています").put("status", 422);
    problem.put("firstId", json.readTree(answer).path("requestId").asString());
    ArrayNode differences = problem.putArray("differences");
    first
        .propertyNames()
        .forEach(
            field -> {
              if (!first.path(field).equals(now.path(field))) {
                ObjectNode one = differences.addObject().put("field", field);
                one.set("first", first.path(field));
                one.set("now", now.path(field));
              }
            });
    return problem.toString();
  }

  private static String problem(FormErrors errors) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("title", "入力の形式が正しくありません").put("status", 400).put("detail", "直してください。");
    ArrayNode list = body.putArray("errors");
    errors
        .errors()
        .forEach(
            e ->
                list.addObject()
                    .put("path", e.path())
                    .put("message", e.expected() + " / " + e.actual()));
    return body.toString();
  }

  private static void fulfill(Route route, int status, String body) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(status)
            .setContentType(status < 300 ? "application/json" : "application/problem+json")
            .setBody(body));
  }
}
