package kizuna.producers;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.MediaType;

/** The answers of the API: the receipt of a report, and problem details by HTTP status. */
final class ProblemDescription {

  static final String PROBLEM = "Problem";
  static final String RECEIPT = "Receipt";

  private static final String RETRY_AFTER = "Retry-After";

  /** Meaning of each status of a refused report. */
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

  /** Meaning of each status of a refused read. */
  private static final Map<String, String> READ_REFUSALS =
      new TreeMap<>(
          Map.of(
              "400", "A parameter is not as expected.",
              "401", "There is no access token, or it is not valid.",
              "404", "It is not there, or not for this account.",
              "429", "One account asks for too much at once.",
              "503", "It cannot be answered now; try again after Retry-After."));

  private ProblemDescription() {}

  /** Adds the schemas. */
  static void describe(Components components) {
    components.addSchemas(RECEIPT, receipt());
    components.addSchemas(PROBLEM, problem());
  }

  /** The answers to a report. */
  static ApiResponses ofReport() {
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
    refusals(REFUSALS, responses);
    return responses;
  }

  /**
   * The answers to a read.
   *
   * @param mayBePending whether the result may not be ready
   */
  static ApiResponses ofRead(Content content, boolean mayBePending) {
    ApiResponses responses = new ApiResponses();
    responses.addApiResponse("200", new ApiResponse().description("As asked.").content(content));
    if (mayBePending) {
      responses.addApiResponse(
          "202",
          new ApiResponse()
              .description("It is not ready: ask again after Retry-After.")
              .addHeaderObject(RETRY_AFTER, secondsToWait()));
    }
    refusals(READ_REFUSALS, responses);
    return responses;
  }

  private static void refusals(Map<String, String> refusals, ApiResponses responses) {
    refusals.forEach(
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
            response.addHeaderObject(RETRY_AFTER, secondsToWait());
          }
          responses.addApiResponse(status, response);
        });
  }

  private static Header secondsToWait() {
    return new Header().schema(new IntegerSchema()).description("Seconds to wait.");
  }

  static Content json(Schema<?> schema) {
    return new Content()
        .addMediaType(
            MediaType.APPLICATION_JSON_VALUE,
            new io.swagger.v3.oas.models.media.MediaType().schema(schema));
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

  private static Schema<?> fieldError() {
    ObjectSchema error = new ObjectSchema();
    error.addProperty("path", new StringSchema().description("Which field."));
    error.addProperty(
        "code",
        new StringSchema()
            .description("What it is against, the same in every language, such as RANGE."));
    error.addProperty("expected", new StringSchema().description("What was expected there."));
    error.addProperty("actual", new StringSchema().description("What came."));
    error.addProperty("message", new StringSchema().description("All that as one sentence."));
    error.addProperty(
        "sentence", new StringSchema().description("The same for people who fill in a form."));
    return error;
  }

  private static Schema<?> problem() {
    ObjectSchema problem = new ObjectSchema();
    problem.description("Problem details (RFC 9457).");
    problem.addProperty("type", new StringSchema().format("uri").description("Which problem."));
    problem.addProperty(
        "code", new StringSchema().description("The last part of the type, such as no-such-id."));
    problem.addProperty("title", new StringSchema());
    problem.addProperty("status", new IntegerSchema().format("int32"));
    problem.addProperty("detail", new StringSchema().description("What to do."));
    problem.addProperty("instance", new StringSchema().description("The path that was asked."));
    problem.addProperty(
        "remedy",
        new StringSchema().description("What mends it, such as again, correct or sign-in."));
    problem.addProperty(
        "runs",
        new ArraySchema()
            .items(new StringSchema())
            .description("The runs of a drill among which the caller can choose."));
    problem.addProperty(
        "errors",
        new ArraySchema().items(fieldError()).description("Every field that is not as expected."));
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
    keyReused(problem);
    problem.setRequired(
        List.of("type", "code", "title", "status", "detail", "instance", "remedy", "errors"));
    return problem;
  }

  /** Members of the problem that an Idempotency-Key came before with another report. */
  private static void keyReused(Schema<?> problem) {
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
  }
}
