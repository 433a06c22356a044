package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to the ledger that has parameters and one header, and answers nothing else. */
public final class AskedRequest {

  private AskedRequest() {}

  public static HttpServletRequest of(Map<String, List<String>> parameters) {
    return of(parameters, null);
  }

  /**
   * @param accept value of {@code Accept}; null: there is none
   */
  public static HttpServletRequest of(
      Map<String, List<String>> parameters, @Nullable String accept) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            AskedRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getParameterMap" -> parameters;
                  case "getParameterValues" -> {
                    List<String> values = parameters.get(String.valueOf(arguments[0]));
                    yield values == null ? null : values.toArray(String[]::new);
                  }
                  case "getParameter" -> {
                    List<String> values = parameters.get(String.valueOf(arguments[0]));
                    yield values == null ? null : values.get(0);
                  }
                  case "getAttribute" -> "/api/ledger"; // The pattern of its route.
                  case "getContentType" -> null;
                  case "getHeader" -> "Accept".equals(arguments[0]) ? accept : null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
