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

  private static final String KEYS = "http://localhost:8090/jwks";

  @Test
  void aDeskIsThatOfItsMunicipality() throws Exception {
    Caller caller = Caller.of(claims("DESK", "172049", null), meantFor(null));

    assertThat(caller).isEqualTo(new Caller("a-1", AccountRole.DESK, "172049"));
    assertThat(caller.is(AccountRole.DESK, "172049")).isTrue();
    assertThat(caller.is(AccountRole.DESK, "172057")).isFalse();
    assertThat(caller.is(AccountRole.WARD, "172049")).isFalse();
  }

  @Test
  void aTokenMayBeMeantForUsAloneOrAmongOthers() throws Exception {
    for (Object audience : List.of("kizuna", List.of("account", "kizuna"))) {
      assertThat(Caller.of(claims("VIEWER", null, audience), meantFor("kizuna")).role())
          .isEqualTo(AccountRole.VIEWER);
    }
  }

  @Test
  void aTokenThatIsMeantForOthersIsNobodys() {
    for (Object audience : new Object[] {"payroll", List.of("account"), List.of(), null}) {
      assertThatThrownBy(() -> Caller.of(claims("VIEWER", null, audience), meantFor("kizuna")))
          .isInstanceOf(Caller.NotACaller.class)
          .hasMessage("expected a token that is meant for kizuna, but another's");
    }
  }

  @Test
  void whereNobodyElseIsSignedForItIsNotAsked() throws Exception {
    assertThat(Caller.of(claims("VIEWER", null, null), meantFor(" ")).account()).isEqualTo("a-1");
  }

  private static AccessSettings meantFor(@Nullable String audience) {
    return new AccessSettings(KEYS, null, null, "", "", audience);
  }

  private static Map<String, Object> claims(
      String role, @Nullable String body, @Nullable Object audience) {
    Map<String, Object> claims = new HashMap<>(Map.of("sub", "a-1", "kizuna_role", role));
    if (body != null) {
      claims.put("kizuna_body", body);
    }
    if (audience != null) {
      claims.put("aud", audience);
    }
    return claims;
  }
}
