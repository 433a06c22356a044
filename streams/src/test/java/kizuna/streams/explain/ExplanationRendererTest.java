package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.MatchTrigger;
import kizuna.codes.Outcome;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.Finding;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rank;
import kizuna.decisions.Reason;
import kizuna.decisions.RuledOut;
import kizuna.decisions.Sha256;
import kizuna.schemas.AvroLimits;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.Written;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Period;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The explanation of a match reads like sentences, histogram first, in both languages. */
class ExplanationRendererTest {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  private static final String SUZU = "172057";
  private static final String SHINJUKU = "131041";
  private static final String SUMIDA = "131075";
  private static final String SUGINAMI = "131156";
  private static final String OTA = "131113";
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 5);

  private static final PlaceNames JAPANESE =
      names(Map.of(SUZU, "珠洲市", SHINJUKU, "新宿区", SUMIDA, "墨田区", SUGINAMI, "杉並区"));
  private static final PlaceNames ENGLISH =
      names(Map.of(SUZU, "Suzu", SHINJUKU, "Shinjuku", SUMIDA, "Sumida", SUGINAMI, "Suginami"));

  private final ExplanationRenderer ja =
      new ExplanationRenderer(MessageCatalog.of(Language.JA), JAPANESE);
  private final ExplanationRenderer en =
      new ExplanationRenderer(MessageCatalog.of(Language.EN), ENGLISH);

  @Test
  void theHistogramComesFirst() {
    assertThat(ja.plainText(match(), decision()).lines().findFirst())
        .hasValue("23団体のうち適合は2団体。対象外の内訳: 14団体は協定なし、6団体は余力なし、1団体は自ら被災。");
    assertThat(en.plainText(match(), decision()).lines().findFirst())
        .hasValue(
            "2 of 23 lenders fit: 14 have no agreement, 6 have nobody left, 1 was struck itself.");
  }

  @Test
  void theChosenComeWithWhatTheySendAndWhyTheyComeBeforeTheNext() {
    assertThat(ja.render(match()).chosen())
        .containsExactly(
            "新宿区（131041）を選定: 2024年1月5日〜12日に毎日8人（派遣 req-1-1、申出 off-1）。"
                + "根拠は協定 noto（第2版）。墨田区（131075）より先とした理由: 双方の計画確認が済んでいる。");
    assertThat(en.render(match()).chosen())
        .containsExactly(
            "Shinjuku (131041) was chosen: 8 people a day, 5–12 January 2024 (dispatch req-1-1,"
                + " offer off-1); under agreement noto, version 2. It comes before Sumida (131075)"
                + " because both sides have confirmed its plan.");
  }

  @Test
  void theOutrankedAreToldWhoCameFirstAndWhy() {
    assertThat(ja.render(match()).outranked())
        .containsExactly(
            "墨田区（131075）: 適合しますが、順番が来たときには不足が残っていませんでした。" + "新宿区（131041）が先となった理由: 双方の計画確認が済んでいる。");
    assertThat(en.render(match()).outranked())
        .containsExactly(
            "Sumida (131075) fits, but nothing was open any more when its turn came."
                + " Shinjuku (131041) comes before it because both sides have confirmed its plan.");
  }

  @Test
  void theRuledOutAreToldTheRuleAndWhatItFound() {
    assertThat(ja.plainText(match(), decision()))
        .contains("- 杉並区（131156）: 避難所運営の申出が必要ですが、あるのは off-7（水道、下水道）です。")
        .contains("- 131113: 受援側またはその市長会・町村会との協定がありません（必要な期間: 2024年1月5日〜12日）。");
    assertThat(en.plainText(match(), decision()))
        .contains(
            "- Suginami (131156): Expected an offer for shelter operation, but found off-7 (water"
                + " supply, sewerage).")
        .contains(
            "- 131113: No agreement with the receiver or the receiver's association (period"
                + " needed: 5–12 January 2024).");
  }

  @Test
  void whoSendsPeopleAlreadyIsNotRuledOut() {
    DispatchLookup ledger =
        new DispatchLookup() {
          @Override
          public Optional<LedgerEntry> dispatch(String id) {
            return Optional.empty();
          }

          @Override
          public Set<String> lendersFor(String requestId) {
            return Set.of(OTA);
          }
        };
    String told =
        new ExplanationRenderer(MessageCatalog.of(Language.EN), ENGLISH, ledger)
            .plainText(match(), decision());

    assertThat(told)
        .contains("1 sends people already, 13 have no agreement, 6 have nobody left")
        .contains("Sends people for this request already\n- 131113: No agreement");
    assertThat(told.substring(told.indexOf("Ruled out"))).doesNotContain(OTA);
  }

  @Test
  void theReasonIsTheFirstTermInWhichTwoRanksDiffer() {
    Rank base = new Rank(true, true, true, 10L, 300, false, false);

    assertThat(reasonFor(base, new Rank(false, false, false, 99L, 900, false, false)))
        .contains("its plan");
    assertThat(reasonFor(base, new Rank(true, false, false, 99L, 900, false, false)))
        .contains("of its own");
    assertThat(reasonFor(base, new Rank(true, true, false, 99L, 900, false, false)))
        .contains("already work");
    assertThat(reasonFor(base, new Rank(true, true, true, 99L, 900, false, false)))
        .contains("(10 person-days against 99)");
    assertThat(reasonFor(base, new Rank(true, true, true, 10L, 900, false, false)))
        .contains("(300 km against 900 km)");
    assertThat(reasonFor(base, base)).contains("its code is lower");
  }

  @Test
  void nobodyChosenIsSaid() {
    Explanation nobody =
        explanation(0, 96, List.of(), List.of(new RuledOut(MatchRule.STAFF_OFFERED, 23)));

    assertThat(ja.plainText(nobody, decision()))
        .startsWith("23団体のうち適合は0団体。対象外の内訳: 23団体は申出なし。")
        .contains("この決定で新たに選ばれた団体はありません。");
    assertThat(en.plainText(nobody, decision()))
        .startsWith("0 of 23 lenders fit: 23 have offered nobody.")
        .contains("No lender was newly chosen by this decision.");
  }

  @Test
  void aBusinessNoIsASentenceInTheReadersLanguage() {
    Reason notYours =
        Written.of(
            new kizuna.streams.matching.Reason.NotYours(
                "tokyo23",
                List.of(new kizuna.streams.matching.Reason.Office(Role.DESK, SUZU)),
                new kizuna.streams.matching.Reason.Office(Role.WARD, SHINJUKU)));

    assertThat(ja.reason(notYours))
        .isEqualTo("この報告ができるのは受援 珠洲市（172057）ですが、報告したのは応援 新宿区（131041）です。");
    assertThat(en.reason(notYours))
        .isEqualTo(
            "This may be reported by emergency desk Suzu (172057), but it was reported by lender"
                + " Shinjuku (131041).");
  }

  @Test
  void daysAndNumbersOfAReasonAreSaidInTheReadersLanguage() {
    Reason tooFew =
        Written.of(new kizuna.streams.matching.Reason.BelowCommitted("req-1", 5, 3, FIRST));

    assertThat(ja.reason(tooFew)).contains("2024年1月5日は5人以上が必要ですが、指定は3人です。");
    assertThat(en.reason(tooFew))
        .contains("5 January 2024 needs at least 5, but 3 were asked for.");
  }

  @Test
  void aListIsSaidInWordsAndWithoutBrackets() {
    Reason wrongState =
        Written.of(
            new kizuna.streams.matching.Reason.StateForbids(
                kizuna.streams.matching.RejectionCode.ILLEGAL_TRANSITION,
                "req-1-1",
                DispatchState.RETURNED,
                List.of(DispatchState.CONFIRMED, DispatchState.DEPARTED)));
    assertThat(en.reason(wrongState)).endsWith("it can be in: confirmed, in transit.");
    assertThat(ja.reason(wrongState)).endsWith("（できる状態: 派遣決定、移動中）。");
  }

  private String reasonFor(Rank first, Rank second) {
    return en.render(
            explanation(
                2,
                0,
                List.of(
                    verdict(SHINJUKU, Verdict.CHOSEN, first, List.of()),
                    verdict(SUMIDA, Verdict.OUTRANKED, second, List.of())),
                List.of()))
        .outranked()
        .get(0);
  }

  private static Explanation match() {
    return explanation(
        2,
        0,
        List.of(
            verdict(
                SHINJUKU,
                Verdict.CHOSEN,
                new Rank(true, false, false, 40L, 314, false, false),
                List.of()),
            verdict(
                SUMIDA,
                Verdict.OUTRANKED,
                new Rank(false, true, true, 0L, 100, false, false),
                List.of()),
            verdict(
                SUGINAMI,
                Verdict.RULED_OUT,
                null,
                List.of(
                    Written.of(
                        new kizuna.streams.matching.rules.Finding.OtherTasks(
                            TaskType.SHELTER_OPERATION,
                            "off-7",
                            EnumSet.of(TaskType.WATER_SUPPLY, TaskType.SEWER))))),
            verdict(
                OTA,
                Verdict.RULED_OUT,
                null,
                List.of(
                    Written.of(
                        new kizuna.streams.matching.rules.Finding.NoAgreement(
                            new Period(FIRST, FIRST.plusDays(7))))))),
        List.of(
            new RuledOut(MatchRule.AGREEMENT_IN_FORCE, 14),
            new RuledOut(MatchRule.CAPACITY_LEFT, 6),
            new RuledOut(MatchRule.LENDER_NOT_STRUCK, 1)));
  }

  private static Explanation explanation(
      int fitting, int openAfter, List<LenderVerdict> verdicts, List<RuledOut> histogram) {
    assertThat(verdicts.stream().filter(v -> v.getRank() != null)).hasSize(fitting);
    return new Explanation(
        "req-1",
        "noto-2024",
        SUZU,
        MatchTrigger.REQUEST_ASKED,
        96,
        96,
        openAfter,
        23,
        histogram,
        verdicts,
        null,
        List.of());
  }

  private static LenderVerdict verdict(
      String lender, Verdict verdict, @Nullable Rank rank, List<Finding> findings) {
    LenderVerdict.Builder builder =
        LenderVerdict.newBuilder()
            .setLender(lender)
            .setVerdict(verdict)
            .setFindings(findings)
            .setProposals(
                verdict == Verdict.CHOSEN
                    ? List.of(new Proposed("req-1-1", "off-1", 8, FIRST, FIRST.plusDays(7)))
                    : List.of());
    if (rank != null) {
      builder.setRank(rank).setAgreementId("noto").setAgreementVersion(2);
    }
    return builder.build();
  }

  private static MatchDecision decision() {
    Sha256 none = new Sha256(new byte[32]);
    return MatchDecision.newBuilder()
        .setNetworkId("tokyo23")
        .setSequence(12)
        .setEventId(UUID.nameUUIDFromBytes(ByteBuffer.allocate(1).array()))
        .setFactKind(FactKind.AID_REQUESTED)
        .setDecidedAt(Instant.parse("2024-01-04T23:00:00Z"))
        .setRulesVersion("1")
        .setOutcome(Outcome.ACCEPTED)
        .setReasons(List.of())
        .setSubject("req-1")
        .setExplanations(List.of())
        .setEventsHash(none)
        .setFactHash(none)
        .setPreviousHash(none)
        .setIntakeOffset(11)
        .setHash(none)
        .build();
  }

  private static PlaceNames names(Map<String, String> municipalities) {
    return new PlaceNames() {
      @Override
      public String municipality(String code) {
        return municipalities.getOrDefault(code, code);
      }

      @Override
      public String disaster(String id) {
        return id;
      }
    };
  }
}
