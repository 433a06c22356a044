package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kizuna.codes.AccountRole;
import kizuna.infra.host.Installation;
import kizuna.schemas.access.Caller;
import kizuna.schemas.access.ClaimNames;
import kizuna.schemas.access.LenderRole;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The realm for Keycloak that the documents point to names roles that Kizuna reads. */
class KeycloakRealmTest {

  private static final JsonNode REALM =
      JsonMapper.shared()
          .readTree(Installation.here().root().resolve("infra/examples/keycloak-realm.json"));

  /** The operator is the machine's own account: no administrator of a realm makes one. */
  @Test
  void itsRolesAreThoseOfATokenWithBothNamesOfTheLender() {
    JsonNode profile =
        JsonMapper.shared()
            .readTree(
                REALM
                    .at(
                        "/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config/0")
                    .asString());
    List<String> offered = new ArrayList<>();
    profile
        .path("attributes")
        .forEach(
            attribute -> {
              if (attribute.path("name").asString().equals("kizuna_role")) {
                attribute
                    .at("/validations/options/options")
                    .forEach(option -> offered.add(option.asString()));
              }
            });

    assertThat(offered)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of(AccountRole.values())
                        .filter(r -> r != AccountRole.UNKNOWN && r != AccountRole.OPERATOR)
                        .map(AccountRole::name),
                    Stream.of(LenderRole.NAME))
                .toList());
    assertThat(offered)
        .allSatisfy(
            role ->
                assertThat(
                        Caller.of(
                            Map.of("sub", "a", "kizuna_role", role, "kizuna_body", "131202"),
                            ClaimNames.USUAL))
                    .as(role)
                    .isNotNull());
  }

  @Test
  void itsUsersAreCallersExceptTheVisitorWithoutARole() throws Exception {
    Map<String, AccountRole> roles = new HashMap<>();
    for (JsonNode user : REALM.path("users")) {
      Map<String, Object> claims = new HashMap<>();
      claims.put("sub", user.path("username").asString());
      user.path("attributes")
          .properties()
          .forEach(a -> claims.put(a.getKey(), a.getValue().path(0).asString()));
      if (claims.containsKey("kizuna_role")) {
        roles.put(user.path("username").asString(), Caller.of(claims, ClaimNames.USUAL).role());
      }
    }

    assertThat(roles)
        .containsOnly(
            Map.entry("service-account-kizuna", AccountRole.SERVICE),
            Map.entry("wajima", AccountRole.DESK),
            Map.entry("nerima", AccountRole.WARD));
    assertThat(
            StreamSupport.stream(REALM.path("users").spliterator(), false)
                .map(user -> user.path("username").asString())
                .filter(name -> !roles.containsKey(name))
                .findFirst())
        .isEqualTo(Optional.of("visitor"));
  }
}
