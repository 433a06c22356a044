package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed, and what becomes of it: the one table that every door keeps to. */
class TextReaderTest {

  /** Way of reading, what came, what is kept. */
  static Stream<Arguments> table() {
    return Stream.of(
        // Documents: files, bodies, standard input.
        Arguments.of("document", "\uFEFF{}", "{}"),
        Arguments.of("document", "a\r\nb\rc\nd", "a\nb\nc\nd"),
        Arguments.of("document", "a\uFEFFb", "a\uFEFFb"),
        // Files with a mark each that were put together.
        Arguments.of("document", "\uFEFF{}\r\n\uFEFF{}\n\uFEFF", "{}\n{}\n"),
        Arguments.of("document", "a\u2028\uFEFFb", "a\u2028\uFEFFb"),
        Arguments.of("document", "", ""),
        // Free text: kept as typed.
        Arguments.of("free", "断水\r\n避難所", "断水\n避難所"),
        Arguments.of("free", "\uFEFF断水", "断水"),
        Arguments.of("free", "１０名、ﾌﾞﾙｰｼｰﾄ、①", "１０名、ﾌﾞﾙｰｼｰﾄ、①"),
        Arguments.of("free", "か\u3099く", "がく"),
        Arguments.of("free", " 会館 ", " 会館 "),
        Arguments.of("free", "葛\uDB40\uDD00城市", "葛\uDB40\uDD00城市"),
        Arguments.of("free", "👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧"),
        Arguments.of("free", "輪\u200B島\u2060市\u00AD", "輪島市"),
        Arguments.of("free", "体育館\u2800北", "体育館 北"),
        Arguments.of("free", "𩸽 🚨", "𩸽 🚨"),
        // Free text that nobody can see is none.
        Arguments.of("free", "\u2800", ""),
        Arguments.of("free", "\u200B", ""),
        Arguments.of("free", "\u3164\u115F\u1160\uFFA0", ""),
        Arguments.of("free", "\uDB40\uDC41\uDB40\uDC42", ""),
        Arguments.of("free", "\u200D\uFE0F\u034F", ""),
        Arguments.of("free", "　\u00A0\u2003 \n", ""),
        // Ids, codes, numbers, days.
        Arguments.of("narrow", "１７２０４９", "172049"),
        Arguments.of("narrow", " ｒｅｑ－１ａ２ｂ　", "req-1a2b"),
        Arguments.of("narrow", "\uFEFF172049\u200B", "172049"),
        Arguments.of("narrow", "\u200E2026-12-25\u200E", "2026-12-25"),
        Arguments.of("narrow", "\u202E172049", "\u202E172049"),
        Arguments.of("narrow", "a\n", "a\n"),
        Arguments.of("day", "2026-12-25", "2026-12-25"),
        Arguments.of("day", "２０２６-１２-２５", "2026-12-25"),
        Arguments.of("day", "２０２６－１２－２５", "2026-12-25"),
        Arguments.of("day", "２０２６ー１２ー２５", "2026-12-25"),
        Arguments.of("day", "2026/12/25", "2026-12-25"),
        Arguments.of("day", "２０２６／１２／２５", "2026-12-25"),
        Arguments.of("day", "2026.1.5", "2026-01-05"),
        Arguments.of("day", "2026年12月25日", "2026-12-25"),
        Arguments.of("day", "２０２６年１月５日", "2026-01-05"),
        Arguments.of("day", "令和8年12月25日", "2026-12-25"),
        Arguments.of("day", "令和８年 12月 25日", "2026-12-25"),
        Arguments.of("day", "㋿8年12月25日", "2026-12-25"),
        Arguments.of("day", "R8.12.25", "2026-12-25"),
        Arguments.of("day", "令和元年5月1日", "2019-05-01"),
        Arguments.of("day", "平成31年4月30日", "2019-04-30"),
        Arguments.of("day", "昭和64年1月7日", "1989-01-07"),
        Arguments.of("day", "2026-02-30", "-"),
        Arguments.of("day", "令和8年13月1日", "-"),
        Arguments.of("day", "25/12/2026", "-"),
        Arguments.of("day", "1.1.2024", "-"),
        Arguments.of("day", "12月25日", "-"),
        Arguments.of("day", "tomorrow", "-"),
        Arguments.of("day", "", "-"),
        Arguments.of("time", "２０２４-０１-０１Ｔ１６：１０：００＋０９：００", "2024-01-01T16:10+09:00"),
        Arguments.of("time", "2024-01-01T16:10:00", "-"),
        Arguments.of("number", "１０", "10"),
        Arguments.of("number", "－１", "-1"),
        Arguments.of("number", "十", "-"),
        Arguments.of("number", "１．５", "-"),
        Arguments.of("number", "99999999999", "-"),
        // To look for.
        Arguments.of("fold", "龍ヶ崎市", "竜が崎市"),
        Arguments.of("fold", "龍ケ崎市", "竜が崎市"),
        Arguments.of("fold", "竜ｹ崎市", "竜が崎市"),
        Arguments.of("fold", "龍が崎市", "竜が崎市"),
        Arguments.of("fold", "鎌ガ谷", "鎌が谷"),
        Arguments.of("fold", "イケダ", "いけだ"),
        Arguments.of("fold", "葛\uDB40\uDD00城市", "葛城市"),
        Arguments.of("fold", "祇\uDB40\uDD00園", "祇園"),
        Arguments.of("fold", "ｼﾝｼﾞｭｸ", "しんじゅく"),
        Arguments.of("fold", "ＴŌＫＹŌ", "tokyo"),
        Arguments.of("fold", "横濱", "横浜"),
        Arguments.of("fold", "𠮷野", "吉野"),
        Arguments.of("fold", "\u585A\uFE00本", "塚本"),
        Arguments.of("fold", "\uFA10本", "塚本"),
        // What no text may hold.
        Arguments.of("refused", "10\u202E名", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        Arguments.of("refused", "a\u2066b", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        Arguments.of("refused", "a\u200Fb", "U+200F RIGHT-TO-LEFT MARK"),
        Arguments.of("refused", "a\u2028b", "U+2028 LINE SEPARATOR"),
        Arguments.of("refused", "a\u2029b", "U+2029 PARAGRAPH SEPARATOR"),
        Arguments.of("refused", "a\u0085b", "U+0085 NEXT LINE (NEL)"),
        Arguments.of("refused", "a\u000Bb", "U+000B LINE TABULATION"),
        Arguments.of("refused", "a\tb", "U+0009 CHARACTER TABULATION"),
        Arguments.of("refused", "\u001B[2J", "U+001B ESCAPE"),
        Arguments.of("refused", "断水\n避難所 — “x” ’ ① 🚨", "-"),
        Arguments.of("broken", "文化\uFFFD公園", "U+FFFD REPLACEMENT CHARACTER"),
        Arguments.of("broken", "a\uD800", "U+D800 HIGH SURROGATES D800"),
        Arguments.of("broken", "\uDEA8b", "U+DEA8 LOW SURROGATES DEA8"),
        Arguments.of("broken", "a\uFFFFb", "U+FFFF"),
        Arguments.of("broken", "文化公園体育館 🚨", "-"),
        // The wire refuses what it always did, and no more: old logs are decided again.
        Arguments.of("wire", "10\u202E名", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        Arguments.of("wire", "a\u0085b", "U+0085 NEXT LINE (NEL)"),
        Arguments.of("wire", "a\u2028\u200F\uFFFD\u2800", "-"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void whatIsTypedIsReadTheSameWay(String way, String typed, String kept) {
    assertThat(read(way, typed)).isEqualTo(kept);
  }

  private static String read(String way, String typed) {
    return switch (way) {
      case "document" -> TextReader.document(typed);
      case "free" -> TextReader.free(typed);
      case "narrow" -> TextReader.narrow(typed);
      case "day" -> TextReader.day(typed).map(Object::toString).orElse("-");
      case "time" -> TextReader.time(typed).map(Object::toString).orElse("-");
      case "number" ->
          TextReader.number(typed).stream().mapToObj(Integer::toString).findFirst().orElse("-");
      case "fold" -> TextReader.fold(typed);
      case "refused" -> named(TextReader.refused(typed));
      case "broken" -> named(TextReader.broken(typed));
      case "wire" -> named(TextReader.refusedOnTheWire(typed));
      default -> throw new IllegalArgumentException("expected a way of reading, but " + way);
    };
  }

  private static String named(java.util.OptionalInt character) {
    return character.stream().mapToObj(TextReader::named).findFirst().orElse("-");
  }

  @Test
  void bytesAreUtf8WithOrWithoutTheirMark() throws CharacterCodingException {
    assertThat(TextReader.decode("\uFEFF{\"a\":\"断水\"}\r\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("{\"a\":\"断水\"}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shift_JIS", "EUC-JP", "UTF-16"})
  void bytesOfAnotherEncodingAreNoText(String encoding) {
    assertThatThrownBy(() -> TextReader.decode("被害の状況".getBytes(Charset.forName(encoding))))
        .isInstanceOf(CharacterCodingException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "龍,竜", "澤,沢", "濱,浜", "廣,広", "國,国", "條,条", "惠,恵", "櫻,桜", "鹽,塩", "嶋,島", "嶌,島", "髙,高", "邊,辺",
    "齋,斎", "德,徳", "瀧,滝", "﨑,崎", "諫,諌", "竈,釜", "廳,庁"
  })
  void oldAndNewFormsAreTheSameToLookFor(String old, String form) {
    assertThat(TextReader.fold(old + "村")).isEqualTo(TextReader.fold(form + "村"));
    assertThat(TextReader.fold(TextReader.fold(old))).isEqualTo(TextReader.fold(old));
  }
}
