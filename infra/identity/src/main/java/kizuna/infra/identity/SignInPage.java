package kizuna.infra.identity;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.util.HtmlUtils;

/** The sign-in page; shows what each demonstration account may do. */
final class SignInPage extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final String WRONG = "wrong";
  private static final String TOO_OFTEN = "too-often";
  private static final String ACTIVATED = "activated";

  private final transient Collection<DemoAccount> accounts;

  SignInPage(Collection<DemoAccount> accounts) {
    this.accounts = accounts;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignInMessages words = SignInMessages.of(request);
    if (request.getParameter(ACTIVATED) != null) {
      IdentityPage.write(
          request,
          response,
          words,
          "<h1>"
              + words.of("activated.title")
              + "</h1><p role=\"status\">"
              + words.of("activated.text")
              + "</p>");
      return;
    }
    StringBuilder main = new StringBuilder();
    main.append("<h1>").append(words.of("title")).append("</h1>");
    if (request.getParameter(WRONG) != null) {
      main.append("<p class=\"problem\" role=\"alert\">").append(words.of("wrong")).append("</p>");
    } else if (request.getParameter(TOO_OFTEN) != null) {
      main.append("<p class=\"problem\" role=\"alert\">")
          .append(words.of("tooOften"))
          .append("</p>");
    }
    main.append(
        """
        <form method="post" action="%s%s">
        %s%s
        <label for="username">%s</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required autofocus>
        <label for="password">%s</label>
        <input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="where" maxlength="128" required>
        <p id="where" class="hint">%s</p>
        <button type="submit" class="primary">%s</button>
        </form>
        """
            .formatted(
                request.getContextPath(),
                IdentityConfiguration.SIGN_IN,
                IdentityPage.csrf(request),
                wanted(request),
                words.of("account"),
                words.of("password"),
                words.of("password.where"),
                words.of("signIn")));
    addAccounts(main, words);
    IdentityPage.write(request, response, words, main.append("</section>").toString());
  }

  /** The demonstration's accounts by role, each a button that fills in its name. */
  private void addAccounts(StringBuilder main, SignInMessages words) {
    main.append("<section aria-labelledby=\"accounts\"><h2 id=\"accounts\">")
        .append(words.of("accounts"))
        .append("</h2><p class=\"hint\">")
        .append(words.of("accounts.only"))
        .append("</p>");
    byRole()
        .forEach(
            (role, ofRole) -> {
              String key = role.name().toLowerCase(Locale.ROOT);
              main.append("<h3>")
                  .append(words.of("role." + key))
                  .append("</h3><p class=\"hint\">")
                  .append(words.of("role." + key + ".may"))
                  .append("</p><ul class=\"accounts\">");
              ofRole.forEach(account -> main.append(button(account, words)));
              main.append("</ul>");
            });
  }

  /** The hidden field with the page to return to. */
  private static String wanted(HttpServletRequest request) {
    return SavedPage.of(request)
        .map(
            page ->
                "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                    .formatted(SavedPage.PARAMETER, HtmlUtils.htmlEscape(page)))
        .orElse("");
  }

  private Map<DemoAccount.Role, List<DemoAccount>> byRole() {
    Map<DemoAccount.Role, List<DemoAccount>> byRole = new LinkedHashMap<>();
    accounts.forEach(
        account -> byRole.computeIfAbsent(account.role(), role -> new ArrayList<>()).add(account));
    return byRole;
  }

  private static String button(DemoAccount account, SignInMessages words) {
    return "<li><button type=\"button\" data-account=\"%s\"><b>%s</b> <span>%s</span></button></li>"
        .formatted(
            HtmlUtils.htmlEscape(account.name()),
            HtmlUtils.htmlEscape(account.name()),
            HtmlUtils.htmlEscape(words.isJapanese() ? account.japanese() : account.english()));
  }

  /**
   * Redirects to the page with a message that does not reveal whether account or password was
   * wrong.
   */
  static final class Failed implements AuthenticationFailureHandler {
    @Override
    public void onAuthenticationFailure(
        HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
        throws IOException {
      String why = failure instanceof LockedException ? TOO_OFTEN : WRONG;
      response.sendRedirect(SavedPage.signIn(request.getContextPath(), SavedPage.of(request), why));
    }
  }
}
