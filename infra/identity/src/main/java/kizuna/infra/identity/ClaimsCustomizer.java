package kizuna.infra.identity;

import java.util.List;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Adds the claims of the user to the tokens: role, body and a display name. */
final class ClaimsCustomizer implements OAuth2TokenCustomizer<JwtEncodingContext> {

  static final String ROLE = "kizuna_role";
  static final String BODY = "kizuna_body";
  private static final String NAME = "name";
  private static final String NAME_IN_ENGLISH = "name#en"; // OpenID Connect Core 5.2

  private final Map<String, DemoAccount> accounts;

  ClaimsCustomizer(Map<String, DemoAccount> accounts) {
    this.accounts = accounts;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      context.getClaims().audience(List.of(IdentityProvider.AUDIENCE));
    }
    if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
      boolean operator =
          context.getRegisteredClient().getClientId().equals(IdentityFolder.OPERATOR);
      context
          .getClaims()
          .subject(operator ? "operator" : "kizuna")
          .claim(ROLE, (operator ? DemoAccount.Role.OPERATOR : DemoAccount.Role.SERVICE).name());
      return;
    }
    Authentication who = context.getPrincipal();
    DemoAccount account = who == null ? null : accounts.get(who.getName());
    if (account == null) {
      throw new IllegalStateException("expected an account of the demonstration for a token");
    }
    context
        .getClaims()
        .claim(ROLE, account.role().name())
        .claim(NAME, account.japanese())
        .claim(NAME_IN_ENGLISH, account.english());
    account.body().ifPresent(body -> context.getClaims().claim(BODY, body));
  }
}
