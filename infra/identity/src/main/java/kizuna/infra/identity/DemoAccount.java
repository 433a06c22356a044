package kizuna.infra.identity;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.codes.MunicipalityKind;
import kizuna.facts.Municipality;
import kizuna.seeds.ReferenceData;

/**
 * An account of the embedded identity provider. These accounts exist for demonstrations and drills
 * only: a real installation brings its own provider.
 *
 * @param name user name, and the {@code sub} of the tokens; names no person
 * @param role what the account may do
 * @param body the body that it acts for: a municipality's code or a network's id
 * @param japanese display name in Japanese
 * @param english display name in English
 */
public record DemoAccount(
    String name, Role role, Optional<String> body, String japanese, String english) {

  /** The role of an account, as in the claim of the token. */
  public enum Role {
    VIEWER,
    DESK,
    WARD,
    COORDINATOR,
    DIRECTOR,
    OPERATOR,
    SERVICE
  }

  private static final String NETWORK = "tokyo23";
  private static final List<String> DESKS = List.of("172049", "172057", "434434");

  /** The accounts of the demonstration by name, in the order to show them. */
  static Map<String, DemoAccount> demonstration() {
    Map<String, DemoAccount> accounts = new LinkedHashMap<>();
    all().forEach(account -> accounts.put(account.name(), account));
    return accounts;
  }

  private static List<DemoAccount> all() {
    List<DemoAccount> all = new ArrayList<>();
    all.add(new DemoAccount("viewer", Role.VIEWER, Optional.empty(), "閲覧", "Viewer"));
    DESKS.forEach(code -> all.add(desk(municipality(code))));
    all.add(
        new DemoAccount(
            "coordinator",
            Role.COORDINATOR,
            Optional.of(NETWORK),
            "特別区の調整担当",
            "Coordinator of the special wards"));
    all.add(new DemoAccount("director", Role.DIRECTOR, Optional.empty(), "訓練統括", "Drill director"));
    wards().map(DemoAccount::ward).forEach(all::add);
    return all;
  }

  private static Stream<Municipality> wards() {
    return ReferenceData.municipalities().stream()
        .filter(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
        .sorted(Comparator.comparing(Municipality::getCode));
  }

  private static Municipality municipality(String code) {
    return ReferenceData.municipalities().stream()
        .filter(m -> m.getCode().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "expected municipality " + code + " in the reference data"));
  }

  private static DemoAccount desk(Municipality place) {
    return new DemoAccount(
        "desk-" + plain(place.getRomaji()),
        Role.DESK,
        Optional.of(place.getCode()),
        place.getName() + "災害対策本部",
        "Emergency desk of " + place.getRomaji());
  }

  private static DemoAccount ward(Municipality place) {
    return new DemoAccount(
        "ward-" + plain(place.getRomaji()),
        Role.WARD,
        Optional.of(place.getCode()),
        place.getName() + "応援担当",
        "Lending desk of " + place.getRomaji());
  }

  private static String plain(String romaji) {
    return Normalizer.normalize(romaji, Normalizer.Form.NFD)
        .replaceAll("[^A-Za-z]", "")
        .toLowerCase(Locale.ROOT);
  }
}
