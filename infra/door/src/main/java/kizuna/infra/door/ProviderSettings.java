package kizuna.infra.door;

import java.net.URI;
import java.util.Optional;
import kizuna.infra.host.UserError;
import kizuna.infra.identity.IdentityProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;

/**
 * Settings of the identity provider for the gateway and the services.
 *
 * @param issuer its name in the tokens
 * @param clientId client id of the gateway
 * @param clientSecret client secret of the gateway
 * @param authorizationAddress authorization endpoint, for browsers
 * @param tokenAddress token endpoint, for the gateway
 * @param keys JWK set that signs the tokens
 * @param signOutAddress end-session endpoint, for browsers; empty if the provider has none
 * @param roleClaim name of the claim that holds the role
 * @param bodyClaim name of the claim that holds the body that the account acts for
 * @param audience required audience of the tokens; empty if it signs for no other application
 * @param embedded base address of the embedded provider; empty for one of the installation's own
 */
public record ProviderSettings(
    URI issuer,
    String clientId,
    String clientSecret,
    URI authorizationAddress,
    URI tokenAddress,
    URI keys,
    Optional<URI> signOutAddress,
    String roleClaim,
    String bodyClaim,
    Optional<String> audience,
    Optional<URI> embedded) {

  public static final String ROLE_CLAIM = "kizuna_role";
  public static final String BODY_CLAIM = "kizuna_body";

  /** The embedded provider: browsers reach it through the gateway, the services directly. */
  public static ProviderSettings embedded(URI door, int port, String clientSecret) {
    URI issuer = IdentityProvider.Settings.issuer(door);
    URI inside = IdentityProvider.Settings.inside(port);
    return new ProviderSettings(
        issuer,
        IdentityProvider.DOOR,
        clientSecret,
        URI.create(issuer + "/oauth2/authorize"),
        URI.create(inside + "/oauth2/token"),
        URI.create(inside + "/oauth2/jwks"),
        Optional.empty(),
        ROLE_CLAIM,
        BODY_CLAIM,
        Optional.of(IdentityProvider.AUDIENCE),
        Optional.of(inside));
  }

  /** Another provider, described by its OpenID Connect discovery document. */
  public static ProviderSettings discovered(
      URI issuer,
      String clientId,
      String clientSecret,
      String roleClaim,
      String bodyClaim,
      Optional<String> audience) {
    ClientRegistration.ProviderDetails details;
    try {
      details =
          ClientRegistrations.fromIssuerLocation(issuer.toString())
              .clientId(clientId)
              .build()
              .getProviderDetails();
    } catch (RuntimeException e) {
      throw new UserError(DoorMessages.LIST.of("provider.silent", issuer), e);
    }
    Object signOut = details.getConfigurationMetadata().get("end_session_endpoint");
    return new ProviderSettings(
        issuer,
        clientId,
        clientSecret,
        URI.create(details.getAuthorizationUri()),
        URI.create(details.getTokenUri()),
        URI.create(String.valueOf(details.getJwkSetUri())),
        signOut == null ? Optional.empty() : Optional.of(URI.create(signOut.toString())),
        roleClaim,
        bodyClaim,
        audience,
        Optional.empty());
  }
}
