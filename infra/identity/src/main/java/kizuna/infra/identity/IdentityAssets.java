package kizuna.infra.identity;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Serves the style sheet and the script of the provider's pages, and no other file. */
final class IdentityAssets extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final Map<String, String> TYPES =
      Map.of(
          "/sign-in.css", "text/css;charset=UTF-8", "/sign-in.js", "text/javascript;charset=UTF-8");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String file = String.valueOf(request.getPathInfo());
    String type = TYPES.get(file);
    try (InputStream in =
        type == null
            ? null
            : IdentityAssets.class.getResourceAsStream("/kizuna/infra/identity" + file)) {
      if (in == null) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
      response.setContentType(type);
      response.setHeader("Cache-Control", "no-cache");
      in.transferTo(response.getOutputStream());
    }
  }
}
