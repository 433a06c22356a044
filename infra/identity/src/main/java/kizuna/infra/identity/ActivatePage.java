package kizuna.infra.identity;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.util.HtmlUtils;

/** The page on which a signed-in person types the code that the command line shows. */
final class ActivatePage extends HttpServlet {

  static final String CODE = "user_code";

  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignInMessages words = SignInMessages.of(request);
    String code = request.getParameter(CODE);
    String account = request.getUserPrincipal() == null ? "" : request.getUserPrincipal().getName();
    String main =
        """
        <h1>%s</h1>
        %s
        <p>%s <b>%s</b></p>
        <form method="post" action="%s/oauth2/device_verification">
        %s
        <label for="code">%s</label>
        <input id="code" name="user_code" value="%s" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="16" aria-describedby="beware" required autofocus>
        <p id="beware" class="hint">%s</p>
        <button type="submit" class="primary">%s</button>
        </form>
        """
            .formatted(
                words.of("activate.title"),
                request.getParameter("wrong") == null
                    ? ""
                    : "<p class=\"problem\" role=\"alert\">" + words.of("activate.wrong") + "</p>",
                words.of("activate.as"),
                HtmlUtils.htmlEscape(account),
                request.getContextPath(),
                IdentityPage.csrf(request),
                words.of("activate.code"),
                code == null ? "" : HtmlUtils.htmlEscape(code),
                words.of("activate.beware"),
                words.of("activate.allow"));
    IdentityPage.write(request, response, words, main);
  }
}
