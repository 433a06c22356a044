package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * The command line as an OAuth client (device flow, RFC 8628). A program on a user's machine cannot
 * keep a secret, so it only sends its client id; the code that the person types in grants access.
 */
final class CommandLineClient extends OAuth2ClientAuthenticationToken {

  private static final long serialVersionUID = 1;

  private CommandLineClient(String clientId) {
    super(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
  }

  private CommandLineClient(RegisteredClient client) {
    super(client, ClientAuthenticationMethod.NONE, null);
  }

  /** Recognises its requests. */
  static final class Converter implements AuthenticationConverter {
    private static final Set<String> GRANTS =
        Set.of(
            AuthorizationGrantType.DEVICE_CODE.getValue(),
            AuthorizationGrantType.REFRESH_TOKEN.getValue());

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
      if (request.getHeader(HttpHeaders.AUTHORIZATION) != null
          || !IdentityProvider.COMMAND_LINE.equals(
              request.getParameter(OAuth2ParameterNames.CLIENT_ID))) {
        return null;
      }
      String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
      return grant == null || GRANTS.contains(grant)
          ? new CommandLineClient(IdentityProvider.COMMAND_LINE)
          : null;
    }
  }

  /** Authenticates it by its client id. */
  static final class Provider implements AuthenticationProvider {
    private final RegisteredClientRepository clients;

    Provider(RegisteredClientRepository clients) {
      this.clients = clients;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
      RegisteredClient client = clients.findByClientId(IdentityProvider.COMMAND_LINE);
      if (client == null) {
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
      }
      return new CommandLineClient(client);
    }

    @Override
    public boolean supports(Class<?> type) {
      return CommandLineClient.class.isAssignableFrom(type);
    }
  }
}
