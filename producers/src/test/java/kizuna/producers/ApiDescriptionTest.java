package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEventKind;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.edge.ReadRoute;
import kizuna.facts.AidRequested;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.servlet.function.RouterFunction;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document says what the door does: every way in, and examples that work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDescriptionTest {

  private OpenDoor door;
  private JsonNode document;

  @BeforeAll
  void open() throws Exception {
    door = new OpenDoor();
    door.lessonsAreTested();
    Answer answer = door.send(HttpRequest.newBuilder(door.uri("/v3/api-docs")).build());
    assertThat(answer.status()).isEqualTo(200);
    document = answer.body();
  }

  @AfterAll
  void shut() {
    door.close();
  }

  @BeforeEach
  void empty() {
    door.log.clear();
  }

  /**
   * A route that one of the two applications has and the document has not fails, and vice versa.
   */
  @Test
  void everyMappingOfBothApplicationsIsDescribedAndNoOther() {
    Set<String> served = new TreeSet<>(writes());
    served.addAll(reads());
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(writes()).hasSizeGreaterThan(40);
    assertThat(reads()).hasSizeGreaterThan(30);
    assertThat(described).isEqualTo(served);
  }

  /** What the router of producers takes. */
  private Set<String> writes() {
    Pattern post = Pattern.compile("\\(POST && (/\\S+)\\)");
    return post.matcher(door.bean(RouterFunction.class).toString())
        .results()
        .map(found -> "POST " + found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What streams answers; its own tests compare its controllers with the same list. */
  private static Set<String> reads() {
    return ReadRoute.ALL.stream()
        .map(route -> "GET " + route.path())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyReadHasItsParametersItsRefusalsAndAnExampleOrItsMediaType() {
    for (ReadRoute route : ReadRoute.ALL) {
      JsonNode get = document.path("paths").path(route.path()).path("get");
      JsonNode content = get.at("/responses/200/content").path(route.mediaType());
      assertThat(content.isObject()).as(route.path()).isTrue();
      if (route.mediaType().equals("application/json")) {
        assertThat(content.at("/examples/answer/value").isObject()).as(route.path()).isTrue();
      }
      assertThat(get.path("parameters"))
          .as(route.path())
          .allSatisfy(
              parameter -> assertThat(parameter.path("description").asString()).isNotBlank());
      Set<String> statuses = new TreeSet<>(Set.of("200", "400", "401", "404", "429", "503"));
      if (route.mayBePending()) {
        statuses.add("202");
        assertThat(get.at("/responses/202/headers/Retry-After").isObject()).isTrue();
      }
      assertThat(get.path("responses").propertyNames()).as(route.path()).isEqualTo(statuses);
    }
  }

  @Test
  void whatIsNotReadyIsAskedForAgain() {
    assertThat(ReadRoute.ALL.stream().filter(ReadRoute::mayBePending).map(ReadRoute::path))
        .containsExactly("/api/outcomes/{network}/{offset}", "/api/report");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references =
        document.findValues("$ref").stream().map(JsonNode::asString).distinct().toList();

    assertThat(references)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(document.at(reference.substring(1)).isObject()).isTrue();
            });
  }

  @Test
  void fieldsHaveTheirTypesAndTheDocumentationOfTheContract() {
    JsonNode report = document.at("/components/schemas/AidRequestedReport");

    assertThat(report.at("/properties/headCount/type").asString()).isEqualTo("integer");
    assertThat(report.at("/properties/headCount/description").asString())
        .isEqualTo(AidRequested.getClassSchema().getField("headCount").doc());
    assertThat(report.at("/properties/firstDay/format").asString()).isEqualTo("date");
    assertThat(report.at("/properties/tourDays/default").asInt()).isEqualTo(8);
    assertThat(report.at("/additionalProperties").asBoolean(true)).isFalse();
    assertThat(report.path("required"))
        .extracting(JsonNode::asString)
        .contains("receiver", "taskType", "headCount")
        .doesNotContain("requestId", "tourDays", "qualifications", "network");
    assertThat(document.at("/components/schemas/TaskType/enum"))
        .extracting(JsonNode::asString)
        .contains("SHELTER_OPERATION")
        .doesNotContain("UNKNOWN");
    assertThat(
            document.at("/components/schemas/AidRequestAmendedReport/properties").has("requestId"))
        .isFalse();
    assertThat(report.at("/properties/needs/items/$ref").asString())
        .isEqualTo("#/components/schemas/DailyCount");
    assertThat(report.at("/properties/overlapDays/default").asInt()).isEqualTo(1);
    assertThat(document.at("/components/schemas/RefusalReason/enum"))
        .extracting(JsonNode::asString)
        .contains("RECEPTION_NOT_READY", "COORDINATION")
        .doesNotContain("REARRANGED", "UNKNOWN");
  }

  @Test
  void nothingThatTheDoorTakesOutOfABodyIsAFieldOfAFact() {
    assertThat(FactKinds.kinds())
        .allSatisfy(
            kind ->
                assertThat(FactForm.schema(kind).getFields())
                    .extracting(field -> field.name())
                    .doesNotContain("fact", "network", "occurredAt", "reporter", "eventId"));
  }

  @Test
  void anOverrideHasAKindOfItsOwnBesideThatOfTheFact() {
    JsonNode override = document.at("/components/schemas/OverrideMadeFact");

    assertThat(override.at("/properties/fact/enum/0").asString()).isEqualTo("OverrideMade");
    assertThat(override.at("/properties/kind/$ref").asString()).endsWith("/OverrideKind");
    assertThat(override.path("required")).extracting(JsonNode::asString).contains("fact", "kind");
    assertThat(
            document.at("/components/schemas/AidRequestedFact/properties/kind/enum/0").asString())
        .isEqualTo("AidRequested");
  }

  private static final String RUN = "described-1";

  private static DrillEvent planned() throws Exception {
    Inject inject =
        InjectList.bundled(Drills.load("noto-2024")).stream()
            .filter(one -> one.getNumber().equals("10"))
            .findFirst()
            .orElseThrow();
    return event(DrillEventKind.INJECT_PLANNED).setPlanned(inject).build();
  }

  private static DrillEvent sent() {
    return event(DrillEventKind.INJECT_SENT)
        .setInject(InjectStep.newBuilder().setNumber("10").build())
        .build();
  }

  private static DrillEvent.Builder event(DrillEventKind kind) {
    return DrillEvent.newBuilder()
        .setEventId(UUID.randomUUID())
        .setRunId(RUN)
        .setRealTime(Instant.EPOCH)
        .setScenarioTime(Instant.EPOCH)
        .setOffice(new DrillOffice(AccountRole.SERVICE, ""))
        .setKind(kind);
  }

  @Test
  void everyExampleIsTaken() throws Exception {
    Namespace run = Namespace.drill(RUN);
    door.drills.add(run);
    door.conduct.put(run, new ArrayList<>(List.of(planned(), sent())));
    int taken = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      if (!path.getValue().has("post")) {
        continue;
      }
      JsonNode examples =
          path.getValue().at("/post/requestBody/content/application~1json/examples");
      assertThat(examples.isEmpty()).as(path.getKey()).isFalse();
      for (JsonNode example : examples) {
        Answer answer =
            door.post(
                path.getKey().replace("lenders/{id}", "lenders/131041").replace("{id}", "an-id")
                    + (path.getKey().equals(DrillController.EVENTS) ? "?drill=" + RUN : ""),
                example.path("value").toString(),
                OpenDoor.AUTHORIZATION,
                OpenDoor.TOKENS.bearer(
                    path.getKey().equals(DenialController.PATH) ? "SERVICE" : "OPERATOR", null));
        assertThat(answer.status()).as("%s: %s", path.getKey(), answer.body()).isEqualTo(202);
        taken++;
      }
    }
    int ofDrills = 4; // One order, and one event of each kind.
    assertThat(taken)
        .isEqualTo(ReportRoute.ALL.size() + FactAssembler.reportable().size() + 2 + ofDrills);
    assertThat(door.denials(1)).hasSize(1);
    assertThat(door.taken()).hasSize(taken - 1 - ofDrills);
    assertThat(door.orders).hasSize(1);
    assertThat(door.conduct.getOrDefault(run, List.of())).hasSize(2 + 3);
  }

  @Test
  void everyWayInNamesItsRefusals() {
    for (JsonNode path : document.path("paths")) {
      if (!path.has("post")) {
        continue;
      }
      assertThat(path.at("/post/responses").propertyNames())
          .containsExactlyInAnyOrder(
              "202", "400", "401", "403", "404", "409", "413", "415", "422", "503");
    }
  }

  @Test
  void itSaysThatATokenIsWanted() {
    assertThat(document.at("/components/securitySchemes/signIn/scheme").asString())
        .isEqualTo("bearer");
    assertThat(document.at("/security/0").has("signIn")).isTrue();
  }

  @Test
  void thereIsAPageToTryItOn() throws Exception {
    Answer page = door.send(HttpRequest.newBuilder(door.uri("/swagger-ui/index.html")).build());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
  }
}
