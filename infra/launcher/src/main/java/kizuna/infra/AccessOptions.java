package kizuna.infra;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.door.ProviderSettings;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code up}: the address of the front door and the identity provider. */
final class AccessOptions {

  private final CommandMessages say = CommandMessages.ofUp(LanguageTag.ofMachine());

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = Ports.LOOPBACK,
      description =
          "Address that the front door listens on (default: ${DEFAULT-VALUE}, this machine only).")
  private String listen = Ports.LOOPBACK;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "The front door's address in a browser, e.g. https://kizuna.example.jp behind a TLS proxy (default: http://localhost:PORT).")
  private @Nullable URI publicUrl;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = {
        "An OpenID Connect provider of your own instead of the embedded one and its demonstration accounts;",
        "with --client-id and --client-secret-file. Its redirect address is PUBLIC-URL/login/oauth2/code/kizuna."
      })
  private @Nullable URI issuer;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      defaultValue = "kizuna",
      description = "Kizuna's client id at that provider (default: ${DEFAULT-VALUE}).")
  private String clientId = "kizuna";

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "File with Kizuna's secret at that provider.")
  private @Nullable Path clientSecretFile;

  @Option(
      names = "--role-claim",
      paramLabel = "NAME",
      defaultValue = ProviderSettings.ROLE_CLAIM,
      description =
          "Claim of that provider's tokens that holds the role (default: ${DEFAULT-VALUE}).")
  private String roleClaim = ProviderSettings.ROLE_CLAIM;

  @Option(
      names = "--body-claim",
      paramLabel = "NAME",
      defaultValue = ProviderSettings.BODY_CLAIM,
      description =
          "Claim that holds whom the account acts for: a municipality's code or a network's id (default: ${DEFAULT-VALUE}).")
  private String bodyClaim = ProviderSettings.BODY_CLAIM;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      description =
          "Required audience (claim aud) of that provider's access tokens. Give it with --issuer; '' where that provider signs for no other application.")
  private @Nullable String audience;

  @Option(
      names = "--access-token-minutes",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Life of an access token of the embedded provider, minutes (default: ${DEFAULT-VALUE}).")
  private int accessTokenMinutes;

  /**
   * The validated settings.
   *
   * @throws UserError if an option is wrong or missing
   */
  PlatformSettings.Access settings() {
    if (accessTokenMinutes < 1) {
      throw new UserError(say.of("expected.minutes", accessTokenMinutes));
    }
    if (publicUrl != null && (publicUrl.getHost() == null || !isWeb(publicUrl))) {
      throw new UserError(say.of("expected.address", publicUrl));
    }
    if (!Ports.canListenOn(listen)) {
      throw new UserError(say.of("expected.listen", listen));
    }
    if (issuer != null && audience == null) {
      throw new UserError(say.of("expected.audience", issuer));
    }
    return new PlatformSettings.Access(
        listen,
        Optional.ofNullable(publicUrl),
        Optional.ofNullable(issuer)
            .map(
                address ->
                    new PlatformSettings.OwnProvider(
                        address,
                        clientId,
                        clientSecret(),
                        roleClaim,
                        bodyClaim,
                        Optional.ofNullable(audience).filter(name -> !name.isBlank()))),
        Duration.ofMinutes(accessTokenMinutes));
  }

  private static boolean isWeb(URI address) {
    return "http".equals(address.getScheme()) || "https".equals(address.getScheme());
  }

  private String clientSecret() {
    if (clientSecretFile == null) {
      throw new UserError(say.of("expected.secret"));
    }
    try {
      return TextReader.file(clientSecretFile).strip();
    } catch (IOException e) {
      throw new UserError(say.of("secret.unreadable", clientSecretFile), e);
    }
  }
}
