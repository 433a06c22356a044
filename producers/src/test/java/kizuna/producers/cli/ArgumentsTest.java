package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.RefusalReason;
import kizuna.codes.TaskType;
import kizuna.producers.cli.StandIn.Said;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.seeds.ReferenceData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What people type is understood, or they are told what was expected. */
class ArgumentsTest {

  private static final String NOWHERE = "http://127.0.0.1:1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "131041",
        "新宿区",
        "新宿",
        "しんじゅくく",
        "しんじゅく",
        "shinjuku",
        "Shinjuku",
        "SHINJUKU-KU",
        " 新宿区 "
      })
  void aWardIsFoundByWhatPeopleCallIt(String name) {
    assertThat(MunicipalityLookup.code(name, "--lender")).isEqualTo("131041");
  }

  /** What people type for a place, and the place; several spellings of each kind. */
  @ParameterizedTest
  @CsvSource({
    "082082, 龍ケ崎市 龍ヶ崎市 竜ケ崎市 竜ヶ崎 龍ｹ崎市 龍が崎 龍ガ崎市 リュウガサキ りゅうがさきし Ryugasaki ryūgasaki-shi",
    "122246, 鎌ケ谷市 鎌ヶ谷市 鎌ヶ谷 鎌が谷市 カマガヤシ ｶﾏｶﾞﾔ Kamagaya 千葉県鎌ヶ谷市",
    "122297, 袖ケ浦市 袖ヶ浦市 袖が浦",
    "292117, 葛城市 葛\uDB40\uDD00城市 葛\uFE00城 かつらぎし",
    "042030, 塩竈市 塩釜市 鹽竈市 塩竃市",
    "141003, 横浜市 横濱市 YOKOHAMA-SHI yokohamashi Yokohama＿City",
    "172049, 輪島市 輪嶋市 石川県輪島市 石川県輪島 ワジマ Ｗａｊｉｍａ 　輪島市　",
    "174611, 穴水町 石川県鳳珠郡穴水町 鳳珠郡穴水町",
    "342084, 広島県府中市 廣島縣府中市",
    "132063, 東京都府中市",
    "122190, 市原市 Ichihara",
    "131083, 江東区 Kōtō-ku Koto Kotoku Koutou",
    "271004, 大阪市 Osaka-shi ŌSAKA-SHI",
    "270008, 大阪府 Osaka-fu",
    "401307, 福岡市 Fukuoka-shi",
    "422045, 諫早市 諌早市 いさはや"
  })
  void aPlaceIsFoundHoweverItIsSpelt(String code, String spellings) {
    for (String name : spellings.split(" ", -1)) {
      String typed = unescaped(name.replace('＿', ' '));
      assertThat(MunicipalityLookup.code(typed, "--receiver")).as(typed).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+3", "＋３", " +03 "})
  void aDayIsTypedByItsDistanceFromTodayInJapan(String typed) {
    LocalDate before = LocalDate.now(JapanTime.ZONE);
    LocalDate read = Arguments.readDay(typed).orElseThrow();
    assertThat(read).isBetween(before.plusDays(3), LocalDate.now(JapanTime.ZONE).plusDays(3));
    assertThat(DailyNeeds.of(typed + ".." + typed + ":10", "--needs").first()).isEqualTo(read);
    assertThat(Arguments.readDay("+1000")).isEmpty();
  }

  @Test
  void noTwoPlacesOfOnePrefectureAreFoundByOneWholeName() {
    assertThat(ReferenceData.municipalities())
        .allSatisfy(
            m -> {
              String prefecture =
                  ReferenceData.municipality(
                          MunicipalityCode.withCheckDigit(m.getCode().substring(0, 2) + "000"))
                      .orElseThrow()
                      .getName();
              if (m.getKind() != MunicipalityKind.PREFECTURE && !m.getName().equals("泊村")) {
                assertThat(MunicipalityLookup.code(prefecture + m.getName(), "--receiver"))
                    .isEqualTo(m.getCode());
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    "403059, '403059: 那珂川町 lives on in 402311 那珂川市'",
    "４０３０５９, '403059: 那珂川町 lives on in 402311 那珂川市'",
    "221317, '221317: 浜松市中区 lives on in 221309 浜松市'",
    "141313, '141313: 川崎市川崎区 lives on in 141305 川崎市'",
    "193411, 192015 甲府市 and 194301 富士河口湖町",
    "13104, 13104 lacks its check digit (did you mean 131041 新宿区?)",
    "１７２０４, did you mean 172049 輪島市?",
    "女満別町, 女満別町 lives on in 015644 大空町",
    "浜松市中区, 浜松市中区 lives on in 221309 浜松市",
    "輪鳥市, did you mean 172049 石川県輪島市",
    "Wajimma, did you mean 172049 石川県輪島市",
    "nowhere, 'for --receiver, but nowhere'"
  })
  void whatFindsNoPlaceIsAnsweredWithTheOneThatWasMeant(String typed, String said) {
    assertThatThrownBy(() -> MunicipalityLookup.code(typed, "--receiver"))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageStartingWith("expected ")
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource({"２０２６-１２-２５", "２０２６－１２－２５", "2026/12/25", "2026年12月25日", "令和8年12月25日", "Ｒ８．１２．２５"})
  void daysAreReadAsPeopleTypeThem(String day) throws IOException {
    try (StandIn kizuna = new StandIn()) {
      kizuna.run(
          ("offer --lender kita --task WATER_SUPPLY --people １０ --from " + day + " --to " + day)
              .split(" ", -1));

      assertThat(kizuna.asked("POST /api/offers"))
          .singleElement()
          .satisfies(
              asked -> {
                assertThat(asked.json().path("firstDay").asString()).isEqualTo("2026-12-25");
                assertThat(asked.json().path("headCount").asInt()).isEqualTo(10);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--from 2026-02-30, 'expected a day of the calendar like 2026-12-25'",
    "--people 十, 'expected a whole number like 10, but 十'",
    "--task 避難所\uFFFD, 'U+FFFD REPLACEMENT CHARACTER: the locale cannot hold what was typed'",
    "--at 昨日, 'expected a time with its offset'",
    "--lender 文化\uFFFD, 'expected whole characters of UTF-8'"
  })
  void whatIsNotUnderstoodIsASentence(String option, String said) {
    Said answer =
        StandIn.runAt(
            NOWHERE,
            "en",
            unescaped(
                    "offer --lender kita --task WATER_SUPPLY --people 1 --from 2024-01-01"
                        + " --to 2024-01-02 "
                        + option)
                .split(" ", -1));

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains(said).doesNotContain("Exception");
  }

  private static final String OFFER =
      "offer --lender kita --task WATER_SUPPLY --people 1 --from 2024-01-01 --to 2024-01-02 ";

  /** What is typed, and what is said of it in English and in Japanese; alone without an offer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          offer --from 2026-02-30|Invalid value for --from: expected a day|--from の値が正しくありません。2026-12-25、
          offer --people 十|Invalid value for --people: expected a whole number|--people の値が正しくありません。10 のような整数を
          offer --at 昨日|expected a time with its offset|--at には 2024-01-01T16:10:00+09:00 のような、時差のついた日時を
          ledger --receiver 13104|13104 lacks its check digit (did you mean 131041 新宿区?)|（入力: 13104）。131041 新宿区 ではありませんか。
          ledger --receiver 那賀川町|那賀川町 lives on in 362042 阿南市|那賀川町 は現在の 362042 阿南市 です
          ledger --lender nowhere|for --lender, but nowhere|（入力: nowhere）。
          offer --task DANCING|expected one of MANAGEMENT_SUPPORT|--task には次のどれかを指定してください（入力: DANCING）。MANAGEMENT_SUPPORT
          offer --as king|expected desk:NAME|--as には desk:団体名
          confirm|expected the id of a dispatch|派遣の番号か、--request と --lender の両方を
          cancel r --dispatch d|--dispatch for cancel, but both|（両方が指定されています）。
          amend r --needs 2024-01-01:1,|for --needs, but nothing|（入力: 何もありません）。
          network-terms|expected at least one of --name, --hold|network-terms には次のうち少なくとも一つを
          merge r --into r|expected another request than r|--into には r とは別の要請を
          document r|Missing required: --number|必要な引数がありません: --number
          offer|Missing required: --lender, --task, --people|必要な引数がありません: --lender, --task, --people
          resume a b|Unknown argument: b|この引数はありません: b
          requst|Unknown argument: requst|この引数はありません: requst
          requst|Did you mean: infra/kizuna request, infra/kizuna requests|もしかして: infra/kizuna request, infra/kizuna requests
          summary --nework x|Did you mean: --network?|もしかして: --network
          withdraw o --reason OTHER --reason OTHER|--reason is given more than once|--reason が2回以上指定されています。
          ledger --limit 0|expected 1 or more for --limit, but 0|--limit には 1 以上を指定してください（入力: 0）。
          """)
  void whatIsNotUnderstoodIsSaidInTheLanguageOfTheUser(
      String line, String english, String japanese) {
    String[] typed =
        (line.startsWith("offer ") ? OFFER + line.substring("offer ".length()) : line)
            .split(" ", -1);

    assertThat(StandIn.runAt(NOWHERE, "en", typed))
        .satisfies(said -> assertThat(said.err()).contains(english).doesNotContain(japanese))
        .satisfies(said -> assertThat(said.exitCode()).isEqualTo(2));
    assertThat(StandIn.runAt(NOWHERE, "ja", typed))
        .satisfies(said -> assertThat(said.err()).contains(japanese).doesNotContain(english))
        .satisfies(said -> assertThat(said.exitCode()).isEqualTo(2));
  }

  @Test
  void aLanguageWithoutSentencesIsRefused() {
    assertThat(StandIn.runAt(NOWHERE, "fr", "summary").err())
        .contains("--lang", "fr")
        .containsAnyOf("expected ja or en, but fr", "ja か en を指定してください（入力: fr）。");
    assertThat(StandIn.runAt(NOWHERE, "ＪＡ", "summary").err()).contains("応答がありません。");
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\u([0-9A-F]{4})")
        .matcher(text)
        .replaceAll(m -> String.valueOf((char) Integer.parseInt(m.group(1), 16)));
  }

  @Test
  void everyWardIsFoundByItsNameAndInLatinLetters() {
    assertThat(ReferenceData.municipalities())
        .filteredOn(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
        .hasSize(23)
        .allSatisfy(
            ward -> {
              assertThat(MunicipalityLookup.lender(ward.getName(), "--lender"))
                  .isEqualTo(ward.getCode());
              assertThat(
                      MunicipalityLookup.lender(
                          ward.getRomaji().toLowerCase(Locale.ROOT), "--lender"))
                  .isEqualTo(ward.getCode());
              assertThat(MunicipalityLookup.lender(ward.getKana(), "--lender"))
                  .isEqualTo(ward.getCode());
            });
  }

  @Test
  void aNameThatSeveralBearIsAskedBackWithThePrefectures() {
    assertThatThrownBy(() -> MunicipalityLookup.code("泊村", "--receiver"))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("expected one municipality for --receiver, but 泊村 may be ")
        .hasMessageContaining("北海道泊村")
        .hasMessageContaining("name it by its code");
  }

  @Test
  void aWrongCheckDigitIsSaidWithTheRightCode() {
    assertThatThrownBy(() -> MunicipalityLookup.code("131042", "--receiver"))
        .hasMessageContaining("the check digit of 131042 is wrong (did you mean 131041 新宿区?)");
  }

  @Test
  void codesAreReadInAnyCase() {
    assertThat(CodeArguments.name(TaskType.class, "shelter-operation", "--task"))
        .isEqualTo("SHELTER_OPERATION");
    assertThatThrownBy(() -> CodeArguments.name(TaskType.class, "UNKNOWN", "--task"))
        .hasMessageStartingWith("expected one of MANAGEMENT_SUPPORT, ")
        .hasMessageEndingWith(" for --task, but UNKNOWN");
  }

  @Test
  void needsByDayAreReadAsPeopleTypeThem() {
    DailyNeeds needs = DailyNeeds.of("2026-12-01..2026-12-03:10, 2026-12-05:4", "--needs");

    assertThat(needs.days())
        .containsExactly(
            new DailyNeeds.Days(LocalDate.of(2026, 12, 1), LocalDate.of(2026, 12, 3), 10),
            new DailyNeeds.Days(LocalDate.of(2026, 12, 5), LocalDate.of(2026, 12, 5), 4));
    assertThat(needs.first()).isEqualTo("2026-12-01");
    assertThat(needs.last()).isEqualTo("2026-12-05");
    assertThat(needs.most()).isEqualTo(10);
  }

  @Test
  void needsThatAreNotUnderstoodAreSaidWithTheirPart() {
    assertThatThrownBy(() -> DailyNeeds.of("2026-12-01:10,2026-12-02", "--needs"))
        .hasMessage(
            "expected days and persons like 2026-12-01..2026-12-03:10,2026-12-04:4 for --needs,"
                + " but 2026-12-02");
  }

  @Test
  void whatOnlyKizunaDecidesIsNoReasonOfAPerson() {
    assertThatThrownBy(() -> CodeArguments.name(RefusalReason.class, "rearranged", "--reason"))
        .hasMessageStartingWith("expected one of OWN_DISASTER, ")
        .hasMessageEndingWith(" for --reason, but rearranged");
    assertThat(new CodeArguments.Reasons()).doesNotContain("REARRANGED").contains("COORDINATION");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offer --lender nowhere --task WATER_SUPPLY --people 1 --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task DANCING --people 1 --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task WATER_SUPPLY --people many --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task WATER_SUPPLY --people 1 --from 1.1.2024 --to 2024-01-02",
        "offer --lender kita",
        "confirm",
        "confirm d --lender kita",
        "confirm d --as king",
        "confirm d --as ward:",
        "confirm d --at yesterday",
        "cancel",
        "cancel r --dispatch d",
        "amend r",
        "amend r --needs 2024-01-01:1 --people 1",
        "amend r --needs tomorrow:1",
        "amend r --needs 2024-01-01",
        "amend r --needs 2024-01-01..2024-01-02:many",
        "amend r --needs 2024-01-01:1,",
        "amend r --needs 2024-02-30:1",
        "request --disaster d --receiver wajima --task LIAISON --damage d --place p --route r",
        "request --disaster d --receiver wajima --task LIAISON --damage d --place p --route r"
            + " --people 3 --from 2024-01-01",
        "request --disaster d --receiver wajima --task LIAISON --damage d --place p --route r"
            + " --people 3 --needs 2024-01-01:3",
        "merge r",
        "merge r --into r",
        "reject o",
        "reject o --reason REARRANGED",
        "limits --limit 4",
        "limits --lender kita",
        "limits --lender kita --limit 4 --unlimited",
        "limits --lender kita --limit many",
        "limits --lender kita --limit DANCING:4",
        "limits --lender kita --limit 4 --rest long",
        "appoint --disaster d --receiver wajima",
        "appoint --disaster d --receiver wajima --lender kita --role CHIEF",
        "relieve --disaster d --receiver wajima --lender kita --hands-over-to nowhere",
        "pin r --lender kita",
        "pin --lender kita --why x",
        "forbid r --why x",
        "reprioritise r --priority HIGH --why x",
        "waive r --lender kita --rule ALL --why x",
        "revoke o",
        "suspend a",
        "resume",
        "ask-extension d",
        "ask-extension d --last-day soon",
        "answer-extension d",
        "answer-extension d --grant --refuse OTHER",
        "answer-extension d --refuse",
        "answer-extension d --refuse REARRANGED",
        "retask d --task DANCING",
        "decline d",
        "ledger --state LOST",
        "ledger --csv --json",
        "ledger --limit 0",
        "ledger --from tomorrow",
        "summary --lang fr",
        "why"
      })
  void whatIsNotUnderstoodIsSaidBeforeAnythingIsSent(String line) {
    // Nobody listens there: an answer of 2, not of 3, means that nothing was sent.
    Said said =
        line.contains("--lang")
            ? bare(line + " --url " + NOWHERE)
            : StandIn.runAt(NOWHERE, "en", line.split(" ", -1));

    assertThat(said.exitCode()).as(said.err()).isEqualTo(2);
    assertThat(said.err()).isNotBlank();
    assertThat(said.out()).isEmpty();
  }

  /** An id is a part of an address: with a slash or of dots alone it would name another one. */
  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "../summary", "申出1", "a b"})
  void anIdThatWouldNameAnotherAddressIsSaid(String id) {
    assertThat(StandIn.runAt(NOWHERE, "en", "why", id))
        .returns(2, Said::exitCode)
        .extracting(Said::err)
        .asString()
        .contains("expected an id of letters, digits, \".\", \"-\" and \"_\", but \"" + id);
  }

  @Test
  void anAddressThatIsNoneIsSaid() {
    assertThat(StandIn.runAt("localhost:8080", "en", "summary").err())
        .contains("expected an address like http://localhost:8080 for --url, but localhost:8080");
  }

  @Test
  void everyCommandTeachesByExampleAndSaysItsExitCodes() {
    CommandLine root = new CommandLine(new Named());
    Commands.all().forEach(root::addSubcommand);

    assertThat(root.getSubcommands()).hasSize(60);
    assertThat(root.getSubcommands())
        .allSatisfy(
            (name, command) ->
                assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .contains("kizuna-test " + name)
                    .contains("\n  kizuna-test " + name)
                    .contains("Exit codes:")
                    .doesNotContain("UNKNOWN")
                    .doesNotContain("${"));
  }

  @CommandLine.Command(name = "kizuna-test")
  private static final class Named {}

  private static Said bare(String line) {
    CommandLine root = new CommandLine(new Named());
    Commands.all().forEach(root::addSubcommand);
    Arguments.readOn(root);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    root.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = root.execute(line.split(" ", -1));
    return new Said(exitCode, out.toString(), err.toString());
  }
}
