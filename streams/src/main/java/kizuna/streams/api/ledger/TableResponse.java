package kizuna.streams.api.ledger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.schemas.Namespace;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AcceptHeader;
import kizuna.streams.tables.TableFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers a read that exists as a page of JSON and as a file with a table. */
final class TableResponse {

  private static final JsonMapper JSON = new JsonMapper();

  private TableResponse() {}

  /**
   * The table's format by the path's extension or the header Accept; empty: JSON. Sets the header
   * Vary.
   */
  static Optional<TableFormat> format(HttpServletRequest request, HttpServletResponse response) {
    Optional<TableFormat> named =
        Arrays.stream(TableFormat.values())
            .filter(format -> request.getRequestURI().endsWith(format.extension()))
            .findFirst();
    response.addHeader(
        HttpHeaders.VARY,
        named.isPresent()
            ? HttpHeaders.ACCEPT_LANGUAGE
            : HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE);
    return named.isPresent() || !AcceptHeader.prefers(TableFormat.CSV.mediaType(), request)
        ? named
        : Optional.of(TableFormat.CSV);
  }

  static void json(QueryParameters parameters, ObjectNode answer, HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, parameters.language().tag());
    JSON.writeValue(response.getOutputStream(), answer);
  }

  /**
   * Answers with a table as a file.
   *
   * @param key key of the file's name; a drill's file name is marked
   */
  static void file(
      QueryParameters parameters,
      Namespace namespace,
      String key,
      TableFormat format,
      List<String> head,
      Stream<List<@Nullable Object>> rows,
      HttpServletResponse response)
      throws IOException {
    String title = parameters.words().text(key);
    String name =
        namespace.isDrill()
            ? title + "-" + parameters.words().label(namespace.mode()) + "-" + namespace.drillId()
            : title;
    response.setContentType(format.mediaType().toString());
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, parameters.language().tag());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename(name + format.extension(), StandardCharsets.UTF_8)
            .build()
            .toString());
    format.write(
        title,
        sheet -> parameters.words().sentence("table.continued", sheet),
        head,
        rows,
        response.getOutputStream());
    response.getOutputStream().flush();
  }
}
