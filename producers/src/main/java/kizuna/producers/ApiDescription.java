package kizuna.producers;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.FactKind;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Describes the door as an OpenAPI document, from the same table that opens it and the same schemas
 * that check what comes in.
 */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String PROBLEM = "Problem";
  private static final String RECEIPT = "Receipt";
  private static final String REPORT = "Report";
  private static final String FACT = "Fact";
  private static final String SIGN_IN = "signIn";

  /** What may stand beside a fact's own fields. */
  private static final String ABOUT =
      """
      Facts of desks, wards and coordinators go in here; each is answered at once with its place in \
      the log, and what was decided about it can be read at `outcome` a moment later \
      (`GET /api/outcomes/{network}/{offset}?wait=5`).

      Reads are on the same address: `GET /api/ledger`, `/api/requests`, \
      `/api/requests/{id}/explanation`, `/api/requests/{id}/explanation/lenders`, `/api/offers`, `/api/summary`, `/api/meters` (by day and \
      work: needed, proposed, confirmed, on site, unfilled), `/api/lenders`, `/api/duty-desks` (whom to call), `/api/notices`, `/api/rejections`, \
      `/api/dead-letters`, `/api/municipalities`, `/api/namespaces`, `/api/stream` (server-sent \
      events).

      Every call wants an access token. What is another's is answered as what is not there; what was \
      denied is put on record.

      What is wrong is answered as problem details (RFC 9457), in English or Japanese \
      (`Accept-Language`), with every field that is not as expected.""";

  /** Which status says what, and which problem stands as its example. */
  private static final Map<String, String> REFUSALS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "400",
                  "The body is not JSON, or not of the form of the fact; or a parameter is wrong."),
              Map.entry("401", "There is no access token, or it is not valid."),
              Map.entry("403", "This role never reports such a fact, or it is in another's name."),
              Map.entry(
                  "404",
                  "There is no such drill; or what the fact is about is not there, or another's."),
              Map.entry(
                  "409", "A report with the same Idempotency-Key is being answered right now."),
              Map.entry("413", "The body is larger than 64 KiB."),
              Map.entry("415", "The body is not application/json in UTF-8."),
              Map.entry(
                  "422",
                  "The Idempotency-Key came before with another report: `differences` says in what, `acts` what can be done."),
              Map.entry("503", "The log cannot be reached; try again after Retry-After.")));

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .addSecurityItem(new SecurityRequirement().addList(SIGN_IN))
        .info(new Info().title("Kizuna").version("1").description(ABOUT))
        // Wherever the document was read from: the front door, or this module by itself.
        .servers(List.of(new Server().url("/").description("This server")));
  }

  @Bean
  OpenApiCustomizer door() {
    return ApiDescription::describe;
  }

  private static void describe(OpenAPI api) {
    Components components = new Components();
    ApiSchemas schemas = new ApiSchemas(components);
    JsonNode examples = examples();
    components.addSchemas(RECEIPT, receipt());
    components.addSchemas(PROBLEM, problem());
    components.addSchemas(
        "Reporter", schemas.object(Reporter.getClassSchema(), Set.of(), Set.of()));
    Paths paths = new Paths();
    for (ReportRoute route : ReportRoute.ALL) {
      String name = FactForm.name(route.kind());
      Schema<?> report = report(schemas, route);
      components.addSchemas(name + REPORT, report);
      Operation operation = operation(route.path(), route.doc(), name);
      operation.requestBody(
          body(
              ApiSchemas.reference(name + REPORT),
              Map.of(name, withoutId(examples.path(name), route)),
              report.getRequired() != null));
      paths.addPathItem(route.path(), new PathItem().post(operation));
    }
    paths.addPathItem(ReportRoute.ANY, new PathItem().post(any(schemas, components, examples)));
    paths.addPathItem(ReportController.BATCH, new PathItem().post(batch()));
    paths.addPathItem(ReportController.DENIALS, new PathItem().post(denials(schemas)));
    components.addSecuritySchemes(
        SIGN_IN,
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .bearerFormat("JWT")
            .description(
                "Access token of the identity provider. It says in what role the account acts and"
                    + " for whom; the fact is stamped with both."));
    api.setPaths(paths);
    api.setComponents(components);
    api.setTags(
        List.of(
                "agreements",
                "disasters",
                "requests",
                "offers",
                "lenders",
                "dispatches",
                "counterparts",
                "overrides",
                "facts",
                "denials")
            .stream()
            .map(tag -> new Tag().name(tag))
            .toList());
  }

  private static Operation operation(String path, String doc, String id) {
    Operation operation =
        new Operation()
            .operationId(Character.toLowerCase(id.charAt(0)) + id.substring(1))
            .addTagsItem(path.split("/", -1)[2])
            .summary(doc);
    if (path.contains("{id}")) {
      operation.addParametersItem(
          new Parameter()
              .in("path")
              .name("id")
              .required(true)
              .schema(new StringSchema())
              .description("Id of what the fact is about; a lender's is its code (131041)."));
    }
    operation.addParametersItem(
        new Parameter()
            .in("query")
            .name(ReportController.DRILL)
            .schema(new StringSchema())
            .description("Id of a drill: the fact goes to its log, never to the live one."));
    operation.addParametersItem(
        new Parameter()
            .in("header")
            .name("Idempotency-Key")
            .schema(new StringSchema().maxLength(255))
            .description(
                "Any text of visible ASCII characters, new for each report. The same report sent"
                    + " again under it gets the same answer and nothing happens twice, also after a"
                    + " restart."));
    operation.addParametersItem(
        new Parameter()
            .in("header")
            .name("Accept-Language")
            .schema(new StringSchema())
            .description("ja or en: the language of a refusal."));
    return operation.responses(responses());
  }

  private static ApiResponses responses() {
    ApiResponses responses = new ApiResponses();
    responses.addApiResponse(
        "202",
        new ApiResponse()
            .description("It lies in the log. What is decided about it can be read at Location.")
            .addHeaderObject(
                "Location",
                new Header()
                    .schema(new StringSchema())
                    .description("Where its outcome can be read."))
            .content(json(ApiSchemas.reference(RECEIPT))));
    REFUSALS.forEach(
        (status, description) -> {
          ApiResponse response =
              new ApiResponse()
                  .description(description)
                  .content(
                      new Content()
                          .addMediaType(
                              MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                              new io.swagger.v3.oas.models.media.MediaType()
                                  .schema(ApiSchemas.reference(PROBLEM))));
          if (status.equals("503")) {
            response.addHeaderObject(
                "Retry-After",
                new Header().schema(new IntegerSchema()).description("Seconds to wait."));
          }
          responses.addApiResponse(status, response);
        });
    return responses;
  }

  private static Content json(Schema<?> schema) {
    return new Content()
        .addMediaType(
            MediaType.APPLICATION_JSON_VALUE,
            new io.swagger.v3.oas.models.media.MediaType().schema(schema));
  }

  private static RequestBody body(
      Schema<?> schema, Map<String, Object> examples, boolean required) {
    io.swagger.v3.oas.models.media.MediaType type =
        new io.swagger.v3.oas.models.media.MediaType().schema(schema);
    examples.forEach((name, value) -> type.addExamples(name, new Example().value(value)));
    return new RequestBody()
        .required(required)
        .content(new Content().addMediaType(MediaType.APPLICATION_JSON_VALUE, type));
  }

  /** The fact's own fields without what the path says, and what may stand beside them. */
  private static Schema<?> report(ApiSchemas schemas, ReportRoute route) {
    boolean idInPath = route.path().contains("{id}");
    Set<String> id = route.idField().map(Set::of).orElse(Set.of());
    Schema<?> report =
        schemas.object(
            FactForm.schema(route.kind()),
            idInPath ? id : Set.of(),
            FactReader.optional(route.kind()));
    beside(report);
    return report;
  }

  private static void beside(Schema<?> report) {
    report.addProperty(
        "network",
        new StringSchema().description("Lending network that decides it; tokyo23 if left out."));
    report.addProperty(
        "occurredAt",
        new StringSchema()
            .format("date-time")
            .description("When it happened, with its offset; now if left out."));
    report.addProperty(
        "reporter",
        ApiSchemas.reference("Reporter")
            .description(
                "Whose fact it is: an account that acts for one desk, ward or network can leave it"
                    + " out. For others, if left out: the desk that asks, the ward that offers or"
                    + " sets its limits, the first of the struck, else the coordinator of the"
                    + " network."));
    report.addProperty(
        "eventId",
        new StringSchema()
            .format("uuid")
            .description(
                "Unique id of the fact; derived from the Idempotency-Key if left out. Only an operator,"
                    + " or a director in a drill, may choose it."));
  }

  private static Operation batch() {
    ObjectSchema report = new ObjectSchema();
    report.addProperty("key", new StringSchema().maxLength(255).description("Idempotency key."));
    report.addProperty(
        "report", new ObjectSchema().description("As for " + ReportRoute.ANY + ", its kind too."));
    report.setRequired(List.of("key", "report"));
    ObjectSchema batch = new ObjectSchema();
    batch.addProperty(
        "reports",
        new ArraySchema().items(report).maxItems(ReportController.MOST_IN_BATCH).minItems(1));
    batch.setRequired(List.of("reports"));
    Map<String, Object> example =
        Map.of(
            "reports",
            List.of(
                Map.of(
                    "key",
                    "import-1",
                    "report",
                    Map.of(
                        "fact",
                        "AidRequestDocumented",
                        "by",
                        "DESK 172049",
                        "requestId",
                        "an-id",
                        "documentNumber",
                        "輪防第12号"))));
    return operation(
            ReportController.BATCH,
            "Many reports at once, in their order (一括報告): all are recorded or, if one is not right, none. For operators; answered with a receipt for each.",
            "batch")
        .requestBody(body(batch, Map.of("batch", example), true));
  }

  private static Operation denials(ApiSchemas schemas) {
    Schema<?> denial = schemas.object(FactForm.schema(FactKind.ACCESS_DENIED), Set.of(), Set.of());
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("account", "a-1f3c");
    example.put("role", "VIEWER");
    example.put("method", "GET");
    example.put("path", "/api/desks/172049");
    example.put("code", "RESTRICTED_READ");
    return operation(
            ReportController.DENIALS,
            "The front door tells what was denied elsewhere (アクセス拒否の記録); only for Kizuna's own services.",
            "accessDenied")
        .requestBody(body(denial, Map.of("AccessDenied", example), true));
  }

  private static Operation any(ApiSchemas schemas, Components components, JsonNode examples) {
    Schema<Object> oneOf = new Schema<>();
    Map<String, Object> shown = new LinkedHashMap<>();
    for (FactKind kind : FactAssembler.reportable()) {
      String name = FactForm.name(kind);
      Schema<?> fact = schemas.object(FactForm.schema(kind), Set.of(), FactReader.optional(kind));
      StringSchema named = new StringSchema();
      named.addEnumItem(name);
      named.setDescription("Which kind of fact it is.");
      fact.addProperty(FactAssembler.nameOfKind(kind), named);
      fact.addRequiredItem(FactAssembler.nameOfKind(kind));
      beside(fact);
      components.addSchemas(name + FACT, fact);
      oneOf.addOneOfItem(ApiSchemas.reference(name + FACT));
      JsonNode example = examples.path(name);
      if (example.isObject()) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put(FactAssembler.nameOfKind(kind), name);
        value.putAll(plain(example));
        shown.put(name, value);
      }
    }
    return operation(
            ReportRoute.ANY,
            "Report any fact (任意の事実); the body names its kind under `kind`, or under `fact` where it has a kind of its own.",
            "anyFact")
        .requestBody(body(oneOf, shown, true));
  }

  private static Map<String, Object> withoutId(JsonNode example, ReportRoute route) {
    Map<String, Object> value = plain(example);
    if (route.path().contains("{id}")) {
      route.idField().ifPresent(value::remove);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> plain(JsonNode example) {
    return example.isObject()
        ? new LinkedHashMap<>(new JsonMapper().convertValue(example, Map.class))
        : new LinkedHashMap<>();
  }

  private static Schema<?> receipt() {
    ObjectSchema receipt = new ObjectSchema();
    receipt.description(
        "Where the fact lies; beside these, the ids of what it is about (requestId, offerId, …).");
    receipt.addProperty("eventId", new StringSchema().format("uuid"));
    receipt.addProperty("kind", new StringSchema().description("Kind of the fact."));
    receipt.addProperty("network", new StringSchema().description("Lending network."));
    receipt.addProperty("topic", new StringSchema().description("The intake log."));
    receipt.addProperty("partition", new IntegerSchema().format("int32"));
    receipt.addProperty(
        "offset", new IntegerSchema().format("int64").description("Its number in the log."));
    receipt.addProperty("recordedAt", new StringSchema().format("date-time"));
    receipt.addProperty(
        "outcome", new StringSchema().description("Where its outcome can be read."));
    receipt.setRequired(
        List.of(
            "eventId", "kind", "network", "topic", "partition", "offset", "recordedAt", "outcome"));
    return receipt;
  }

  private static Schema<?> problem() {
    ObjectSchema error = new ObjectSchema();
    error.addProperty("path", new StringSchema().description("Which field."));
    error.addProperty(
        "code",
        new StringSchema()
            .description("What it is against, the same in every language, such as RANGE."));
    error.addProperty("expected", new StringSchema().description("What was expected there."));
    error.addProperty("actual", new StringSchema().description("What came."));
    error.addProperty("message", new StringSchema().description("All that as one sentence."));
    ObjectSchema problem = new ObjectSchema();
    problem.description("Problem details (RFC 9457).");
    problem.addProperty("type", new StringSchema().format("uri").description("Which problem."));
    problem.addProperty("title", new StringSchema());
    problem.addProperty("status", new IntegerSchema().format("int32"));
    problem.addProperty("detail", new StringSchema().description("What to do."));
    problem.addProperty("instance", new StringSchema().description("The path that was asked."));
    problem.addProperty(
        "errors",
        new ArraySchema().items(error).description("Every field that is not as expected."));
    problem.addProperty(
        "eventId",
        new StringSchema()
            .format("uuid")
            .description("Event id of a fact of which it is not known whether the log took it."));
    problem.addProperty(
        "idempotencyKey",
        new StringSchema()
            .description(
                "Where it is not known whether the log took the fact: send it again with this"
                    + " Idempotency-Key, and it is never counted twice."));
    ObjectSchema difference = new ObjectSchema();
    difference.addProperty("field", new StringSchema().description("Which field."));
    difference.addProperty("first", new StringSchema().description("What the first says."));
    difference.addProperty("now", new StringSchema().description("What this one says."));
    problem.addProperty(
        "firstId",
        new StringSchema().description("Id of what the first report under this key is about."));
    problem.addProperty(
        "firstOutcome", new StringSchema().description("Where the first's outcome can be read."));
    problem.addProperty(
        "differences",
        new ArraySchema().items(difference).description("In what this report differs."));
    ObjectSchema act = new ObjectSchema();
    act.addProperty("act", new StringSchema().description("amend or send-as-another."));
    act.addProperty("path", new StringSchema().description("Where to post it."));
    act.addProperty("body", new ObjectSchema().description("What to post."));
    problem.addProperty(
        "acts",
        new ArraySchema()
            .items(act)
            .description("What can be done: change the first, or report this one besides."));
    problem.setRequired(List.of("type", "title", "status", "detail"));
    return problem;
  }

  private static JsonNode examples() {
    String name = "examples.json";
    try (InputStream in =
        Optional.ofNullable(ApiDescription.class.getResourceAsStream(name)).orElseThrow()) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("expected " + name + " on the class path, but " + e, e);
    }
  }
}
