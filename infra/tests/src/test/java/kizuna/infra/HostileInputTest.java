package kizuna.infra;

import static kizuna.infra.ReportBodies.MAIZURU;
import static kizuna.infra.ReportBodies.TOMORROW;
import static kizuna.infra.ReportBodies.accepted;
import static kizuna.infra.ReportBodies.declaration;
import static kizuna.infra.ReportBodies.offer;
import static kizuna.infra.ReportBodies.request;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.bench.FloodBench;
import kizuna.infra.bench.FloodResult;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who has no good token, and what attackers write, at the whole platform from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.HOSTILE_INPUT)
class HostileInputTest {

  private static final String SCRIPT = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
  private static final String FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")";

  private final HttpClient http = HttpClient.newHttpClient();
  private final PlatformProcess kizuna;

  HostileInputTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  @Test
  void aForgedTokenChangesNothingAndIsAnsweredByAProblem() throws Exception {
    long before = kizuna.json("/api/ledger?limit=1").path("total").asLong();
    long rejected = rejections();
    JsonNode networks = kizuna.json("/api/summary").path("networks");
    RSAKey strange = new RSAKeyGenerator(2048).keyID("k").generate();
    String issuer = kizuna.uri("/idp").toString();
    Instant later = Instant.now().plusSeconds(600);
    List<String> tokens =
        List.of(
            "",
            "Bearer ",
            "Bearer stolen",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcGVyYXRvciJ9.",
            "Basic b3BlcmF0b3I6b3BlcmF0b3I=",
            "Bearer " + token(strange, issuer, later),
            "Bearer " + token(strange, "http://evil.example/idp", later),
            "Bearer " + token(strange, issuer, Instant.now().minusSeconds(60)));
    for (String token : tokens) {
      for (String path : List.of("/api/offers", "/api/facts", "/api/dispatches/x/confirm")) {
        HttpResponse<String> answer = send(path, token, "{\"lender\":\"131041\"}");
        assertThat(answer.statusCode()).as("%s %s %s", token, path, answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
            .startsWith("application/problem+json");
      }
      for (String path : List.of("/api/ledger", "/api/summary", "/api/denials", "/api/stream")) {
        HttpResponse<String> answer = send(path, token, null);
        assertThat(answer.statusCode()).as("%s %s", token, path).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("sequence").doesNotContain("rows");
      }
    }
    assertThat(kizuna.json("/api/ledger?limit=1").path("total").asLong()).isEqualTo(before);
    assertThat(rejections()).isEqualTo(rejected);
    assertThat(kizuna.json("/api/summary").path("networks").size()).isEqualTo(networks.size());
  }

  /** As a second {@code up --bootstrap-servers} asks before it starts anything that decides. */
  @Test
  void aSecondInstallationOnThisClusterIsRefusedAndToldWhichOneDecides() {
    List<String> said = new ArrayList<>();
    try (Admin admin = Admin.create(kizuna.kafka(Account.LAUNCHER).settings())) {
      assertThatThrownBy(
              () ->
                  OnlyInstance.require(
                      admin, Namespace.LIVE, said::add, Duration.ZERO, Duration.ofSeconds(1)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("expected nobody else to decide live on this cluster, but /")
          .hasMessageContaining("use that installation, or stop it first");
    }
    assertThat(said).containsExactly("waiting until the instance that decided here before is gone");
  }

  /** A report with other values. */
  private static Map<String, Object> with(Map<String, Object> report, Map<String, ?> other) {
    Map<String, Object> all = new HashMap<>(report);
    all.putAll(other);
    return all;
  }

  @Test
  void whatAttackersWriteIsShownAsTheTextThatItIs() throws Exception {
    accepted(
        kizuna.report(
            "/api/disasters",
            with(declaration("hostile", MAIZURU), Map.of("name", FORMULA + SCRIPT))));
    accepted(
        kizuna.report(
            "/api/requests",
            with(
                request("r-hostile", "hostile", "VICTIM_CERTIFICATE", 3),
                Map.of("damage", SCRIPT, "place", FORMULA, "route", SCRIPT))));
    accepted(kizuna.report("/api/offers", offer("o-hostile", "131041", "VICTIM_CERTIFICATE", 3)));

    int tables = 0;
    for (String path :
        List.of(
            "/api/ledger",
            "/api/ledger.csv",
            "/api/ledger.xlsx",
            "/api/requests/r-hostile/explanation",
            "/api/desks/" + MAIZURU,
            "/api/timeline")) {
      for (String accept : List.of("application/json", "text/plain", "text/csv", "text/html")) {
        HttpResponse<String> answer = kizuna.get(path, accept, "en");
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(answer.statusCode()).as(path + " " + accept).isLessThan(500);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(type).as(path + " " + accept).doesNotContain("html");
        if (type.contains("csv")) {
          tables++;
          assertThat(answer.body().lines())
              .as("no cell that a spreadsheet would obey")
              .noneMatch(line -> line.matches("\uFEFF?(.*,)?\"?[=+@-].*"))
              .as("the formula is there, defused")
              .anyMatch(line -> line.contains(",\"'" + FORMULA.replace("\"", "\"\"")));
        }
      }
    }
    assertThat(tables).as("the ledger as a table: asked for by Accept, and by name").isEqualTo(5);
    JsonNode desk = kizuna.json("/api/desks/" + MAIZURU);
    assertThat(desk.toString()).contains(JsonMapper.shared().writeValueAsString(SCRIPT));
    assertThat(kizuna.json("/api/ledger?q=r-hostile").path("total").asInt()).isEqualTo(1);
  }

  @Test
  void whoWritesForAnotherIsDeniedAndItIsOnRecord() throws Exception {
    SignedIn ward = new SignedIn("ward-nerima");
    String offer =
        """
        {"offerId":"o-denied","lender":"131041","taskTypes":["LIAISON"],"headCount":1,"firstDay":"%s","lastDay":"%s"%s}
        """;
    String days = TOMORROW.plusDays(2).toString();
    accepted(
        kizuna.report(
            "/api/offers",
            Map.of(
                "offerId",
                "o-of-shinjuku",
                "lender",
                "131041",
                "taskTypes",
                List.of("SEWER"),
                "headCount",
                1,
                "firstDay",
                TOMORROW.toString(),
                "lastDay",
                days,
                "reporter",
                Map.of("role", "WARD", "body", "131041"))));
    // In another ward's name; what is another's, and what nobody has, look the same.
    String named = ",\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"}";
    demand(403, ward.post("/api/offers", offer.formatted(TOMORROW, days, named)));
    String reason = "{\"reason\":\"OTHER\"}";
    HttpResponse<String> others = ward.post("/api/offers/o-of-shinjuku/withdraw", reason);
    HttpResponse<String> nobodys = ward.post("/api/offers/o-of-nobody/withdraw", reason);
    demand(404, others);
    demand(404, nobodys);
    assertThat(others.body().replace("o-of-shinjuku", "ID").replaceAll("\"instance\".*", ""))
        .isEqualTo(nobodys.body().replace("o-of-nobody", "ID").replaceAll("\"instance\".*", ""));
    // What only desks do, and what only overseers read.
    demand(403, ward.post("/api/requests", "{}"));
    demand(404, ward.get("/api/denials"));

    await("each denial is on record with its account")
        .until(
            () -> {
              JsonNode rows =
                  kizuna.json("/api/denials?account=ward-nerima&limit=100").path("rows");
              return Stream.of(
                      "NOT_YOUR_NAME POST /api/offers",
                      "NOT_YOURS POST /api/offers/o-of-shinjuku/withdraw",
                      "NOT_OF_ROLE POST /api/requests",
                      "RESTRICTED_READ GET /api/denials")
                  .allMatch(denial -> rows.valueStream().anyMatch(row -> says(row, denial)));
            });
    assertThat(kizuna.json("/api/offers?limit=1000").toString()).doesNotContain("o-denied");
    accepted(kizuna.report("/api/offers/o-of-shinjuku/withdraw", Map.of("reason", "OTHER")));
  }

  @Test
  void strangersAtFullSpeedHoldUpNobodyAndSignNobodyOut() throws Exception {
    Set<String> ways =
        Set.of(
            "sign-in page",
            "activate with a code of 6 KB",
            "wrong guesses",
            "codes for a command line",
            "made-up tokens",
            "half-sent bodies",
            "half-sent headers",
            "viewer: 500 event streams",
            "ward: padded reports, new keys",
            "ward: ids that are not there");

    List<FloodResult> results =
        new FloodBench(kizuna.uri("/"), kizuna.data, kizuna.pid(), step -> {})
            .run(ways::contains, Duration.ofSeconds(1), result -> {});

    assertThat(results)
        .hasSameSizeAs(ways)
        .allSatisfy(
            result -> {
              assertThat(result.restarted()).as(result.way()).isFalse();
              assertThat(result.signedIn()).as(result.way()).isEqualTo(result.signedInBefore());
              assertThat(result.failures()).as("%s", result).isEmpty();
              // The bench demands 2 s; this machine may be busy with other tests.
              assertThat(result.maxMillis()).as("%s", result).isLessThan(10_000);
            });
  }

  private static boolean says(JsonNode row, String denial) {
    return denial.equals(
            row.path("code").asString()
                + " "
                + row.path("method").asString()
                + " "
                + row.path("path").asString())
        && row.path("account").asString().equals("ward-nerima")
        && row.path("role").asString().equals("WARD")
        && row.path("body").asString().equals("131202");
  }

  private static void demand(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  private long rejections() throws Exception {
    return kizuna.json("/api/rejections").path("total").asLong();
  }

  /** Somebody who typed account and password into the real page. */
  private final class SignedIn {
    private final HttpClient browser =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .cookieHandler(new CookieManager())
            .build();
    private final String csrf;

    SignedIn(String account) throws Exception {
      Matcher hidden =
          Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")
              .matcher(get("/", "text/html").body());
      StringBuilder fields = new StringBuilder();
      while (hidden.find()) {
        fields
            .append('&')
            .append(hidden.group(1))
            .append('=')
            .append(
                URLEncoder.encode(HtmlUtils.htmlUnescape(hidden.group(2)), StandardCharsets.UTF_8));
      }
      String password = Files.readString(kizuna.data.resolve("identity/password")).strip();
      HttpResponse<String> page =
          send(
              "/idp/sign-in",
              HttpRequest.newBuilder()
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("Accept", "text/html")
                  .POST(
                      BodyPublishers.ofString(
                          "username=" + account + "&password=" + password + fields)));
      assertThat(page.statusCode()).isEqualTo(200);
      JsonNode me = JsonMapper.shared().readTree(get("/api/me").body());
      assertThat(me.path("account").asString()).isEqualTo(account);
      csrf = me.path("csrf").path("token").asString();
    }

    HttpResponse<String> get(String path) throws Exception {
      return get(path, "application/json");
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
      return send(path, HttpRequest.newBuilder().header("Accept", accept));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
      return send(
          path,
          HttpRequest.newBuilder()
              .header("Origin", "http://localhost:" + kizuna.port)
              .header("Accept", "application/json")
              .header("Content-Type", "application/json")
              .header("X-CSRF-TOKEN", csrf)
              .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) throws Exception {
      return browser.send(
          request.uri(kizuna.uri(path)).timeout(Duration.ofSeconds(20)).build(),
          BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> send(String path, String authorization, @Nullable String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(kizuna.uri(path)).timeout(Duration.ofSeconds(20));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    request.header("Accept", "application/json");
    if (body != null) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Signed as the operator, with a key that the provider does not know. */
  private static String token(RSAKey key, String issuer, Instant expires) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
            new JWTClaimsSet.Builder()
                .subject("operator")
                .issuer(issuer)
                .issueTime(Date.from(expires.minusSeconds(600)))
                .expirationTime(Date.from(expires))
                .claim("kizuna_role", "OPERATOR")
                .build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }
}
