package kizuna.producers;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Describes the writes, from the table of routes and the schemas that validate requests. */
final class WriteDescription {

  private static final String REPORT = "Report";
  private static final String FACT = "Fact";

  private WriteDescription() {}

  /** Adds the writes to the paths, and their schemas to the components. */
  static void describe(Paths paths, Components components) {
    ApiSchemas schemas = new ApiSchemas(components);
    JsonNode examples = examples();
    components.addSchemas(
        "Reporter", schemas.object(Reporter.getClassSchema(), Set.of(), Set.of()));
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
    paths.addPathItem(BatchController.PATH, new PathItem().post(batch()));
    paths.addPathItem(DenialController.PATH, new PathItem().post(denials(schemas)));
    DrillDescription.describe(paths, schemas);
  }

  static Operation operation(String path, String doc, String id) {
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
            .name(NamespaceParameter.DRILL)
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
    operation.addParametersItem(acceptLanguage());
    return operation.responses(ProblemDescription.ofReport());
  }

  static Parameter acceptLanguage() {
    return new Parameter()
        .in("header")
        .name("Accept-Language")
        .schema(new StringSchema())
        .description("ja or en; Japanese if left out.");
  }

  static RequestBody body(Schema<?> schema, Map<String, Object> examples, boolean required) {
    io.swagger.v3.oas.models.media.MediaType type =
        new io.swagger.v3.oas.models.media.MediaType().schema(schema);
    examples.forEach((name, value) -> type.addExamples(name, new Example().value(value)));
    return new RequestBody()
        .required(required)
        .content(new Content().addMediaType(MediaType.APPLICATION_JSON_VALUE, type));
  }

  /** The fact's own fields without those in the path, and the optional envelope fields. */
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
        new ArraySchema().items(report).maxItems(BatchController.MAX_REPORTS).minItems(1));
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
            BatchController.PATH,
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
            DenialController.PATH,
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

  private static JsonNode examples() {
    String name = "examples.json";
    try (InputStream in =
        Optional.ofNullable(WriteDescription.class.getResourceAsStream(name)).orElseThrow()) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("expected " + name + " on the class path, but " + e, e);
    }
  }
}
