package kizuna.infra.drill;

import java.util.Locale;
import kizuna.codes.MunicipalityKind;
import kizuna.facts.Municipality;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.History;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.Names;

/** How local governments and disasters are called on the page. */
record PageNames(Language language, History history) implements Names {

  private static final String TOKYO = "130001";

  @Override
  public String municipality(String code) {
    return ReferenceData.municipality(code)
        .map(m -> language == Language.JA ? m.getName() : english(m))
        .orElse(code);
  }

  private static String english(Municipality m) {
    if (m.getCode().equals(TOKYO)) {
      return m.getRomaji() + " Metropolis";
    }
    String kind =
        m.getKind() == MunicipalityKind.SPECIAL_WARD
            ? "Ward"
            : m.getKind().name().charAt(0)
                + m.getKind().name().substring(1).toLowerCase(Locale.ROOT);
    return m.getRomaji() + " " + kind;
  }

  @Override
  public String disaster(String id) {
    return history.disasters().stream()
        .filter(d -> d.id().equals(id))
        .findFirst()
        .map(d -> language == Language.JA ? d.nameJa() : d.nameEn())
        .orElse(id);
  }
}
