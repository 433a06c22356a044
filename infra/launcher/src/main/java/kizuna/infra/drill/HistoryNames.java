package kizuna.infra.drill;

import kizuna.schemas.drill.History;
import kizuna.schemas.text.EnglishName;
import kizuna.seeds.ReferenceData;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;

/** Names of local governments and disasters on the page. */
record HistoryNames(Language language, History history) implements PlaceNames {

  @Override
  public String municipality(String code) {
    return ReferenceData.municipality(code)
        .map(m -> language == Language.JA ? m.getName() : EnglishName.of(m))
        .orElse(code);
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
