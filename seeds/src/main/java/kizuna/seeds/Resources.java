package kizuna.seeds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the committed files of this module. */
public final class Resources {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FOLDER = "/kizuna/seeds/";

  private Resources() {}

  /** A file as text; {@code path} is relative to {@code kizuna/seeds}. */
  public static String text(String path) {
    try (InputStream in = Resources.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "expected a file of the seeds for the path, but " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is such a file. */
  public static boolean has(String path) {
    return Resources.class.getResource(FOLDER + path) != null;
  }

  /** A file as JSON. */
  public static JsonNode json(String path) {
    return JSON.readTree(text(path));
  }
}
