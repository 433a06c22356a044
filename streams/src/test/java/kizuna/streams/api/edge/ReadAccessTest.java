package kizuna.streams.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.SignedTokens;
import kizuna.streams.api.BoardFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who is let in to read, and what the others are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadAccessTest {

  private BoardFixture board;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    board.topics.log(Namespace.LIVE);
  }

  @AfterEach
  void signInAgain() {
    board.doorIsSignedInAs("OPERATOR", null);
  }

  @AfterAll
  void close() {
    board.close();
  }

  @Test
  void withoutATokenNothingIsReadButWhatHoldsNoData() {
    board.doorIsSignedInAs(null, null);

    HttpResponse<String> refused = board.get("/api/ledger", "Accept-Language", "ja");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(refused.body()).contains("サインインしてください");
    assertThat(refused.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(board.get("/").statusCode()).isEqualTo(200);
    assertThat(board.get("/board.js").statusCode()).isEqualTo(200);
    assertThat(board.get("/actuator/health").statusCode()).isIn(200, 503);
    assertThat(board.get("/anything-else").statusCode()).isEqualTo(401);
    assertThat(board.get("/api/nothing").statusCode()).isEqualTo(401);
  }

  @Test
  void expiredForgedAndUnfinishedTokensAreRefusedAndNotRepeated() {
    String forged = new SignedTokens().bearer("OPERATOR", null);
    List<String> accounts =
        List.of(
            BoardFixture.TOKENS.bearer(null, null),
            BoardFixture.TOKENS.bearer("MAYOR", null),
            BoardFixture.TOKENS.bearer("DESK", null),
            BoardFixture.TOKENS.bearer("DESK", "999999"));
    List<String> tokens = new ArrayList<>(accounts);
    tokens.add(BoardFixture.TOKENS.expired("VIEWER", null));
    tokens.add(forged);
    tokens.add("Bearer nonsense");
    for (String token : tokens) {
      HttpResponse<String> refused =
          board.get("/api/ledger", "Authorization", token, "Accept-Language", "en");

      assertThat(refused.statusCode()).as(token).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
      // What is wrong with the account, no new sign-in mends.
      boolean account = accounts.contains(token);
      assertThat(refused.body())
          .contains(account ? "Ask whoever runs the sign-in" : "Sign in again")
          .doesNotContain(token.substring(7));
    }
  }

  @Test
  void everybodyWhoIsSignedInReadsTheState() {
    for (String[] who :
        new String[][] {
          {"VIEWER", null},
          {"DESK", "172049"},
          {"WARD", "131041"},
          {"COORDINATOR", "tokyo23"},
          {"DIRECTOR", null},
          {"OPERATOR", null}
        }) {
      String token = BoardFixture.TOKENS.bearer(who[0], who[1]);
      assertThat(board.get("/api/ledger", "Authorization", token).statusCode())
          .as(who[0])
          .isEqualTo(200);
    }
  }
}
