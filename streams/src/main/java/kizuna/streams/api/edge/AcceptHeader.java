package kizuna.streams.api.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** Selects one of two media types by the header Accept. */
public final class AcceptHeader {

  private AcceptHeader() {}

  /** Whether the caller prefers the other type to JSON; JSON is the default. */
  public static boolean prefers(MediaType other, HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.ACCEPT);
    if (header == null) {
      return false;
    }
    try {
      List<MediaType> accepted = MediaType.parseMediaTypes(header);
      MimeTypeUtils.sortBySpecificity(accepted);
      double json = quality(accepted, MediaType.APPLICATION_JSON);
      double wanted = quality(accepted, other);
      boolean named =
          accepted.stream().anyMatch(a -> !a.isWildcardType() && a.isCompatibleWith(other));
      return named && (wanted > json || (wanted == json && first(accepted, other)));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static double quality(List<MediaType> accepted, MediaType type) {
    return accepted.stream()
        .filter(a -> a.includes(type))
        .mapToDouble(MediaType::getQualityValue)
        .findFirst()
        .orElse(0);
  }

  private static boolean first(List<MediaType> accepted, MediaType type) {
    for (MediaType a : accepted) {
      if (a.includes(MediaType.APPLICATION_JSON) && !a.isWildcardType()) {
        return false;
      }
      if (a.includes(type)) {
        return true;
      }
    }
    return false;
  }
}
