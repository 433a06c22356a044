package kizuna.producers;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kizuna.codes.DenialCode;
import kizuna.edge.ApiException;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a request: one JSON object of bounded size. */
final class JsonBody {

  /** Largest body, bytes. */
  static final int LARGEST = 64 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonBody() {}

  /**
   * Demands that a body is declared as JSON. Call it before anything asks for a parameter: Tomcat
   * would read a form for parameters, and the body would count as empty.
   *
   * @throws ApiException 415 if it is declared as something else, or not at all
   */
  static void demandType(ServerRequest request) {
    long length = request.servletRequest().getContentLengthLong();
    boolean streamed = length < 0 && request.servletRequest().getContentType() != null;
    if (length > 0 || streamed) {
      checkType(request);
    }
  }

  /**
   * The bytes of the body.
   *
   * @throws ApiException 413 if they are too many, 415 if they are not declared as JSON
   */
  static byte[] bytes(ServerRequest request) throws IOException {
    byte[] content = request.servletRequest().getInputStream().readNBytes(LARGEST + 1);
    if (content.length > LARGEST) {
      throw new ApiException(ProblemType.TOO_LARGE, LARGEST).denied(DenialCode.TOO_LARGE);
    }
    if (content.length > 0) {
      checkType(request);
    }
    return content;
  }

  /**
   * The object in the body; an empty one if the body is empty, because an act may need only its
   * path.
   *
   * @throws ApiException 400 if it is something else
   */
  static ObjectNode object(byte[] content) {
    if (content.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode json = JSON.readTree(TextReader.decode(content));
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw malformed("something else: " + json.getNodeType());
    } catch (CharacterCodingException e) {
      throw malformed("bytes that are not UTF-8");
    } catch (JacksonException e) {
      throw malformed(JsonFault.of(e));
    }
  }

  static ObjectNode of(ServerRequest request) throws IOException {
    return object(bytes(request));
  }

  /** JSON is UTF-8 (RFC 8259): another charset would be misread. */
  private static void checkType(ServerRequest request) {
    MediaType type = mediaType(request);
    if (!MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
        || (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8))) {
      throw new ApiException(ProblemType.NOT_JSON, type.toString());
    }
  }

  private static MediaType mediaType(ServerRequest request) {
    String given = request.servletRequest().getContentType();
    try {
      return given == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(given);
    } catch (InvalidMediaTypeException e) {
      throw new ApiException(ProblemType.NOT_JSON, given);
    }
  }

  private static ApiException malformed(String what) {
    return new ApiException(
        ProblemType.MALFORMED_JSON,
        List.of(FormError.of("the body", FormRule.NOT_AN_OBJECT, "a JSON object", what, what)),
        what);
  }
}
