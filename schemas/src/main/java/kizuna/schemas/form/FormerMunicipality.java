package kizuna.schemas.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A code that names no municipality today: one that was merged or renamed since 1970, or a ward of
 * a designated city (政令指定都市の区), which acts through its city.
 *
 * @param code six digits
 * @param name former name; for a ward, with its city
 * @param successors codes of its successor municipalities, several if it was divided
 */
public record FormerMunicipality(String code, String name, List<String> successors) {

  private static final String TABLE = "former-municipalities.tsv";
  private static final Map<String, FormerMunicipality> ALL = all();

  public FormerMunicipality {
    successors = List.copyOf(successors);
  }

  /** The former municipality of a code; empty for a code that still is one, or never was. */
  public static Optional<FormerMunicipality> of(String code) {
    return Optional.ofNullable(ALL.get(code));
  }

  /** All that are known. */
  public static Collection<FormerMunicipality> known() {
    return ALL.values();
  }

  private static Map<String, FormerMunicipality> all() {
    try (InputStream in =
        Objects.requireNonNull(FormerMunicipality.class.getResourceAsStream(TABLE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(FormerMunicipality::row)
          .collect(Collectors.toUnmodifiableMap(FormerMunicipality::code, Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FormerMunicipality row(String line) {
    String[] cells = line.split("\t", -1);
    return new FormerMunicipality(cells[0], cells[1], List.of(cells[2].split(",", -1)));
  }
}
