package kizuna.streams.afteraction;

import kizuna.facts.Municipality;
import kizuna.schemas.text.EnglishName;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;

/** Names as the run's own log has them; what it does not name is called by its code. */
public record RunNames(RunFigures figures, Language language) implements PlaceNames {

  @Override
  public String municipality(String code) {
    Municipality m = figures.municipalities.get(code);
    return m == null ? code : language == Language.JA ? m.getName() : EnglishName.of(m);
  }

  @Override
  public String disaster(String id) {
    return figures.disasters.getOrDefault(id, id);
  }
}
