package kizuna.producers.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kizuna.codes.MunicipalityKind;
import kizuna.facts.Municipality;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.seeds.ReferenceData;

/**
 * Finds a local government by what people call it: code (131041), name (新宿区, 新宿), reading (しんじゅく)
 * or Latin letters (shinjuku).
 */
final class Places {

  private static final int MOST_NAMED = 8;

  private Places() {}

  /**
   * The code of a local government.
   *
   * @param what what it is for, for the message
   * @throws IllegalArgumentException if there is none of that name, or there are several
   */
  static String code(String name, String what) {
    String asked = name.strip();
    if (asked.matches("\\d{6}")) {
      if (!MunicipalityCode.valid(asked)) {
        throw new IllegalArgumentException(
            "expected a municipality code for "
                + what
                + ", but the check digit of "
                + asked
                + " is wrong (did you mean "
                + MunicipalityCode.withCheckDigit(asked.substring(0, 5))
                + "?)");
      }
      return asked;
    }
    return one(ReferenceData.municipalities(), asked, what).getCode();
  }

  /** The same for a lender: where several have the name, the special ward is meant. */
  static String lender(String name, String what) {
    String asked = name.strip();
    List<Municipality> wards =
        ReferenceData.municipalities().stream()
            .filter(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
            .filter(m -> isCalled(m, asked))
            .toList();
    return wards.size() == 1 ? wards.get(0).getCode() : code(asked, what);
  }

  private static Municipality one(Collection<Municipality> all, String asked, String what) {
    List<Municipality> found = all.stream().filter(m -> isCalled(m, asked)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a municipality (131041, 新宿区 or shinjuku) for " + what + ", but " + asked);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "expected one municipality for "
              + what
              + ", but "
              + asked
              + " may be "
              + found.stream()
                  .limit(MOST_NAMED)
                  .map(m -> m.getCode() + " " + prefecture(all, m) + m.getName())
                  .collect(Collectors.joining(", "))
              + (found.size() > MOST_NAMED ? ", …" : "")
              + "; name it by its code");
    }
    return found.get(0);
  }

  /** Two towns of one name are told apart by their prefectures. */
  private static String prefecture(Collection<Municipality> all, Municipality one) {
    if (one.getKind() == MunicipalityKind.PREFECTURE) {
      return "";
    }
    return all.stream()
        .filter(m -> m.getKind() == MunicipalityKind.PREFECTURE)
        .filter(m -> m.getCode().substring(0, 2).equals(one.getCode().substring(0, 2)))
        .map(Municipality::getName)
        .findFirst()
        .orElse("");
  }

  private static boolean isCalled(Municipality m, String asked) {
    String name = m.getName();
    String bare = name.length() > 2 ? name.substring(0, name.length() - 1) : name;
    String kana = m.getKana();
    String romaji = m.getRomaji().toLowerCase(Locale.ROOT);
    String lower = asked.toLowerCase(Locale.ROOT);
    return name.equals(asked)
        || bare.equals(asked)
        || kana.equals(asked)
        || bareKana(kana).equals(asked)
        || romaji.equals(lower)
        || (lower.startsWith(romaji + "-")
            && List.of("ku", "shi", "cho", "machi", "mura", "son", "to", "fu", "ken")
                .contains(lower.substring(romaji.length() + 1)));
  }

  private static String bareKana(String kana) {
    for (String kind : List.of("ちょう", "まち", "むら", "そん", "けん", "く", "し", "と", "ふ")) {
      if (kana.endsWith(kind) && kana.length() > kind.length() + 1) {
        return kana.substring(0, kana.length() - kind.length());
      }
    }
    return kana;
  }
}
