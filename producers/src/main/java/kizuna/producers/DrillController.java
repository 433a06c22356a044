package kizuna.producers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEventKind;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillOrder;
import kizuna.drills.InjectStep;
import kizuna.drills.ObserverNote;
import kizuna.edge.ApiException;
import kizuna.producers.drill.DrillLog;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillConduct.InjectStanding;
import kizuna.schemas.drill.DrillConduct.InjectState;
import kizuna.schemas.drill.DrillConducts;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.FormText;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accepts requests for the conduct of a drill: orders of runs, commands of the director, joining,
 * confirmed injects, observers' notes. Each becomes an event for the replayer.
 */
final class DrillController {

  /** Orders a run. */
  static final String ORDERS = "/api/drills";

  /** Takes an event of the run that the parameter names. */
  static final String EVENTS = "/api/drill-events";

  /** Lists the logs that can be run; a read that producers serves, because it has them. */
  static final String LOGS = "/api/drill-logs";

  /** Most characters of a note. */
  static final int LONGEST_NOTE = 2_000;

  /** Most bodies that an order names. */
  static final int MAX_PLAYED = 100;

  /** Most times as fast as the scenario. */
  private static final int FASTEST = 1_000_000;

  private static final long APPEND_SECONDS = 20;
  private static final Set<String> KINDS = Set.of("command", "confirm", "note");

  private final NamespaceParameter namespaces;
  private final DrillLog log;
  private final DrillConducts conducts;
  private final Clock clock;

  DrillController(
      NamespaceParameter namespaces, DrillLog log, DrillConducts conducts, Clock clock) {
    this.namespaces = namespaces;
    this.log = log;
    this.conducts = conducts;
    this.clock = clock;
  }

