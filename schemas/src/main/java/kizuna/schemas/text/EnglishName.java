package kizuna.schemas.text;

import kizuna.facts.Municipality;

/** The English name of a local government: with its kind, so that 千葉県 and 千葉市 differ. */
public final class EnglishName {

  private static final String TOKYO = "13";

  private EnglishName() {}

  /** Chiba Prefecture, Chiba City, Shinjuku Ward; its Japanese name where no other is known. */
  public static String of(Municipality m) {
    String latin = m.getRomaji().isBlank() ? "" : withoutKind(m.getRomaji());
    if (latin.isEmpty()) {
      return m.getName();
    }
    return switch (m.getKind()) {
      case PREFECTURE -> latin + (m.getCode().startsWith(TOKYO) ? " Metropolis" : " Prefecture");
      case SPECIAL_WARD -> latin + " Ward";
      case CITY -> latin + " City";
      case TOWN -> latin + " Town";
      case VILLAGE -> latin + " Village";
      case UNKNOWN -> latin;
    };
  }

  /** Lists of others write Shinjuku-ku. */
  private static String withoutKind(String romaji) {
    return romaji.strip().replaceFirst("-(?:ku|shi|cho|machi|mura|son|to|fu|ken)$", "");
  }
}
