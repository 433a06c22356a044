package kizuna.streams.afteraction;

import java.util.Map;
import kizuna.facts.Municipality;
import kizuna.schemas.text.EnglishName;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;

/** Names from the run's own log; the name of a missing code is the code. */
public record RunNames(Known known, Language language) implements PlaceNames {

  /**
   * The names in a log.
   *
   * @param municipalities by code
   * @param disasters by id
   */
  public record Known(Map<String, Municipality> municipalities, Map<String, String> disasters) {}

  @Override
  public String municipality(String code) {
    Municipality m = known.municipalities().get(code);
    return m == null ? code : language == Language.JA ? m.getName() : EnglishName.of(m);
  }

  @Override
  public String disaster(String id) {
    return known.disasters().getOrDefault(id, id);
  }
}
