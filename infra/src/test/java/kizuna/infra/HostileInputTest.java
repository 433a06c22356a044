package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who has no good token, and what attackers write, at the whole platform from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

  private static final String MAIZURU = "262021";
  private static final String SCRIPT = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
  private static final String FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")";
  private static final LocalDate TOMORROW = LocalDate.now(ZoneId.of("Asia/Tokyo")).plusDays(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private PlatformProcess kizuna;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    kizuna = PlatformProcess.start(folder.resolve("data"));
    Await.until(
        "the reference data is decided",
        Duration.ofSeconds(60),
        () -> kizuna.json("/api/summary").path("networks").path(0).path("sequence").asLong(0) > 50);
  }

  @AfterAll
  void stop() throws InterruptedException {
    kizuna.stop();
  }

  @Test
  void aForgedTokenChangesNothingAndIsAnsweredByAProblem() throws Exception {
    long before = kizuna.json("/api/ledger?limit=1").path("total").asLong();
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
    assertThat(kizuna.json("/api/rejections").path("total").asInt(-1)).isZero();
    assertThat(kizuna.json("/api/summary").path("networks").size()).isEqualTo(networks.size());
  }

  @Test
  void whatAttackersWriteIsShownAsTheTextThatItIs() throws Exception {
    accepted(
        kizuna.report(
            "/api/disasters",
            Map.of(
                "disasterId",
                "hostile",
                "name",
                SCRIPT,
                "hazard",
                "EARTHQUAKE",
                "struck",
                List.of(MAIZURU),
                "struckAt",
                "2026-11-01T09:00:00+09:00",
                "reporter",
                Map.of("role", "DESK", "body", MAIZURU))));
    accepted(
        kizuna.report(
            "/api/requests",
            Map.ofEntries(
                Map.entry("requestId", "r-hostile"),
                Map.entry("disasterId", "hostile"),
                Map.entry("receiver", MAIZURU),
                Map.entry("damage", SCRIPT),
                Map.entry("taskType", "SHELTER_OPERATION"),
                Map.entry("headCount", 3),
                Map.entry("place", FORMULA),
                Map.entry("route", SCRIPT),
                Map.entry("firstDay", TOMORROW.toString()),
                Map.entry("lastDay", TOMORROW.plusDays(6).toString()),
                Map.entry("priority", "URGENT"),
                Map.entry("documentation", "ORAL"),
                Map.entry("reporter", Map.of("role", "DESK", "body", MAIZURU)))));
    accepted(
        kizuna.report(
            "/api/offers",
            Map.of(
                "offerId",
                "o-hostile",
                "lender",
                "131041",
                "taskTypes",
                List.of("SHELTER_OPERATION"),
                "headCount",
                3,
                "firstDay",
                TOMORROW.toString(),
                "lastDay",
                TOMORROW.plusDays(6).toString(),
                "reporter",
                Map.of("role", "WARD", "body", "131041"))));

    for (String path :
        List.of(
            "/api/ledger",
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
          assertThat(answer.body().lines())
              .as("no cell that a spreadsheet would obey")
              .noneMatch(line -> line.matches("(^|.*,)\"?[=+@-].*"));
        }
      }
    }
    JsonNode desk = kizuna.json("/api/desks/" + MAIZURU);
    assertThat(desk.toString()).contains(JsonMapper.shared().writeValueAsString(SCRIPT));
    assertThat(kizuna.json("/api/ledger?q=r-hostile").path("total").asInt()).isEqualTo(1);
  }

  private static void accepted(JsonNode decision) {
    assertThat(decision.path("outcome").asString()).as("%s", decision).isEqualTo("ACCEPTED");
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
