package kizuna.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import kizuna.schemas.text.AcceptLanguage;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** In which language a request is answered, by {@link AcceptLanguage}. */
public final class RequestLanguage {

  private RequestLanguage() {}

  /** {@link Locale#JAPANESE} or {@link Locale#ENGLISH}. */
  public static Locale of(HttpServletRequest request) {
    return AcceptLanguage.of(parameter(request), request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
  }

  private static @Nullable String parameter(HttpServletRequest request) {
    String type = request.getContentType();
    // The parameters of a form are read from the body, which belongs to the handler.
    boolean form =
        type != null
            && (type.startsWith("application/x-www-form-urlencoded")
                || type.startsWith("multipart/"));
    return form ? null : request.getParameter(AcceptLanguage.PARAMETER);
  }
}
