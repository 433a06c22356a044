package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.identity.IdentityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser signs in at the embedded identity provider, works, and signs out. */
@Isolated("reads all that anybody logs")
class SignInConfigurationTest {

  private static final String DOOR_SECRET = PrivateFiles.newSecret();
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  /** Streams of events that the part keeps open for ever. */
  private static final Queue<HttpExchange> OPEN = new ConcurrentLinkedQueue<>();

  @TempDir static Path data;
  private static HttpServer parts;
  private static HealthWatch health;
  private static IdentityFolder folder;
  private static IdentityProvider identity;
  private static Gateway door;
  private static int identityPort;

  @BeforeAll
  static void open() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.DEBUG);
    LOG.setContext(root.getLoggerContext());
    LOG.start();
    root.addAppender(LOG);
    parts = HttpServer.create(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0), 0);
    parts.setExecutor(THREADS);
    parts.createContext(
        "/",
        exchange -> {
          StringBuilder seen = new StringBuilder(exchange.getRequestMethod()).append('\n');
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) -> seen.append(name).append(": ").append(values).append('\n'));
          byte[] body = seen.toString().getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    parts.createContext(
        "/without-role",
        exchange -> {
          byte[] body = "{\"status\":401}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
          exchange.sendResponseHeaders(401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    parts.createContext(
        "/api/stream",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          OPEN.add(exchange);
        });
    parts.start();
    URI part = URI.create("http://127.0.0.1:" + parts.getAddress().getPort());
    health = new HealthWatch(List.of(), name -> {});
    folder = IdentityFolder.open(data.resolve("identity"));
    int port = Ports.free();
    identityPort = port;
    door =
        Gateway.open(
            GatewaySettings.local(0, part, part),
            address -> ProviderSettings.embedded(address, port, DOOR_SECRET),
            health);
    identity =
        IdentityProvider.start(
            new IdentityProvider.Settings(
                port, door.address(), DOOR_SECRET, Duration.ofMinutes(10), GatewaySettings.IDLE),
            folder);
  }

  @AfterAll
  static void close() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
    door.close();
    identity.close();
    health.close();
    OPEN.forEach(HttpExchange::close);
    parts.stop(0);
    THREADS.shutdownNow();
  }

  @Test
  void aPageLeadsToTheSignInAndBackAndThePartLearnsWhoAsks() throws Exception {
    Browser browser = new Browser();

    HttpResponse<String> page = browser.signIn("desk-wajima", "/desk.html?body=172049&lang=ja");

    assertThat(page.uri().toString()).isEqualTo(door.address() + "/desk.html?body=172049&lang=ja");
    JsonNode me = browser.me();
    assertThat(me.path("signedIn").asBoolean()).isTrue();
    assertThat(me.path("account").asString()).isEqualTo("desk-wajima");
    assertThat(me.path("role").asString()).isEqualTo("DESK");
    assertThat(me.path("body").asString()).isEqualTo("172049");
    assertThat(me.path("demonstration").asBoolean()).isTrue();
    assertThat(claims(page.body()))
        .contains("\"sub\":\"desk-wajima\"")
        .contains("\"kizuna_role\":\"DESK\"")
        .contains("\"kizuna_body\":\"172049\"")
        .contains("\"iss\":\"" + door.address() + "/idp\"");
  }

  @Test
  void whoIsNotSignedInHasNoSessionAndAPlantedNameIsNotTaken() throws Exception {
    Browser browser = new Browser();
    browser.get("/desk.html", "text/html");
    assertThat(browser.cookies.getCookieStore().getCookies())
        .extracting(HttpCookie::getName)
        .doesNotContain(SignInConfiguration.COOKIE);
    String planted = "00000000-0000-0000-0000-000000000000";
    browser
        .cookies
        .getCookieStore()
        .add(door.address(), cookie(SignInConfiguration.COOKIE, planted));

    browser.signIn("viewer", "/");

    assertThat(browser.cookies.getCookieStore().getCookies())
        .filteredOn(HttpCookie::isHttpOnly)
        .filteredOn(cookie -> cookie.getName().equals(SignInConfiguration.COOKIE))
        .singleElement()
        .satisfies(cookie -> assertThat(cookie.getValue()).isNotEqualTo(planted));
    Browser thief = new Browser();
    thief.cookies.getCookieStore().add(door.address(), cookie(SignInConfiguration.COOKIE, planted));
    assertThat(thief.me().path("signedIn").asBoolean()).isFalse();
  }

  @Test
  void strangersLeaveNothingBehind() throws Exception {
    HttpClient stranger = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (String path :
        List.of(
            "/",
            "/desk.html?body=172049",
            "/oauth2/authorization/kizuna",
            "/idp/sign-in",
            "/idp/activate?user_code=ABCD-EFGH",
            "/idp/oauth2/authorize?client_id=kizuna-door",
            "/idp/nowhere")) {
      HttpResponse<String> answer =
          stranger.send(
              HttpRequest.newBuilder(URI.create(door.address() + path))
                  .header("Accept", "text/html")
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.headers().allValues("Set-Cookie"))
          .as(path)
          .allMatch(
              cookie ->
                  cookie.startsWith("KIZUNA_IDP_CSRF=")
                      || cookie.startsWith(AuthorizationRequestCookie.NAME));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/idp/activate?user_code=LONG",
        "/idp/sign-in?continue=LONG",
        "/idp/sign-in?username=LONG",
        "/idp/oauth2/authorize?client_id=LONG"
      })
  void whatIsTooLongIsRefusedOnAPageThatLeadsOn(String path) throws Exception {
    HttpResponse<String> answer =
        new Browser()
            .send(
                new Browser()
                    .request(path.replace("LONG", "A".repeat(5_000)))
                    .header("Accept", "text/html")
                    .header("Accept-Language", "en"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "<html lang=\"en\">", "The sign-in was not completed", "href=\"/oauth2/authorization")
        .doesNotContain("Exception", "invalid_request");
  }

  @Test
  void anAddressThatIsNoTextIsRefusedOnAPageThatLeadsToTheBoard() throws Exception {
    HttpResponse<String> answer =
        new Browser()
            .send(
                new Browser()
                    .request("/idp/sign-in?lang=%ff%fe")
                    .header("Accept", "text/html")
                    .header("Accept-Language", "en"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("<html lang=\"en\">", "This address cannot be opened", "href=\"/\"");
  }

  @Test
  void whatTheProviderRefusesIsAPageThatLeadsOnAndADocumentForPrograms() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    List<String> refused =
        List.of(
            "/idp/oauth2/authorize?client_id=another&response_type=code", // the client of another
            // provider
            "/idp/oauth2/authorize?client_id=kizuna-door", // an incomplete request
            "/idp/connect/logout?id_token_hint=made-up"); // a sign-out without a user
    for (String path : refused) {
      HttpResponse<String> page =
          browser.send(
              browser.request(path).header("Accept", "text/html").header("Accept-Language", "ja"));
      assertThat(page.statusCode()).as(path).isBetween(400, 499);
      assertThat(page.body())
          .as(path)
          .contains("<html lang=\"ja\">", "class=\"on\" href=\"/")
          .doesNotContain("invalid_", "HTTP", "Whitelabel", "Exception", "client");
      assertThat(page.headers().allValues("Content-Security-Policy")).as(path).hasSize(1);
      HttpResponse<String> program = browser.get(path, "application/json");
      assertThat(program.body()).as(path).doesNotContain("<html");
    }
    // A code that was used, or has run out, comes back to the door.
    HttpResponse<String> used =
        browser.get("/login/oauth2/code/kizuna?code=used&state=old", "text/html");
    assertThat(used.statusCode()).isEqualTo(401);
    assertThat(used.body())
        .contains("サインインを完了できませんでした", "もう一度サインインする", "href=\"/oauth2/authorization");
  }

  @Test
  void whoHasLostAllCookiesTypesOnceMoreAndComesToThePage() throws Exception {
    Browser browser = new Browser();
    assertThat(browser.get("/desk.html?body=172049", "text/html").body())
        .contains("name=\"password\"");
    browser.cookies.getCookieStore().removeAll();

    HttpResponse<String> once = browser.type("desk-wajima", folder.password());
    assertThat(once.body()).contains("name=\"password\"");
    HttpResponse<String> twice = browser.type("desk-wajima", folder.password());

    assertThat(twice.uri().toString()).isEqualTo(door.address() + "/desk.html?body=172049");
    assertThat(browser.me().path("account").asString()).isEqualTo("desk-wajima");
  }

  @Test
  void whoHasLostTheCookiesOfTheDoorAloneIsLedToThePage() throws Exception {
    Browser browser = new Browser();
    browser.get("/desk.html?body=172049", "text/html");
    browser.cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().startsWith(AuthorizationRequestCookie.NAME))
        .toList()
        .forEach(cookie -> browser.cookies.getCookieStore().remove(null, cookie));

    HttpResponse<String> failed = browser.type("viewer", folder.password());

    assertThat(failed.statusCode()).isEqualTo(401);
    assertThat(failed.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    Matcher again = Pattern.compile("href=\"(/oauth2[^\"]+)\"").matcher(failed.body());
    assertThat(again.find()).as(failed.body()).isTrue();
    browser.get(again.group(1), "text/html");
    assertThat(browser.type("viewer", folder.password()).uri().toString())
        .isEqualTo(door.address() + "/desk.html?body=172049");
  }

  /**
   * The page came again by itself to an address that was used up, and said that nobody signed in.
   */
  @Test
  void whoseSignInEndsWhileTheProviderIsAwayIsLedToAnotherOne() throws Exception {
    URI part = URI.create("http://127.0.0.1:" + parts.getAddress().getPort());
    int nobody = Ports.free();
    try (Gateway lonely =
        Gateway.open(
            GatewaySettings.local(0, part, part),
            address -> ProviderSettings.embedded(address, nobody, DOOR_SECRET),
            health)) {
      Browser browser = new Browser(lonely.address());
      HttpClient http = HttpClient.newBuilder().cookieHandler(browser.cookies).build();
      HttpResponse<String> begun =
          http.send(
              browser.request("/oauth2/authorization/kizuna?return=%2Fdesk.html").build(),
              BodyHandlers.ofString());
      Matcher state =
          Pattern.compile("state=([^&]+)")
              .matcher(begun.headers().firstValue("Location").orElseThrow());
      assertThat(state.find()).isTrue();

      HttpResponse<String> ended =
          browser.get("/login/oauth2/code/kizuna?code=c&state=" + state.group(1), "text/html");

      assertThat(ended.statusCode()).isEqualTo(503);
      assertThat(ended.body())
          .contains("content=\"3;url=/oauth2/authorization/kizuna?return=%2Fdesk.html\"")
          .contains("class=\"on\" href=\"/oauth2/authorization/kizuna?return=%2Fdesk.html\"");
    }
  }

  @Test
  void twoTabsSignInAtOnce() throws Exception {
    Browser browser = new Browser();
    browser.get("/desk.html?body=172049", "text/html");
    String first = browser.lastPage;
    int tabs = 0;
    // Each tab has one of a few cookies by chance.
    do {
      browser.get("/ward.html?body=131041", "text/html");
    } while (tabs++ < 3
        && browser.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith(AuthorizationRequestCookie.NAME))
                .count()
            < 2);
    browser.lastPage = first;

    assertThat(browser.type("viewer", folder.password()).statusCode()).isLessThan(500);
  }

  @Test
  void ninetyWrongGuessesOfMadeUpNamesKeepNobodyOut() throws Exception {
    Browser stranger = new Browser();
    HttpResponse<String> answer = stranger.get("/", "text/html");
    for (int i = 0; i < 90; i++) {
      answer = stranger.type("nobody-" + i, "wrong");
      assertThat(answer.body()).contains("name=\"password\"");
    }
    assertThat(answer.uri().getQuery()).startsWith("too-often");

    assertThat(new Browser().signIn("ward-taito", "/").uri())
        .isEqualTo(door.address().resolve("/"));
  }

  @Test
  void anOldRefreshTokenUsedAgainEndsTheSignIn() throws Exception {
    Browser program = new Browser();
    JsonNode token = commandLineOf(program, "ward-nerima");
    JsonNode renewed = refreshed(program, token);
    assertThat(renewed.path("access_token").asString("")).isNotEmpty();

    assertThat(refreshed(program, token).path("error").asString("")).isEqualTo("invalid_grant");

    assertThat(refreshed(program, renewed).path("error").asString("")).isEqualTo("invalid_grant");
  }

  @Test
  void whatAPageAsksForAtOnceIsAskedUnderOneName() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    String before = browser.cookie(SignInConfiguration.COOKIE).getValue();

    assertThat(browser.csrf()).isNotBlank();

    assertThat(browser.cookie(SignInConfiguration.COOKIE).getValue()).isEqualTo(before);
  }

  @Test
  void anAnswerThatComesLateUnderTheOldNameTakesNothingAway() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");

    // As the icon of the sign-in page is asked for before, and answered after somebody signed in.
    HttpResponse<String> late =
        new Browser()
            .send(
                browser
                    .request("/idp/sign-in.css")
                    .header(
                        "Cookie",
                        SignInConfiguration.COOKIE + "=00000000-0000-0000-0000-000000000000"));

    assertThat(late.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith(SignInConfiguration.COOKIE));
    assertThat(browser.me().path("signedIn").asBoolean()).isTrue();
  }

  @Test
  void aWriteNeedsTheTokenOfItsSession() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    Browser other = new Browser();
    other.signIn("viewer", "/");

    assertThat(browser.write("/api/facts", "").statusCode()).isEqualTo(403);
    assertThat(browser.write("/api/facts", other.csrf()).statusCode()).isEqualTo(403);
    assertThat(browser.write("/api/facts", browser.csrf()).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenBesideASessionIsIgnored() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");

    HttpResponse<String> answer =
        browser.send(browser.request("/api/ledger").header("Authorization", "Bearer stolen"));

    assertThat(claims(answer.body())).contains("\"sub\":\"viewer\"");
    assertThat(answer.body()).doesNotContain("stolen").doesNotContain(SignInConfiguration.COOKIE);
    HttpResponse<String> write =
        browser.send(
            browser
                .request("/api/facts")
                .header("Authorization", "Bearer stolen")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(write.statusCode()).isEqualTo(403);
  }

  @Test
  void aTokenThatEndsIsRenewedOnceForAllWhoNeedIt() throws Exception {
    int port = Ports.free();
    URI part = URI.create("http://127.0.0.1:" + parts.getAddress().getPort());
    // So short that the door takes each token for almost expired.
    Duration brief = Duration.ofSeconds(20);
    try (Gateway night =
            Gateway.open(
                GatewaySettings.local(0, part, part),
                address -> ProviderSettings.embedded(address, port, DOOR_SECRET),
                health);
        IdentityProvider provider =
            IdentityProvider.start(
                new IdentityProvider.Settings(
                    port, night.address(), DOOR_SECRET, brief, GatewaySettings.IDLE),
                IdentityFolder.open(data.resolve("night")))) {
      Browser browser = new Browser(night.address());
      browser.get("/", "text/html");
      browser.type("viewer", IdentityFolder.open(data.resolve("night")).password());
      String first = bearer(browser.get("/api/ledger", "application/json").body());

      List<CompletableFuture<HttpResponse<String>>> atOnce =
          IntStream.range(0, 20).mapToObj(i -> browser.later("/api/ledger")).toList();

      for (CompletableFuture<HttpResponse<String>> answer : atOnce) {
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(bearer(answer.get().body())).isNotEqualTo(first);
      }
      assertThat(browser.me().path("account").asString()).isEqualTo("viewer");

      provider.close();
      demandProviderAway(browser.get("/api/ledger", "application/json"));
      // It takes the connection, and never answers.
      try (ServerSocket silent = new ServerSocket(port, 10, InetAddress.getByName("127.0.0.1"))) {
        assertThat(silent.isBound()).isTrue();
        demandProviderAway(browser.get("/api/ledger", "application/json"));
      }
    }
  }

  private static void demandProviderAway(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("provider-away");
  }

  private static Gateway keeping(
      GatewaySettings settings,
      URI issuer,
      int port,
      IdentityFolder of,
      SealedStore.DatabaseAddress sessions) {
    return Gateway.open(
        settings,
        address -> ProviderSettings.embedded(issuer, port, of.doorSecret()),
        health,
        sessions,
        of.sealer());
  }

  private static IdentityProvider brief(URI issuer, int port, IdentityFolder of) {
    // So short that the door takes each token for almost expired.
    return IdentityProvider.start(
        new IdentityProvider.Settings(
            port, issuer, of.doorSecret(), Duration.ofSeconds(20), GatewaySettings.IDLE),
        of);
  }

  @Test
  void aSessionOutlivesDoorAndProviderAndIsTheSameAtEveryDoor() throws Exception {
    IdentityFolder kept = IdentityFolder.open(data.resolve("kept"));
    demandSessionsOfEveryDoor(kept, kept.sessions());
  }

  @Test
  void soItIsWithSessionsInPostgreSql() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      demandSessionsOfEveryDoor(
          IdentityFolder.open(data.resolve("kept-on-postgres")),
          new SealedStore.DatabaseAddress(
              server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"));
    }
  }

  private static void demandSessionsOfEveryDoor(
      IdentityFolder kept, SealedStore.DatabaseAddress sessions) throws Exception {
    int port = Ports.free();
    URI part = URI.create("http://127.0.0.1:" + parts.getAddress().getPort());
    GatewaySettings here = GatewaySettings.local(Ports.free(), part, part);
    GatewaySettings there = GatewaySettings.local(Ports.free(), part, part);
    URI issuer = here.address();
    Browser browser = new Browser(issuer);
    try (Gateway first = keeping(here, issuer, port, kept, sessions);
        IdentityProvider provider = brief(issuer, port, kept)) {
      browser.get("/", "text/html");
      browser.type("viewer", kept.password());
      assertThat(browser.me().path("account").asString()).isEqualTo("viewer");
    }

    try (Gateway first = keeping(here, issuer, port, kept, sessions);
        Gateway second = keeping(there, issuer, port, kept, sessions);
        IdentityProvider provider = brief(issuer, port, kept)) {
      Browser elsewhere = new Browser(there.address(), browser.cookies);
      assertThat(browser.me().path("account").asString()).isEqualTo("viewer");
      assertThat(elsewhere.me().path("account").asString()).isEqualTo("viewer");

      // Each renews: a refresh token that both used would end the sign-in.
      List<CompletableFuture<HttpResponse<String>>> atOnce =
          IntStream.range(0, 10)
              .mapToObj(i -> (i % 2 == 0 ? browser : elsewhere).later("/api/ledger"))
              .toList();
      for (CompletableFuture<HttpResponse<String>> answer : atOnce) {
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }

      try (BufferedReader events = elsewhere.stream()) {
        assertThat(events.readLine()).isEqualTo("data: first");
        assertThat(browser.write("/sign-out", browser.csrf()).statusCode()).isEqualTo(200);
        assertThat(events.lines().toList()).as("what is open at the other door ends").isNotNull();
      }
      assertThat(elsewhere.get("/api/ledger", "application/json").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void signedOutIsSignedOutAndTheNextOneTypesThePassword() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    String session = browser.cookie(SignInConfiguration.COOKIE).getValue();

    assertThat(browser.write("/sign-out", "").statusCode()).isEqualTo(403);
    HttpResponse<String> out = browser.write("/sign-out", browser.csrf());

    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(JsonMapper.shared().readTree(out.body()).path("next").asString()).isEqualTo("/");
    Browser thief = new Browser();
    thief.cookies.getCookieStore().add(door.address(), cookie(SignInConfiguration.COOKIE, session));
    assertThat(thief.get("/api/ledger", "application/json").statusCode()).isEqualTo(401);
    assertThat(browser.get("/", "text/html").body()).contains("name=\"password\"");
  }

  @Test
  void whomThePartsDoNotKnowIsToldSoAndNotSentToSignInAgain() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");

    HttpResponse<String> data = browser.get("/without-role?lang=en", "application/json");
    assertThat(browser.me().path("signedIn").asBoolean()).isFalse();
    browser.signIn("viewer", "/");
    HttpResponse<String> page = browser.get("/without-role", "text/html");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.body())
        .contains("<h1>このアカウントには役割がありません</h1>", "別のアカウントでサインインする")
        .doesNotContain("kizuna_role", "VIEWER");
    assertThat(data.body())
        .contains("has none; ask whoever runs your sign-in to give it one (claim kizuna_role:");
    assertThat(data.statusCode()).isEqualTo(403);
    assertThat(data.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(data.headers().firstValue("WWW-Authenticate")).isEmpty();
    // Another account can sign in: this one's session is gone.
    assertThat(browser.signIn("desk-wajima", "/").statusCode()).isEqualTo(200);
    assertThat(browser.me().path("account").asString()).isEqualTo("desk-wajima");
  }

  @Test
  void whatIsOpenInAnotherTabEndsWithTheSession() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    Browser stranger = new Browser();
    stranger.signIn("viewer", "/");

    try (BufferedReader tab = browser.stream();
        BufferedReader other = stranger.stream()) {
      assertThat(tab.readLine()).isEqualTo("data: first");
      assertThat(other.readLine()).isEqualTo("data: first");
      assertThat(browser.write("/sign-out", browser.csrf()).statusCode()).isEqualTo(200);

      // The part itself would end it after 30 s of silence.
      assertThat(endOf(tab).get(15, TimeUnit.SECONDS)).isTrue();
      for (HttpExchange stream : OPEN) {
        sendMore(stream);
      }
      assertThat(other.readLine()).isEmpty();
      assertThat(other.readLine()).isEqualTo("data: second");
    }
  }

  private static void sendMore(HttpExchange stream) {
    try {
      stream.getResponseBody().write("data: second\n\n".getBytes(StandardCharsets.UTF_8));
      stream.getResponseBody().flush();
    } catch (IOException e) {
      stream.close(); // the one that the door no longer uses
    }
  }

  /** Done once nothing more can come. */
  private static CompletableFuture<Boolean> endOf(BufferedReader events) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            String line = events.readLine();
            while (line != null) {
              line = events.readLine();
            }
            return true;
          } catch (IOException cutOff) {
            return true;
          }
        },
        THREADS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a=b",
        "evil.example"
      })
  void theWayBackNeverLeadsElsewhere(String elsewhere) throws Exception {
    Browser browser = new Browser();

    HttpResponse<String> page =
        browser.signIn(
            "viewer",
            "/oauth2/authorization/kizuna?return="
                + URLEncoder.encode(elsewhere, StandardCharsets.UTF_8));

    assertThat(page.uri().toString()).startsWith(door.address() + "/").doesNotContain("evil");
  }

  @Test
  void whoGuessesIsSlowedDown() throws Exception {
    Browser browser = new Browser();
    HttpResponse<String> answer;
    int guesses = 0;
    do {
      browser.get("/", "text/html");
      answer = browser.type("ward-chiyoda", "wrong-" + guesses++);
    } while (guesses < 9);
    assertThat(answer.uri().getQuery()).startsWith("too-often");

    // Not even the right one is taken now, of this account; of others it is.
    browser.get("/", "text/html");
    assertThat(browser.type("ward-chiyoda", folder.password()).uri().getQuery())
        .startsWith("too-often");
    assertThat(new Browser().signIn("ward-minato", "/").statusCode()).isEqualTo(200);
    assertThat(metrics("http://127.0.0.1:" + identityPort).body())
        .containsPattern("kizuna_sign_ins_refused_total\\{reason=\"PASSWORD\"\\} [1-9]")
        .containsPattern("kizuna_sign_ins_refused_total\\{reason=\"TOO_OFTEN\"\\} [1-9]");
    assertThat(metrics(door.address().toString()).body())
        .as("through the door")
        .doesNotContain("kizuna_sign_ins_refused");
  }

  private static HttpResponse<String> metrics(String provider) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(provider + "/idp/actuator/prometheus")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theCommandLineOfAPersonGetsATokenOnceThePersonTypesItsCode() throws Exception {
    Browser program = new Browser();

    JsonNode token = commandLineOf(program, "ward-nerima");

    assertThat(token.path("refresh_token").asString("")).isNotEmpty();
    HttpResponse<String> answer =
        program.send(
            program
                .request("/api/ledger")
                .header("Authorization", "Bearer " + token.path("access_token").asString()));
    // An identity token, which is meant for the door, is not let in.
    assertThat(claims(answer.body())).contains("\"sub\":\"ward-nerima\"", "\"aud\":\"kizuna-api\"");
    assertThat(refreshed(program, token).path("access_token").asString("")).isNotEmpty();
  }

  private static JsonNode refreshed(Browser program, JsonNode token) throws Exception {
    return JsonMapper.shared()
        .readTree(
            program
                .form(
                    "/idp/oauth2/token",
                    "grant_type=refresh_token&client_id=kizuna-cli&refresh_token="
                        + token.path("refresh_token").asString())
                .body());
  }

  /** The device flow from its begin to the token. */
  private static JsonNode commandLineOf(Browser program, String account) throws Exception {
    JsonNode begun =
        JsonMapper.shared()
            .readTree(
                program.form("/idp/oauth2/device_authorization", "client_id=kizuna-cli").body());
    String poll =
        "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=kizuna-cli&device_code="
            + begun.path("device_code").asString();
    assertThat(program.form("/idp/oauth2/token", poll).body()).contains("authorization_pending");

    Browser person = new Browser();
    String code = begun.path("user_code").asString();
    URI where = URI.create(begun.path("verification_uri").asString());
    assertThat(where).isEqualTo(URI.create(door.address() + "/idp/activate"));
    person.get(where.getPath(), "text/html");
    HttpResponse<String> activate = person.type(account, folder.password());
    assertThat(program.form("/idp/oauth2/token", poll).body()).contains("authorization_pending");
    assertThat(activate.body()).contains("name=\"user_code\"");
    HttpResponse<String> done =
        person.form("/idp/oauth2/device_verification", "user_code=" + code + csrf(activate.body()));
    assertThat(done.uri().getQuery()).isEqualTo("activated");
    return JsonMapper.shared().readTree(program.form("/idp/oauth2/token", poll).body());
  }

  @Test
  void noSecretIsInALogAndEachIsItsOwnersAlone() throws Exception {
    Browser browser = new Browser();
    browser.signIn("viewer", "/");
    String token = bearer(browser.get("/api/ledger", "application/json").body());
    JsonNode operator =
        JsonMapper.shared().readTree(Files.readString(data.resolve("identity/operator.json")));

    List<String> lines;
    synchronized (LOG) {
      lines =
          List.copyOf(LOG.list).stream()
              .filter(e -> e.getLevel().isGreaterOrEqual(Level.INFO))
              .map(ILoggingEvent::getFormattedMessage)
              .toList();
    }
    for (String secret :
        List.of(folder.password(), DOOR_SECRET, token, operator.path("clientSecret").asString())) {
      assertThat(lines).noneMatch(line -> line.contains(secret));
    }
    try (var files = Files.list(data.resolve("identity"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  private static HttpCookie cookie(String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setVersion(0);
    return cookie;
  }

  /** What the token says that the part was sent; the part here answers with what it was sent. */
  private static String claims(String seen) {
    String payload = bearer(seen).split("\\.", -1)[1];
    return new String(java.util.Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  private static String bearer(String seen) {
    Matcher bearer =
        Pattern.compile("authorization: \\[Bearer ([^]]+)]", Pattern.CASE_INSENSITIVE)
            .matcher(seen);
    assertThat(bearer.find()).as(seen).isTrue();
    return bearer.group(1);
  }

  /** The hidden fields of a form, as more fields of a body; empty where there are none. */
  private static String csrf(String page) {
    Matcher field =
        Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"").matcher(page);
    StringBuilder fields = new StringBuilder();
    while (field.find()) {
      fields
          .append('&')
          .append(field.group(1))
          .append('=')
          .append(
              URLEncoder.encode(HtmlUtils.htmlUnescape(field.group(2)), StandardCharsets.UTF_8));
    }
    return fields.toString();
  }

  /** An HTTP client that does what a browser does: cookies, redirects, forms. */
  private static final class Browser {
    private final CookieManager cookies;
    private final HttpClient http;
    private final URI address;
    private String lastPage = "";

    Browser() {
      this(door.address());
    }

    Browser(URI address) {
      this(address, new CookieManager());
    }

    /** The same browser, sent to another door. */
    Browser(URI address, CookieManager cookies) {
      this.address = address;
      this.cookies = cookies;
      this.http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.ALWAYS)
              .cookieHandler(cookies)
              .build();
    }

    CompletableFuture<HttpResponse<String>> later(String path) {
      return http.sendAsync(request(path).build(), BodyHandlers.ofString());
    }

    BufferedReader stream() throws IOException, InterruptedException {
      HttpRequest request = request("/api/stream").header("Accept", "text/event-stream").build();
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      lastPage = answer.body();
      return answer;
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
      return send(request(path).header("Accept", accept));
    }

    HttpResponse<String> form(String path, String body) throws IOException, InterruptedException {
      return send(
          request(path)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Accept", "text/html,application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    /** Types account and password into the sign-in page that was shown last. */
    HttpResponse<String> type(String account, String password)
        throws IOException, InterruptedException {
      return form("/idp/sign-in", "username=" + account + "&password=" + password + csrf(lastPage));
    }

    HttpResponse<String> signIn(String account, String page)
        throws IOException, InterruptedException {
      assertThat(get(page, "text/html").body()).contains("name=\"password\"");
      return type(account, folder.password());
    }

    JsonNode me() throws IOException, InterruptedException {
      return JsonMapper.shared()
          .readTree(get(CurrentUserController.PATH, "application/json").body());
    }

    String csrf() throws IOException, InterruptedException {
      return me().path("csrf").path("token").asString();
    }

    private static String csrf(String page) {
      return SignInConfigurationTest.csrf(page);
    }

    HttpResponse<String> write(String path, String csrf) throws IOException, InterruptedException {
      return send(
          request(path)
              .header("Origin", address.toString())
              .header("Content-Type", "application/json")
              .header("X-CSRF-TOKEN", csrf)
              .POST(BodyPublishers.ofString("{}")));
    }

    HttpCookie cookie(String name) {
      return cookies.getCookieStore().getCookies().stream()
          .filter(c -> c.getName().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }
}