  ServerResponse logs(ServerRequest request) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Drill drill : Drills.bundled()) {
      rows.addObject()
          .put("drillId", drill.id())
          .put("titleJa", drill.titleJa())
          .put("titleEn", drill.titleEn())
          .put("facts", drill.log().size())
          .put("injects", InjectList.bundled(drill).size())
          .put("firstAt", JapanTime.format(drill.start()))
          .put("lastAt", JapanTime.format(drill.end()));
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("rows", rows);
    return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(answer);
  }

  ServerResponse order(ServerRequest request) throws IOException {
    Namespace none = namespaces.of(request);
    Caller caller = new ReportAttempt(request, none).caller;
    demandDirector(caller, ORDERS);
    ObjectNode json = JsonBody.of(request);
    String orderId = eventId(none, caller, ORDERS, request).toString();
    json.put("orderId", orderId);
    json.put("orderedAt", JapanTime.format(now()));
    json.set("office", AvroJson.write(office(caller)));
    DrillOrder order = read(json, "", DrillOrder.class);
    List<FormError> errors = new ArrayList<>();
    if (!Drills.BUNDLED.contains(order.getDrillId())) {
      errors.add(
          FormError.of(
              "drillId",
              FormRule.NOT_OF_LIST,
              "one of " + String.join(", ", Drills.BUNDLED),
              order.getDrillId()));
    }
    if (!(order.getSpeed() >= 0 && order.getSpeed() <= FASTEST)) {
      errors.add(
          FormError.of(
              "speed",
              FormRule.RANGE,
              "a number from 0 (as fast as it goes) to " + FASTEST,
              "" + order.getSpeed(),
              0,
              FASTEST,
              order.getSpeed()));
    }
    if (order.getPlayed().size() > MAX_PLAYED) {
      errors.add(
          FormError.of(
              "played",
              FormRule.ENTRIES,
              "at most " + MAX_PLAYED + " bodies",
              "" + order.getPlayed().size(),
              0,
              MAX_PLAYED,
              order.getPlayed().size()));
    }
    Integer minutes = order.getTakeOverAfterMinutes();
    if (minutes != null && (minutes < 1 || minutes > InjectList.MAX_MINUTES)) {
      errors.add(
          FormError.of(
              "takeOverAfterMinutes",
              FormRule.RANGE,
              "a whole number from 1 to " + InjectList.MAX_MINUTES,
              "" + minutes,
              1,
              InjectList.MAX_MINUTES,
              minutes));
    }
    refuse(errors);
    await(log.order(order));
    return Receipts.accepted(JsonNodeFactory.instance.objectNode().put("orderId", orderId));
  }

  ServerResponse event(ServerRequest request) throws IOException {
    Namespace run = namespaces.of(request);
    Caller caller = new ReportAttempt(request, run).caller;
    if (!run.isDrill()) {
      throw new ApiException(ProblemType.NO_SUCH_DRILL, "");
    }
    ObjectNode json = JsonBody.of(request);
    List<String> given = KINDS.stream().filter(json::has).toList();
    if (given.size() != 1 || json.size() != 1) {
      refuse(
          List.of(
              FormError.of(
                  "the body", FormRule.NOT_THE_FORM, "one of command, confirm, note", "" + json)));
    }
    JsonNode body = json.path(given.get(0));
    DrillEvent.Builder event =
        DrillEvent.newBuilder()
            .setEventId(eventId(run, caller, EVENTS, request))
            .setRunId(run.drillId())
            .setRealTime(now())
            .setScenarioTime(scenarioTime(run))
            .setOffice(office(caller));
    switch (given.get(0)) {
      case "command" -> command(body, caller, event);
      case "confirm" -> confirm(body, caller, run, event);
      default -> fillNote(body, caller, event);
    }
    DrillEvent whole = event.build();
    await(log.append(run, whole));
    return Receipts.accepted(
        JsonNodeFactory.instance
            .objectNode()
            .put("eventId", whole.getEventId().toString())
            .put("run", run.drillId()));
  }

  private void command(JsonNode json, Caller caller, DrillEvent.Builder event) {
    DrillCommand command = read(json, "command", DrillCommand.class);
    DrillOffice body = command.getBody();
    boolean aboutItself =
        Set.of(DrillCommandCode.JOIN, DrillCommandCode.LEAVE).contains(command.getCode())
            && (body == null || body.equals(office(caller)))
            && Caller.office(caller.role()).isPresent();
    if (!aboutItself) {
      demandDirector(caller, command.getCode().name());
    }
    if (aboutItself && body == null) {
      command = DrillCommand.newBuilder(command).setBody(office(caller)).build();
    }
    if (command.getCode() == DrillCommandCode.UNKNOWN) {
      refuse(List.of(FormError.of("command.code", FormRule.NOT_OF_LIST, "a command", "UNKNOWN")));
    }
    event.setKind(DrillEventKind.COMMANDED).setCommand(command);
  }

  /** A recipient confirms; the director may confirm for any recipient, as by telephone. */
  private void confirm(JsonNode json, Caller caller, Namespace run, DrillEvent.Builder event) {
    String number = json.path("inject").asString("");
    DrillOffice body =
        json.has("body")
            ? read(json.path("body"), "confirm.body", DrillOffice.class)
            : office(caller);
    if (!body.equals(office(caller))) {
      demandDirector(caller, EVENTS);
    }
    boolean forThem =
        conducts.read(
            run,
            conduct ->
                conduct.inject(number).filter(standing -> isFor(standing, body)).isPresent());
    if (!forThem) {
      throw new ApiException(ProblemType.NO_SUCH_ID, number);
    }
    event
        .setKind(DrillEventKind.INJECT_CONFIRMED)
        .setInject(InjectStep.newBuilder().setNumber(number).setBody(body).build());
  }

  private static boolean isFor(InjectStanding standing, DrillOffice body) {
    return standing.state() == InjectState.SENT
        && standing.inject().getRecipients().contains(body.getBody());
  }

  private void fillNote(JsonNode json, Caller caller, DrillEvent.Builder event) {
    if (caller.role() == AccountRole.SERVICE) {
      throw notOfRole(caller, EVENTS);
    }
    ObjectNode whole = json instanceof ObjectNode object ? object : missing();
    if (!whole.hasNonNull("seenAt")) {
      Instant seen = event.getScenarioTime();
      whole.put("seenAt", JapanTime.format(seen == null ? now() : seen));
    }
    List<FormError> errors = new ArrayList<>();
    String text = FormText.text(whole.path("text").asString(""), true, "note.text", errors).strip();
    if (text.isEmpty() || text.length() > LONGEST_NOTE) {
      errors.add(
          FormError.of(
              "note.text",
              text.isEmpty() ? FormRule.REQUIRED : FormRule.TEXT_TOO_LONG,
              "text of 1 to " + LONGEST_NOTE + " characters",
              "" + text.length(),
              LONGEST_NOTE,
              text.length()));
    }
    refuse(errors);
    whole.put("text", text);
    event.setKind(DrillEventKind.OBSERVER_NOTED).setNote(read(whole, "note", ObserverNote.class));
  }

  private static ObjectNode missing() {
    throw new ApiException(
        ProblemType.MALFORMED_FACT,
        List.of(
            FormError.of(
                "note", FormRule.NOT_AN_OBJECT, "an object", "something else", "something else")),
        1);
  }

  private static <R extends SpecificRecordBase> R read(JsonNode json, String path, Class<R> type) {
    try {
      return AvroJson.read(json, type);
    } catch (FormErrors e) {
      List<FormError> errors =
          e.errors().stream()
              .map(error -> path.isEmpty() ? error : error.at(path + "." + error.path()))
              .toList();
      throw new ApiException(ProblemType.MALFORMED_FACT, errors, errors.size());
    }
  }

  private static void refuse(List<FormError> errors) {
    if (!errors.isEmpty()) {
      throw new ApiException(ProblemType.MALFORMED_FACT, errors, errors.size());
    }
  }

  private static void demandDirector(Caller caller, String what) {
    if (caller.role() != AccountRole.DIRECTOR && caller.role() != AccountRole.OPERATOR) {
      throw notOfRole(caller, what);
    }
  }

  private static ApiException notOfRole(Caller caller, String what) {
    return new ApiException(ProblemType.NOT_OF_ROLE, caller.role().name(), what)
        .denied(DenialCode.NOT_OF_ROLE);
  }

  /** The caller's office in a drill: never the account. */
  private static DrillOffice office(Caller caller) {
    @Nullable String body = caller.body();
    return new DrillOffice(caller.role(), body == null ? "" : body);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private @Nullable Instant scenarioTime(Namespace run) {
    Optional<Instant> time = conducts.read(run, (DrillConduct c) -> c.scenarioTime(now()));
    return time.orElse(null);
  }

  /** Sent again under the same key, it is the same event, and counts once. */
  private static UUID eventId(Namespace run, Caller caller, String path, ServerRequest request) {
    String key = IdempotencyKey.of(request).orElseGet(() -> UUID.randomUUID().toString());
    return UUID.nameUUIDFromBytes(
        String.join("\n", run.name(), caller.account(), path, key)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void await(CompletableFuture<Void> written) {
    try {
      written.get(APPEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw IntakeProducer.LogUnavailable.unacknowledged(APPEND_SECONDS, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IntakeProducer.LogUnavailable.interrupted(e);
    }
  }
}
