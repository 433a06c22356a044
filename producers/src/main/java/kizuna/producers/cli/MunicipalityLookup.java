package kizuna.producers.cli;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.MunicipalityKind;
import kizuna.facts.Municipality;
import kizuna.schemas.form.FormerMunicipality;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.schemas.text.EditDistance;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;

/**
 * Finds a local government by what people call it: code (131041), name (新宿区, 新宿, 東京都新宿区), reading
 * (しんじゅく, シンジュク) or Latin letters (shinjuku, Shinjuku-ku, Shinjuku City), in any width and with old
 * or new characters. For an unknown name it suggests similar ones.
 */
final class MunicipalityLookup {

  private static final int MAX_NAMED = 8;
  private static final int MAX_LIKE = 3;
  private static final Pattern CODE = Pattern.compile("\\d{5,6}");
  private static final Pattern DISTRICT = Pattern.compile(".+(?:郡|支庁|振興局)");

  /** Names of each kind in Latin letters, after a hyphen, a space or nothing. */
  private static final Map<MunicipalityKind, List<String>> KIND_IN_LATIN =
      Map.of(
          MunicipalityKind.PREFECTURE,
              List.of("to", "fu", "ken", "pref", "prefecture", "metropolis"),
          MunicipalityKind.SPECIAL_WARD, List.of("ku", "ward"),
          MunicipalityKind.CITY, List.of("shi", "city"),
          MunicipalityKind.TOWN, List.of("cho", "machi", "town"),
          MunicipalityKind.VILLAGE, List.of("mura", "son", "village"));

  private static final Pattern KIND_IN_KANA =
      Pattern.compile("(.{2,}?)(?:ちょう|まち|むら|そん|けん|く|し|と|ふ)");

  private static final Map<String, String> PREFECTURES =
      ReferenceData.municipalities().stream()
          .filter(m -> m.getKind() == MunicipalityKind.PREFECTURE)
          .collect(Collectors.toMap(m -> m.getCode().substring(0, 2), Municipality::getName));

  private static final List<SearchNames> ALL =
      ReferenceData.municipalities().stream().map(SearchNames::of).toList();

  /**
   * A local government and what it is called, folded.
   *
   * @param names every name in Japanese letters, with and without its kind
   * @param latin its name in Latin letters, without its kind
   */
  private record SearchNames(Municipality of, Set<String> names, String latin) {

    static SearchNames of(Municipality m) {
      String name = TextReader.fold(m.getName());
      String kana = TextReader.fold(m.getKana());
      Set<String> names = new LinkedHashSet<>();
      names.add(name);
      if (name.length() > 2) {
        names.add(name.substring(0, name.length() - 1));
      }
      names.add(kana);
      Matcher bare = KIND_IN_KANA.matcher(kana);
      if (bare.matches()) {
        names.add(bare.group(1));
      }
      return new SearchNames(m, Set.copyOf(names), inLatin(m.getRomaji()));
    }

    boolean isCalled(String asked, String askedInLatin) {
      return names.contains(asked)
          || latin.equals(askedInLatin)
          || names.stream().anyMatch(name -> isWithPrefecture(asked, name));
    }

    /** 石川県輪島市, 石川輪島市, 石川県鳳珠郡穴水町, 鳳珠郡穴水町. */
    private boolean isWithPrefecture(String asked, String name) {
      if (!asked.endsWith(name) || asked.length() == name.length()) {
        return false;
      }
      String before = asked.substring(0, asked.length() - name.length());
      String prefecture = TextReader.fold(prefecture(of));
      if (!prefecture.isEmpty() && before.startsWith(prefecture)) {
        String district = before.substring(prefecture.length());
        return district.isEmpty() || DISTRICT.matcher(district).matches();
      }
      return DISTRICT.matcher(before).matches() && !startsWithAPrefecture(before);
    }

    boolean isCalledWithItsKind(String askedInLatin) {
      return askedInLatin.startsWith(latin)
          && KIND_IN_LATIN
              .getOrDefault(of.getKind(), List.of())
              .contains(askedInLatin.substring(latin.length()));
    }

    private static boolean startsWithAPrefecture(String text) {
      return PREFECTURES.values().stream().map(TextReader::fold).anyMatch(text::startsWith);
    }
  }

  private MunicipalityLookup() {}

  /**
   * The code of a local government.
   *
   * @param what its purpose, for the message
   * @throws InvalidArgument if there is none of that name, or there are several
   */
  static String code(String name, String what) {
    String asked = TextReader.narrow(name);
    if (!CODE.matcher(asked).matches()) {
      return one(called(asked), asked, what);
    }
    Optional<String> meant = MunicipalityCode.meantBy(asked);
    if (meant.isPresent()) {
      throw new InvalidArgument(
          CliMessages.of(
              asked.length() == 5 ? "place.checkDigit.missing" : "place.checkDigit.wrong",
              what,
              asked,
              withName(meant.get())));
    }
    Optional<LocalizedText> today =
        ReferenceData.municipality(asked).isPresent() ? Optional.empty() : today(asked);
    if (today.isPresent()) {
      throw new InvalidArgument(CliMessages.of("place.former", what, asked, today.get()));
    }
    return asked;
  }

