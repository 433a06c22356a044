package kizuna.streams.api.board;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The files of the pages: a browser caches them and revalidates them on each use by a hash of their
 * content, so that it never shows an earlier version.
 */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebMvcConfigurer {

  private static final String FILES = "classpath:/kizuna/streams/board/";

  /** Files do not change while the program runs. */
  private final Map<String, String> tags = new ConcurrentHashMap<>();

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/**")
        .addResourceLocations(FILES)
        .setCacheControl(CacheControl.noCache())
        .setEtagGenerator(this::tag);
  }

  private @Nullable String tag(Resource file) {
    try {
      String where = file.getURL().toString();
      String known = tags.get(where);
      if (known == null) {
        known = hash(file);
        tags.put(where, known);
      }
      return known;
    } catch (IOException e) {
      // Without a tag the file is sent in full, which is always correct.
      return null;
    }
  }

  /** Weak: the file may go out compressed or not. */
  private static String hash(Resource file) throws IOException {
    try (InputStream in = file.getInputStream()) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String hex = HexFormat.of().formatHex(sha.digest(in.readAllBytes()));
      return "W/\"" + hex.substring(0, 32) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
