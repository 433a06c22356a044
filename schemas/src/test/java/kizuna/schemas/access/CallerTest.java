package kizuna.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.codes.AccountRole;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who somebody is, as their token says it. */
class CallerTest {

  @Test
  void aDeskIsThatOfItsMunicipality() throws Exception {
    Caller caller = Caller.of(claims("DESK", "172049"), ClaimNames.USUAL);

    assertThat(caller).isEqualTo(new Caller("a-1", AccountRole.DESK, "172049"));
    assertThat(caller.is(AccountRole.DESK, "172049")).isTrue();
    assertThat(caller.is(AccountRole.DESK, "172057")).isFalse();
    assertThat(caller.is(AccountRole.WARD, "172049")).isFalse();
  }

  @Test
  void oneValueMayComeAsAListOfOne() throws Exception {
    for (Object desk :
        List.of(
            List.of("DESK"), "[DESK]", "[\"DESK\"]", " [ 'DESK' ] ", "DESK ", List.of("[DESK]"))) {
      Map<String, Object> claims = claims("VIEWER", null);
      claims.put("kizuna_role", desk);
      claims.put("kizuna_body", List.of("172049"));
      assertThat(Caller.of(claims, ClaimNames.USUAL))
          .as("%s", desk)
          .isEqualTo(new Caller("a-1", AccountRole.DESK, "172049"));
    }
  }

  @Test
  void whatIsNoRoleIsNamedWithItsClaim() {
    for (Object none :
        List.of(List.of("DESK", "WARD"), List.of(), "[DESK, WARD]", "[]", "desks", 7, Map.of())) {
      Map<String, Object> claims = claims("VIEWER", null);
      claims.put("kizuna_role", none);
      assertThatThrownBy(() -> Caller.of(claims, ClaimNames.USUAL))
          .as("%s", none)
          .isInstanceOf(Caller.InvalidCallerException.class)
          .hasMessageStartingWith("expected one of VIEWER, DESK")
          .hasMessageContaining("in the claim kizuna_role, but \"" + none + "\"");
    }
    assertThatThrownBy(() -> Caller.of(Map.of("sub", "a-1"), ClaimNames.USUAL))
        .hasMessageEndingWith("in the claim kizuna_role, but no such claim");
    assertThatThrownBy(() -> Caller.of(claims("DESK", "wajima"), ClaimNames.USUAL))
        .hasMessageContaining("kizuna_body")
        .hasMessageEndingWith("but \"wajima\"");
  }

  /** Both names of the role, for tokens of yesterday stay valid. */
  @Test
  void aLenderIsWhoWasCalledAWard() throws Exception {
    for (String role : List.of("LENDER", "WARD")) {
      assertThat(Caller.of(claims(role, "131041"), ClaimNames.USUAL))
          .isEqualTo(new Caller("a-1", AccountRole.WARD, "131041"));
    }
    assertThatThrownBy(() -> Caller.of(claims("MAYOR", null), ClaimNames.USUAL))
        .hasMessageContaining("DESK, LENDER, COORDINATOR")
        .hasMessageNotContaining("WARD");
  }

  private static Map<String, Object> claims(String role, @Nullable String body) {
    Map<String, Object> claims = new HashMap<>(Map.of("sub", "a-1", "kizuna_role", role));
    if (body != null) {
      claims.put("kizuna_body", body);
    }
    return claims;
  }
}
