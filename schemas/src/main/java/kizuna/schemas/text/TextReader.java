package kizuna.schemas.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads text the same way at every door: HTTP, command line, drill and agreement files, settings.
 *
 * <table>
 * <caption>Treatment of input</caption>
 * <tr><td>byte order mark</td><td>removed from the beginning of a file, a body or a text</td></tr>
 * <tr><td>CRLF, CR</td><td>LF</td></tr>
 * <tr><td>free text</td><td>kept as typed, in Unicode's form C</td></tr>
 * <tr><td>ids, codes, numbers, dates</td><td>stripped, and full width made half width (form KC)</td></tr>
 * <tr><td>characters without any ink or width</td><td>removed; a text of nothing else is blank</td></tr>
 * <tr><td>control characters, line and paragraph separators, directional controls</td><td>refused by name</td></tr>
 * <tr><td>U+FFFD, half surrogate pairs, noncharacters</td><td>refused by name: the text is broken</td></tr>
 * </table>
 *
 * <p>Facts are made of what this class returns. A fact on the log is never changed, and the wire
 * refuses only what it refused in version 1 of the rules ({@link #refusedOnTheWire}): a log is
 * decided again, and a stricter form would turn what it accepted into a dead letter.
 */
public final class TextReader {

  private static final char MARK = '\uFEFF';
  private static final int BRAILLE_BLANK = 0x2800;
  private static final Pattern MARKS_OF_FILES = Pattern.compile("(?md)^\\x{FEFF}+");
  private static final Pattern LATIN_MARKS = Pattern.compile("[\\u0300-\\u036f]");
  private static final Pattern SPACES_AROUND = Pattern.compile("^ +| +\\z");
  private static final Pattern LINE_END = Pattern.compile("\r\n?");

  /** 2026-12-25, 2026/12/25, 2026.12.25, 2026年12月25日; any dash between the numbers. */
  private static final Pattern DAY =
      Pattern.compile(
          "(\\d{4})(?:[-/.]|[\\p{Pd}ー−]|年)(\\d{1,2})(?:[-/.]|[\\p{Pd}ー−]|月)(\\d{1,2})日?");

  /** 令和8年12月25日, R8.12.25, 平成元年1月8日. */
  private static final Pattern ERA_DAY =
      Pattern.compile(
          "(令和|平成|昭和|[RrHhSs])(元|\\d{1,2})(?:年|[./-])(\\d{1,2})(?:月|[./-])(\\d{1,2})日?");

  /** The year before the first one of each era. */
  private static final Map<String, Integer> ERAS =
      Map.of("令和", 2018, "R", 2018, "平成", 1988, "H", 1988, "昭和", 1925, "S", 1925);

  /**
   * Old and other forms of characters that names of places are written with, and their new ones.
   */
  private static final Map<Integer, Integer> NEW_FORMS =
      pairs(
          "龍竜龒竜澤沢濱浜濵浜廣広國国條条惠恵櫻桜鹽塩嶋島嶌島瀧滝邊辺邉辺齋斎齊斎斉斎髙高﨑崎嵜崎德徳藏蔵縣県區区驛駅豐豊"
              + "鷄鶏彌弥與与榮栄靜静圓円會会氣気眞真萬万壽寿學学關関鐵鉄澁渋淺浅瀨瀬實実寶宝禮礼繩縄渕淵舘館檜桧檮梼蕊蘂"
              + "曾曽祗祇鯵鰺麴麹峯峰埜野龜亀來来佛仏兒児勞労號号壹壱參参拂払應応戶戸稻稲穗穂經経續続總総莊荘處処譽誉讀読"
              + "豫予轉転鄉郷鄕郷隱隠隨随雙双靈霊顯顕黃黄黑黒點点竈釜竃釜諫諌讚讃蘆芦栢柏桒桑栁柳峽峡彥彦籠篭鷗鴎樓楼"
              + "燒焼攝摂數数斷断晝昼樂楽橫横歐欧步歩歸帰殘残滿満灣湾燈灯爐炉獨独當当發発縱縦聲声膽胆臺台舊旧藝芸藥薬"
              + "蟲虫裝装覺覚觀観證証賣売賴頼辨弁邨村釋釈鑛鉱錢銭鎭鎮陷陥險険雜雑靑青飮飲餘余驅駆體体𠮷吉圡土冨富埼崎碕崎"
              + "砺礪鹼鹸鬪闘默黙齒歯龢和麥麦黨党韮韭廳庁團団圖図帶帯從従淸清狹狭畫画舍舎變変諸諸傳伝對対專専嚴厳溫温敎教權権歲歳每毎繼継緣縁遙遥");

  private TextReader() {}

  private static Map<Integer, Integer> pairs(String text) {
    int[] all = text.codePoints().toArray();
    Map<Integer, Integer> pairs = new java.util.HashMap<>();
    for (int i = 0; i + 1 < all.length; i += 2) {
      if (all[i] != all[i + 1]) {
        pairs.put(all[i], all[i + 1]);
      }
    }
    return Map.copyOf(pairs);
  }

  /**
   * Bytes of a file, a body or standard input: UTF-8 (RFC 3629), with or without a byte order mark.
   *
   * @throws CharacterCodingException if they are not UTF-8
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return document(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  /**
   * A file as text.
   *
   * @throws CharacterCodingException if it is not UTF-8
   */
  public static String file(Path file) throws IOException {
    return decode(Files.readAllBytes(file));
  }

  /** The same of a stream such as standard input. */
  public static String all(InputStream in) throws IOException {
    return decode(in.readAllBytes());
  }

  /**
   * A whole document without its byte order mark, nor those in it of files that were put together;
   * each line ends with LF.
   */
  public static String document(String text) {
    return MARKS_OF_FILES.matcher(lineEnds(text)).replaceAll("");
  }

  private static String lineEnds(String text) {
    return text.indexOf('\r') < 0 ? text : LINE_END.matcher(text).replaceAll("\n");
  }

  /**
   * Returns free text for storage: as typed, without invisible characters. Blank if all are
   * invisible. Check with {@link #refused} for text that must not be stored.
   */
  public static String free(String typed) {
    if (isPrintableAscii(typed)) {
      return typed;
    }
    String text = Normalizer.normalize(lineEnds(typed), Normalizer.Form.NFC);
    if (text.isBlank()) {
      return text;
    }
    if (text.codePoints().allMatch(c -> isBlank(c) || isInvisible(c))) {
      return "";
    }
    if (text.codePoints().noneMatch(c -> c == BRAILLE_BLANK || isRemoved(c))) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isRemoved(c))
        .forEach(c -> kept.appendCodePoint(c == BRAILLE_BLANK ? ' ' : c));
    return kept.toString();
  }

  /** An id, a code, a number or a date: stripped, in half width, without invisible characters. */
  public static String narrow(String typed) {
    if (isPrintableAscii(typed)) {
      return typed.strip();
    }
    String text = Normalizer.normalize(typed, Normalizer.Form.NFKC);
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isInvisible(c) && !isMarkOfDirection(c))
        .forEach(kept::appendCodePoint);
    return SPACES_AROUND.matcher(kept).replaceAll("");
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * A day as people type it: 2026-12-25, 2026/12/25, 2026年12月25日, 令和8年12月25日, in any width. Empty
   * if it is none, or none of the calendar.
   */
  public static Optional<LocalDate> day(String typed) {
    String text = narrow(typed).replace(" ", "");
    try {
      Matcher day = DAY.matcher(text);
      if (day.matches()) {
        return Optional.of(date(Integer.parseInt(day.group(1)), day.group(2), day.group(3)));
      }
      Matcher era = ERA_DAY.matcher(text);
      if (era.matches()) {
        String year = era.group(2);
        int before = ERAS.getOrDefault(era.group(1).toUpperCase(java.util.Locale.ROOT), 0);
        return Optional.of(
            date(
                before + (year.equals("元") ? 1 : Integer.parseInt(year)),
                era.group(3),
                era.group(4)));
      }
    } catch (DateTimeException e) {
      // No day of the calendar.
    }
    return Optional.empty();
  }

  private static LocalDate date(int year, String month, String day) {
    return LocalDate.of(year, Integer.parseInt(month), Integer.parseInt(day));
  }

  /** A time with its offset (ISO 8601), in any width; empty if it is none. */
  public static Optional<OffsetDateTime> time(String typed) {
    String text = narrow(typed);
    try {
      OffsetDateTime usual = UsualTime.read(text);
      return Optional.of(usual == null ? OffsetDateTime.parse(text) : usual);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A whole number in any width; empty if it is none, or none that an int holds. */
  public static OptionalInt number(String typed) {
    try {
      return OptionalInt.of(Integer.parseInt(narrow(typed)));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Normalizes letters for search, so that equivalent spellings are equal: without widths, accents,
   * capitals and variation selectors, katakana as hiragana, old characters as new ones, and the
   * small ヶ of 龍ヶ崎 as the が that it is read as.
   */
  public static String fold(String typed) {
    String apart = Normalizer.normalize(typed, Normalizer.Form.NFKD);
    String bare = LATIN_MARKS.matcher(apart).replaceAll("");
    int[] letters =
        Normalizer.normalize(bare, Normalizer.Form.NFC)
            .toLowerCase(java.util.Locale.ROOT)
            .codePoints()
            .filter(c -> !isInvisible(c) && !isMarkOfDirection(c) && !isVariationSelector(c))
            .toArray();
    StringBuilder folded = new StringBuilder(letters.length);
    int before = ' ';
    for (int c : letters) {
      int hiragana = c >= 'ァ' && c <= 'ヶ' ? c - 'ァ' + 'ぁ' : c;
      boolean ga = (hiragana == 'け' || hiragana == 'ゖ') && Character.isIdeographic(before);
      folded.appendCodePoint(ga ? 'が' : NEW_FORMS.getOrDefault(hiragana, hiragana));
      before = c;
    }
    return folded.toString();
  }

  /** The first character of a text that is broken: the sender lost the original one. */
  public static OptionalInt broken(String text) {
    return isPrintableAscii(text)
        ? OptionalInt.empty()
        : text.codePoints().filter(TextReader::isBroken).findFirst();
  }

  /** The first character of a free text that turns or breaks lines, or commands a terminal. */
  public static OptionalInt refused(String text) {
    return first(
        text, c -> refusedOnTheWireToo(c) || c == 0x2028 || c == 0x2029 || isMarkOfDirection(c));
  }

  /** The first character that the wire format has refused since version 1 of the rules. */
  public static OptionalInt refusedOnTheWire(String text) {
    return first(text, TextReader::refusedOnTheWireToo);
  }

  /** The first of these characters, none of which is outside the first plane of Unicode. */
  private static OptionalInt first(String text, IntPredicate refused) {
    for (int i = 0; i < text.length(); i++) {
      if (refused.test(text.charAt(i))) {
        return OptionalInt.of(text.charAt(i));
      }
    }
    return OptionalInt.empty();
  }

  private static boolean refusedOnTheWireToo(int c) {
    return (Character.isISOControl(c) && c != '\n')
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** A character by its number and name, for a sentence: U+202E RIGHT-TO-LEFT OVERRIDE. */
  public static String named(int character) {
    String name = Character.getName(character);
    return "U+%04X%s".formatted(character, name == null ? "" : " " + name);
  }

  private static boolean isBroken(int c) {
    return c == 0xfffd
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        || (c & 0xfffe) == 0xfffe
        || (c >= 0xfdd0 && c <= 0xfdef);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Turns nothing by itself, but decides which way its neighbours run. */
  private static boolean isMarkOfDirection(int c) {
    return c == 0x200e || c == 0x200f || c == 0x061c;
  }

  private static boolean isVariationSelector(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
  }

  /** Whether a character is removed: it is invisible, and does not shape its neighbour. */
  private static boolean isRemoved(int c) {
    return isInvisible(c) && c != BRAILLE_BLANK && !isVariationSelector(c) && !isJoiner(c);
  }

  private static boolean isJoiner(int c) {
    return c == 0x200c || c == 0x200d;
  }

  /** Default ignorable code points of Unicode and the blank of Braille; no marks of direction. */
  private static boolean isInvisible(int c) {
    return c == 0x00ad
        || c == 0x034f
        || (c >= 0x115f && c <= 0x1160)
        || (c >= 0x17b4 && c <= 0x17b5)
        || (c >= 0x180b && c <= 0x180f)
        || (c >= 0x200b && c <= 0x200d)
        || (c >= 0x2060 && c <= 0x2065)
        || c == BRAILLE_BLANK
        || c == 0x3164
        || isVariationSelector(c)
        || c == MARK
        || c == 0xffa0
        || (c >= 0xfff0 && c <= 0xfff8)
        || (c >= 0x1d173 && c <= 0x1d17a)
        || (c >= 0xe0000 && c <= 0xe0fff);
  }
}
