package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kizuna.schemas.text.LocalizedText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A person's sign-in outlives commands that run at the same time. */
class AccessTokensTest {

  private static final int COMMANDS = 6;

  @TempDir Path home;

  private HttpServer provider;
  private final ExecutorService threads = Executors.newFixedThreadPool(COMMANDS);
  private final List<String> used = new ArrayList<>();
  private final List<LocalizedText> warnings = Collections.synchronizedList(new ArrayList<>());
  private String good = "refresh-0";

  /** Gives each refresh token one use; who uses one again ends the sign-in. */
  @BeforeEach
  void start() throws IOException {
    provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), COMMANDS);
    provider.setExecutor(threads);
    provider.createContext("/idp/oauth2/token", this::answer);
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
    threads.shutdownNow();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean right = form.contains("refresh_token=" + good) && !good.isEmpty();
    used.add(form);
    good = right ? "refresh-" + used.size() : "";
    byte[] body =
        (right
                ? "{\"access_token\":\"access-"
                    + used.size()
                    + "\",\"expires_in\":600,\"refresh_token\":\""
                    + good
                    + "\"}"
                : "{\"error\":\"invalid_grant\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(right ? 200 : 400, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private URI door() {
    return URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
  }

  private AccessTokens command(Duration patience) {
    return new AccessTokens(
        Map.of("XDG_CONFIG_HOME", home.toString()), Clock.systemUTC(), patience, warnings::add);
  }

  private Path expiredToken() throws IOException {
    Path file = command(Duration.ZERO).personFile(door());
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file, "{\"accessToken\":\"old\",\"expiresAt\":0,\"refreshToken\":\"refresh-0\"}");
  }

  @Test
  void commandsThatRenewOneTokenAtTheSameTimeUseItsRefreshTokenOnce() throws Exception {
    expiredToken();
    ExecutorService commands = Executors.newFixedThreadPool(COMMANDS);
    try {
      List<Future<Optional<String>>> tokens = new ArrayList<>();
      for (int i = 0; i < COMMANDS; i++) {
        tokens.add(commands.submit(() -> command(Duration.ofSeconds(60)).tokenFor(door())));
      }
      for (Future<Optional<String>> token : tokens) {
        assertThat(token.get()).contains("access-1");
      }
    } finally {
      commands.shutdownNow();
    }
    assertThat(used).hasSize(1);
  }

  @Test
  void aCommandThatHoldsUpTheRenewalIsNamedAndTheTokenIsNotUsed() throws Exception {
    Path file = expiredToken();
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> command(Duration.ofMillis(50)).tokenFor(door()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("it still holds " + lockFile);
    }
    assertThat(used).isEmpty();

    assertThat(command(Duration.ofSeconds(60)).tokenFor(door())).contains("access-1");
  }

  @Test
  void whereTheNewTokenCannotBeKeptTheOldOneIsNotUsedUp() throws Exception {
    Path file = expiredToken();
    // Not by permissions, which root does not mind: a folder lies where the lock is to be.
    Files.createDirectory(file.resolveSibling(file.getFileName() + ".lock"));

    assertThatThrownBy(() -> command(Duration.ofSeconds(60)).tokenFor(door()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("make it writable, or set KIZUNA_TOKEN");
    assertThat(used).isEmpty();
  }

  @Test
  void aTokenThatCannotBeKeptIsUsedAndTheUserIsTold() throws Exception {
    // Another thing is where the token is to be.
    Files.createDirectories(home.resolve("token.json/folder"));
    TokenFile file =
        new TokenFile(home.resolve("token.json"), Clock.systemUTC(), Duration.ZERO, warnings::add);

    String kept =
        file.keep(
            JsonMapper.shared().readTree("{\"access_token\":\"access-1\",\"expires_in\":600}"),
            Map.of());

    assertThat(kept).isEqualTo("access-1");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).in(Locale.ENGLISH)).startsWith("expected to keep the access token");
    assertThat(warnings.get(0).in(Locale.JAPANESE)).contains("token.json に保存できませんでした");
  }

  /** A machine's clock was two years ahead, and was put right. */
  @Test
  void aTokenThatCameWhileTheClockWasAheadIsRenewed() throws Exception {
    expiredToken();
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(730));
    Map<String, String> environment = Map.of("XDG_CONFIG_HOME", home.toString());
    assertThat(new AccessTokens(environment, ahead, warnings::add).tokenFor(door()))
        .contains("access-1");
    assertThat(new AccessTokens(environment, ahead, warnings::add).tokenFor(door()))
        .contains("access-1");

    assertThat(command(Duration.ofSeconds(60)).tokenFor(door())).contains("access-2");
    assertThat(command(Duration.ofSeconds(60)).tokenFor(door())).contains("access-2");
  }
}
