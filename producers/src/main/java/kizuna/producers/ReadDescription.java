package kizuna.producers;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.edge.ReadRoute;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Describes the reads, which streams answers, by {@link ReadRoute}. */
final class ReadDescription {

  private static final String EXAMPLES = "read-examples.json";
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private ReadDescription() {}

  /** Adds the reads to the paths. */
  static void describe(Paths paths) {
    JsonNode examples = examples();
    for (ReadRoute route : ReadRoute.ALL) {
      paths
          .computeIfAbsent(route.path(), path -> new PathItem())
          .get(operation(route, examples.path(route.path())));
    }
  }

  private static Operation operation(ReadRoute route, JsonNode example) {
    Operation operation =
        new Operation()
            .operationId("get" + id(route.path()))
            .addTagsItem("reads")
            .summary(route.doc());
    VARIABLE
        .matcher(route.path())
        .results()
        .forEach(variable -> operation.addParametersItem(parameter("path", variable.group(1))));
    Stream.of(route.parameters(), ReadRoute.EVERYWHERE)
        .flatMap(List::stream)
        .forEach(name -> operation.addParametersItem(parameter("query", name)));
    operation.addParametersItem(WriteDescription.acceptLanguage());
    io.swagger.v3.oas.models.media.MediaType type =
        new io.swagger.v3.oas.models.media.MediaType()
            .schema(
                route.mediaType().equals(MediaType.APPLICATION_JSON_VALUE)
                    ? new ObjectSchema()
                    : new StringSchema());
    if (!example.isMissingNode()) {
      type.addExamples("answer", new Example().value(example));
    }
    Content content = new Content().addMediaType(route.mediaType(), type);
    return operation.responses(ProblemDescription.ofRead(content, route.mayBePending()));
  }

  /** A name for the path: /api/requests/{id} is RequestsId. */
  private static String id(String path) {
    return Stream.of(path.substring("/api/".length()).split("[/{}.-]+", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
        .collect(Collectors.joining());
  }

  private static Parameter parameter(String in, String name) {
    return new Parameter()
        .in(in)
        .name(name)
        .required(in.equals("path"))
        .schema(new StringSchema())
        .description(ReadRoute.MEANINGS.get(name));
  }

  private static JsonNode examples() {
    try (InputStream in =
        Optional.ofNullable(ReadRoute.class.getResourceAsStream(EXAMPLES)).orElseThrow()) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("expected " + EXAMPLES + " on the class path, but " + e, e);
    }
  }
}