  /** The same for a lender: where several have the name, the special ward is meant. */
  static String lender(String name, String what) {
    String asked = TextReader.narrow(name);
    List<Municipality> wards =
        called(asked).stream().filter(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD).toList();
    return wards.size() == 1 ? wards.get(0).getCode() : code(asked, what);
  }

  private static List<Municipality> called(String asked) {
    String folded = TextReader.fold(asked).replace(" ", "");
    String latin = inLatin(asked);
    List<SearchNames> exactly = ALL.stream().filter(p -> p.isCalled(folded, latin)).toList();
    return (exactly.isEmpty()
            ? ALL.stream().filter(p -> p.isCalledWithItsKind(latin))
            : exactly.stream())
        .map(SearchNames::of)
        .toList();
  }

  private static String one(List<Municipality> found, String asked, String what) {
    if (found.isEmpty()) {
      throw new InvalidArgument(
          CliMessages.of(
              "place.unknown",
              what,
              asked.isEmpty() ? CliMessages.of("empty") : asked,
              meant(asked)));
    }
    if (found.size() > 1) {
      List<String> named = found.stream().limit(MAX_NAMED).map(MunicipalityLookup::shown).toList();
      throw new InvalidArgument(
          CliMessages.of(
              "place.several",
              what,
              asked,
              String.join(", ", named) + (found.size() > MAX_NAMED ? ", …" : "")));
    }
    return found.get(0).getCode();
  }

  /** Suggestions for an unknown name: a former one, or similar names. */
  private static LocalizedText meant(String asked) {
    String folded = TextReader.fold(asked);
    List<LocalizedText> former =
        FormerMunicipality.known().stream()
            .filter(f -> TextReader.fold(f.name()).equals(folded))
            .map(FormerMunicipality::code)
            .sorted()
            .limit(MAX_NAMED)
            .flatMap(code -> today(code).stream())
            .toList();
    if (!former.isEmpty()) {
      return CliMessages.of("place.formerly", CliMessages.joined("list.sentences", former));
    }
    List<String> like = like(folded, inLatin(asked));
    return like.isEmpty() ? language -> "" : CliMessages.of("place.meant", String.join(", ", like));
  }

  /** Returns the successors of a code that names no municipality today; empty if it is unknown. */
  private static Optional<LocalizedText> today(String code) {
    return FormerMunicipality.of(code)
        .map(
            former ->
                CliMessages.of(
                    "place.livesOn",
                    former.name(),
                    CliMessages.joined(
                        "list.and",
                        former.successors().stream().map(MunicipalityLookup::withName).toList())));
  }

  private static String withName(String code) {
    return code + ReferenceData.municipality(code).map(m -> " " + m.getName()).orElse("");
  }

  private static List<String> like(String folded, String latin) {
    record Near(Municipality of, double distance) {}
    Function<SearchNames, Stream<String>> names =
        p -> Stream.concat(p.names().stream(), Stream.of(p.latin()));
    return ALL.stream()
        .map(
            p ->
                new Near(
                    p.of(),
                    names
                        .apply(p)
                        .mapToDouble(n -> distance(n, n.equals(p.latin()) ? latin : folded))
                        .min()
                        .orElse(1)))
        .filter(n -> n.distance() <= 0.34)
        .sorted(Comparator.comparingDouble(Near::distance).thenComparing(n -> n.of().getCode()))
        .limit(MAX_LIKE)
        .map(n -> shown(n.of()))
        .toList();
  }

  /** Letters to change for one of the longer name; 1 where most are others. */
  private static double distance(String name, String asked) {
    int longer = Math.max(name.length(), asked.length());
    return longer < 2 || asked.isEmpty() || Math.abs(name.length() - asked.length()) > 2
        ? 1
        : (double) EditDistance.between(name, asked) / longer;
  }

  private static String shown(Municipality m) {
    return m.getCode() + " " + prefecture(m) + m.getName();
  }

  /** Prefectures distinguish two towns of one name. */
  private static String prefecture(Municipality one) {
    return one.getKind() == MunicipalityKind.PREFECTURE
        ? ""
        : PREFECTURES.getOrDefault(one.getCode().substring(0, 2), "");
  }

  /** Letters and digits only, long vowels short, n before b, m and p: as people write the same. */
  private static String inLatin(String text) {
    return TextReader.fold(text)
        .replaceAll("[^a-z0-9]", "")
        .replaceAll("o[ou]", "o")
        .replace("uu", "u")
        .replaceAll("m(?=[bmp])", "n");
  }
}
