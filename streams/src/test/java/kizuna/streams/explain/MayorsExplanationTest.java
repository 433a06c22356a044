package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kizuna.codes.CostBearer;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.MatchTrigger;
import kizuna.codes.NoticeCode;
import kizuna.codes.TaskType;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.Notice;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rank;
import kizuna.decisions.Rearrangement;
import kizuna.decisions.RuledOut;
import kizuna.facts.DailyCount;
import kizuna.schemas.AvroLimits;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.Written;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Period;
import kizuna.streams.state.Qualification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a mayor could read out: who came nearest, what would have to change, what overrides did,
 * what was moved for whom; Japanese and English from the same record.
 */
class MayorsExplanationTest {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  private static final String SUZU = "172057";
  private static final String SHINJUKU = "131041";
  private static final String SUMIDA = "131075";
  private static final String NERIMA = "131202";
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 5);
  private static final Period PERIOD = new Period(FIRST, FIRST.plusDays(7));
  private static final Rank PLAIN = new Rank(false, true, false, 10L, 300, false, false);

  private final Map<String, LedgerEntry> ledger =
      Map.of(
          "req-1-2", line("req-1-2", "req-1", SHINJUKU, 4, FIRST.plusDays(8), 1),
          "req-2-1", line("req-2-1", "req-2", NERIMA, 4, FIRST, 0),
          "req-2-2", line("req-2-2", "req-2", SUMIDA, 4, FIRST, 0));
  private final ExplanationRenderer ja = text(Language.JA, "珠洲市", "新宿区", "墨田区", "練馬区");
  private final ExplanationRenderer en = text(Language.EN, "Suzu", "Shinjuku", "Sumida", "Nerima");

  // Who came nearest ---------------------------------------------------------------------------

  @Test
  void theNearestMissStandsBehindTheHistogram() {
    Explanation e = nobodyFits();

    assertThat(ja.render(e).histogram())
        .isEqualTo(
            "23団体のうち適合は0団体。対象外の内訳: 14団体は協定なし、6団体は休養の期間、3団体は自ら被災。"
                + "最も近かったのは練馬区（131202）ですが、派遣後3日の休養が取れなくなるため対象外です。"
                + "次に空きが出るのは2024年1月13日〜15日（1日4人）です。");
    assertThat(en.render(e).histogram())
        .isEqualTo(
            "0 of 23 lenders fit: 14 have no agreement, 6 must rest their staff, 3 were struck themselves; nearest"
                + " miss: Nerima (131202), whose people rest 3 days after a tour. The next free days"
                + " are 13–15 January 2024, 4 people a day.");
  }

  @Test
  void aNearestMissWhoseVerdictWasNotKeptIsOnlyNamed() {
    Explanation e = Explanation.newBuilder(nobodyFits()).setVerdicts(List.of()).build();

    assertThat(ja.render(e).histogram()).endsWith("最も近かったのは練馬区（131202）です。");
    assertThat(en.render(e).histogram()).endsWith("; nearest miss: Nerima (131202).");
  }

  // What would have to change ------------------------------------------------------------------

  @Test
  void eachRuledOutLenderIsToldWhatWouldHaveToChange() {
    Explanation e =
        with(
            ruledOut(
                NERIMA,
                new Finding.TaskNotCovered(
                    kizuna.streams.state.TaskType.SHELTER_OPERATION,
                    "kyotei-a",
                    Set.of(kizuna.streams.state.TaskType.WATER_SUPPLY))),
            ruledOut(SUMIDA, new Finding.Forbidden("ov-1")));

    assertThat(changes(ja, e))
        .containsExactly(
            "適合するには、協定 kyotei-a の対象に避難所運営が加わることが必要です。", "適合するには、調整担当が決定 ov-1 を取り消すことが必要です。");
    assertThat(changes(en, e))
        .containsExactly(
            "Would fit if the agreement kyotei-a covered shelter operation.",
            "Would fit if a coordinator lifted the prohibition ov-1.");
  }

  @Test
  void whereSeveralRulesSpokeAllOfItWouldHaveToChange() {
    Explanation e =
        with(ruledOut(NERIMA, new Finding.NoAgreement(PERIOD), new Finding.NotOffered()));

    assertThat(changes(ja, e))
        .containsExactly(
            "適合するには、受援側またはその市長会・町村会と、2024年1月5日〜12日に有効な協定を結ぶこと、" + "および職員派遣の申出があることが必要です。");
    assertThat(changes(en, e))
        .containsExactly(
            "Would fit if an agreement with the receiver or the receiver's association"
                + " were in force within 5–12 January 2024 and if staff were offered.");
  }

  @Test
  void whoeverHasNobodyFreeIsToldTheNextFreeDays() {
    LocalDate day = LocalDate.of(2024, 2, 10);
    LenderVerdict none =
        LenderVerdict.newBuilder(
                ruledOut(
                    NERIMA,
                    new Finding.NoCapacity(
                        new Period(LocalDate.of(2024, 1, 28), LocalDate.of(2024, 2, 4)))))
            .setNextFree(new DailyCount(day, day, 1))
            .build();

    assertThat(changes(ja, with(none)))
        .containsExactly(
            "適合するには、不足している日（2024年1月28日〜2月4日のうち）に派遣できる職員が出ることが必要です。"
                + "次に空きが出るのは2024年2月10日（1日1人）です。");
    assertThat(changes(en, with(none)))
        .containsExactly(
            "Would fit if somebody were free on the open days within 28 January – 4 February 2024."
                + " The next free days are 10 February 2024, 1 person a day.");
  }

  @Test
  void whereNothingWasOpenNobodyIsToldToFreePeople() {
    Explanation e =
        Explanation.newBuilder(with(ruledOut(NERIMA, new Finding.NoCapacity(PERIOD))))
            .setOpenBefore(0)
            .setOpenAfter(0)
            .build();

    assertThat(en.render(e).ruledOut().get(0).findings())
        .extracting(RenderedExplanation.RuleSentence::sentence)
        .containsExactly("Nothing of the request was open when it was looked at.");
    assertThat(changes(en, e)).containsExactly("");
  }

  static Stream<Arguments> changesOfFindings() {
    Period later = new Period(LocalDate.of(2024, 2, 1), LocalDate.of(2024, 2, 9));
    return Stream.of(
        Arguments.of(new Finding.Forbidden("ov-1"), "a coordinator lifted the prohibition ov-1"),
        Arguments.of(new Finding.Struck(), "a coordinator allowed sending people although struck"),
        Arguments.of(
            new Finding.NotInForce(
                PERIOD, "a-1", LocalDate.of(2014, 3, 1), LocalDate.of(2023, 3, 31)),
            "the agreement a-1 were in force within 5–12 January 2024"),
        Arguments.of(new Finding.Suspended("a-1"), "the agreement a-1 were resumed"),
        Arguments.of(
            new Finding.HazardNotCovered(HazardType.EARTHQUAKE, "a-1", Set.of(HazardType.VOLCANO)),
            "the agreement a-1 covered earthquake"),
        Arguments.of(
            new Finding.TourTooShort(5, "a-1", 4), "a tour of 5 days or more were allowed"),
        Arguments.of(
            new Finding.HeadCountUsed("a-1", 20),
            "the head-count of agreement a-1 (20 a day) had room, or were raised"),
        Arguments.of(new Finding.NotOffered(), "staff were offered"),
        Arguments.of(
            new Finding.OtherDisaster("noto", "off-1", "kumamoto"),
            "the offer off-1 were for noto too"),
        Arguments.of(
            new Finding.OtherTasks(
                kizuna.streams.state.TaskType.SEWER,
                "off-1",
                Set.of(kizuna.streams.state.TaskType.LIAISON)),
            "the offer off-1 covered sewerage"),
        Arguments.of(
            new Finding.NotQualified(Set.of(Qualification.ARCHITECT), "off-1", Set.of()),
            "everybody of offer off-1 held architect"),
        Arguments.of(
            new Finding.OtherDays(PERIOD, "off-1", later),
            "the offer off-1 overlapped 5–12 January 2024 and were not over"),
        Arguments.of(
            new Finding.RefusedBefore("off-1"), "a new offer were made or the request amended"),
        Arguments.of(
            new Finding.LimitReached(12),
            "the limit of 12 people away a day had room, or were raised"),
        Arguments.of(
            new Finding.NotRested(3),
            "somebody could go on the open days and still have the 3 days of rest"),
        Arguments.of(
            new Finding.NoCapacity(new Period(FIRST, FIRST)),
            "somebody were free on the open days within 5 January 2024"));
  }

  @ParameterizedTest
  @MethodSource("changesOfFindings")
  void eachRuleSaysItsChange(Finding finding, String change) {
    Explanation e = with(ruledOut(NERIMA, finding));

    assertThat(changes(en, e)).containsExactly("Would fit if " + change + ".");
    assertThat(changes(ja, e).get(0)).startsWith("適合するには、").endsWith("ことが必要です。");
    assertThat(en.render(e).ruledOut().get(0).findings().get(0).sentence())
        .doesNotContain("{", "_", "2024-");
    // The same sentence stands behind one lender and behind several.
    assertThat(
            en.render(e).ruledOut().get(0).findings().get(0).sentence()
                + en.render(e).ruledOut().get(0).change())
        .doesNotContainPattern("\\b([Ii]t|[Ii]ts|itself)\\b");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRuleHasAMissAndAChange(Language language) {
    MessageCatalog words = MessageCatalog.of(language);

    for (MatchRule rule : MatchRule.values()) {
      for (String form : List.of(".miss", ".change")) {
        assertThat(words.sentence("MatchRule." + rule + form, "X", "Y", "Z", "V", "W"))
            .as(rule + form)
            .isNotBlank()
            .doesNotContain("{", "''")
            .doesNotEndWith(".")
            .doesNotEndWith("。");
      }
    }
  }

  // Who was chosen -----------------------------------------------------------------------------

  @Test
  void aPinnedLenderComesFirstByNameOfTheOverride() {
    Explanation e =
        with(
            chosen(SHINJUKU, new Rank(false, false, false, 90L, 300, true, false), "ov-7"),
            outranked(SUMIDA, PLAIN));

    assertThat(ja.render(e).chosen())
        .containsExactly(
            "新宿区（131041）を選定: 2024年1月5日〜12日に毎日4人（派遣 req-1-1、申出 off-1）。"
                + "根拠は協定 noto（第2版）。調整担当の決定 ov-7 により、この要請では最優先です。"
                + "墨田区（131075）より先とした理由: 調整担当がこの要請の最優先に指定した。");
    assertThat(en.render(e).chosen())
        .containsExactly(
            "Shinjuku (131041) was chosen: 4 people a day, 5–12 January 2024 (dispatch req-1-1, offer"
                + " off-1); under agreement noto, version 2. A coordinator put it first for this"
                + " request (override ov-7). It comes before Sumida (131075) because a coordinator"
                + " put it first for this request.");
  }

  @Test
  void theLeadCounterpartAndAWaivedRuleAreSaid() {
    Explanation e =
        with(
            chosen(SHINJUKU, new Rank(false, true, false, 90L, 300, false, true), "ov-8"),
            outranked(SUMIDA, PLAIN));

    assertThat(ja.render(e).chosen().get(0))
        .contains("調整担当の決定 ov-8 により、この団体には規則の一部を適用していません。")
        .endsWith("理由: この災害でこの受援先の総括支援団体である。");
    assertThat(en.render(e).chosen().get(0))
        .contains("A coordinator set a rule aside for it (override ov-8).")
        .endsWith("because it is the lead counterpart of this receiver in this disaster.");
  }

  @Test
  void aWaveThatRelievesAnotherSaysWhenItComesForTheHandover() {
    LenderVerdict verdict =
        LenderVerdict.newBuilder(chosen(SHINJUKU, PLAIN))
            .setProposals(
                List.of(
                    new Proposed("req-1-1", "off-1", 4, FIRST, FIRST.plusDays(7)),
                    new Proposed("req-1-2", "off-1", 4, FIRST.plusDays(8), FIRST.plusDays(15))))
            .build();

    assertThat(ja.render(with(verdict)).chosen().get(0))
        .endsWith("派遣 req-1-2 は前の陣と交代します。引継ぎのため1日早く、2024年1月12日に現地へ入ります。");
    assertThat(en.render(with(verdict)).chosen().get(0))
        .endsWith(
            "Dispatch req-1-2 relieves the wave before it and arrives 1 day earlier for the handover,"
                + " on 12 January 2024.");
    ExplanationRenderer withoutLedger =
        new ExplanationRenderer(MessageCatalog.of(Language.EN), PlaceNames.CODES);
    assertThat(withoutLedger.render(with(verdict)).chosen().get(0))
        .endsWith("Dispatch req-1-2 takes over from req-1-1.");
  }

  // What was moved -----------------------------------------------------------------------------

  @Test
  void theRequestThatGainedIsToldWhoseProposalWasMoved() {
    Explanation gained = moved("req-1", List.of("req-2-2"));

    assertThat(ja.render(gained).rearranged())
        .containsExactly(
            "この要請のため、要請 req-2 に提案中だった練馬区（131202）の派遣 req-2-1（2024年1月5日〜12日、毎日4人）を組み替えました。"
                + "代わりに提案する派遣: req-2-2（墨田区（131075）、2024年1月5日〜12日、毎日4人）。",
            "派遣決定済みのものは動かしていません。");
    assertThat(en.render(gained).rearranged())
        .containsExactly(
            "For this request, the proposal req-2-1 (4 a day, 5–12 January 2024) of Nerima (131202)"
                + " for request req-2 was moved. In its place stands req-2-2 (Sumida (131075), 4 a"
                + " day, 5–12 January 2024).",
            "What was confirmed stayed as it was.");
  }

  @Test
  void theRequestThatWasTouchedIsToldForWhom() {
    Explanation touched = moved("req-2", List.of());

    assertThat(ja.render(touched).rearranged().get(0))
        .isEqualTo(
            "この要請に提案中だった練馬区（131202）の派遣 req-2-1（2024年1月5日〜12日、毎日4人）を、要請 req-1 のために組み替えました。"
                + "優先度のより高い要請に充てました。");
    assertThat(en.render(touched).rearranged().get(0))
        .isEqualTo(
            "The proposal req-2-1 (4 a day, 5–12 January 2024) of Nerima (131202) for this request was"
                + " moved for request req-1. It was given to a request of a higher priority.");
    assertThat(en.render(touched).outranked())
        .containsExactly("Nerima (131202) fits, but its proposal was moved for request req-1.");
  }

  // Notices ------------------------------------------------------------------------------------

  @Test
  void aNoticeIsASentence() {
    Notice gap = new Notice(NoticeCode.GAP_FORESEEN, "req-1", SUZU, FIRST, 3, null);
    Notice due = new Notice(NoticeCode.PLAN_CONFIRMATION_DUE, "kyotei-a", NERIMA, FIRST, 30, null);
    Notice recall = new Notice(NoticeCode.RECALL_LIKELY, NERIMA, "tokyo23", null, 1, null);

    assertThat(ja.notice(gap)).isEqualTo("要請 req-1 は、2024年1月5日から3人の不足が見込まれます。");
    assertThat(en.notice(gap))
        .isEqualTo("From 5 January 2024 on, 3 people will be lacking for request req-1.");
    assertThat(ja.notice(due))
        .isEqualTo("協定 kyotei-a についての練馬区（131202）の計画確認は、2024年1月5日で期限が切れます（あと30日）。");
    assertThat(en.notice(due))
        .isEqualTo(
            "Nerima (131202)'s confirmation of the plan under agreement kyotei-a ends on 5 January"
                + " 2024 (in 30 days).");
    assertThat(en.notice(recall))
        .isEqualTo("Nerima (131202) was struck itself and may recall 1 person promised or away.");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyNoticeHasASentence(Language language) {
    ExplanationRenderer text =
        new ExplanationRenderer(MessageCatalog.of(language), PlaceNames.CODES);

    for (NoticeCode code : NoticeCode.values()) {
      assertThat(text.notice(new Notice(code, "subject", "addressee", null, 7, "other")))
          .contains("7")
          .doesNotContain("{", "''");
    }
  }

  // Given --------------------------------------------------------------------------------------

  private static List<String> changes(ExplanationRenderer text, Explanation e) {
    return text.render(e).ruledOut().stream().map(RenderedExplanation.LenderGroup::change).toList();
  }

  private static Explanation nobodyFits() {
    LenderVerdict resting =
        LenderVerdict.newBuilder(ruledOut(NERIMA, new Finding.NotRested(3)))
            .setNextFree(new DailyCount(FIRST.plusDays(8), FIRST.plusDays(10), 4))
            .build();
    return Explanation.newBuilder(with(resting))
        .setLenders(23)
        .setHistogram(
            List.of(
                new RuledOut(MatchRule.AGREEMENT_IN_FORCE, 14),
                new RuledOut(MatchRule.STAFF_RESTED, 6),
                new RuledOut(MatchRule.LENDER_NOT_STRUCK, 3)))
        .setNearestMiss(NERIMA)
        .build();
  }

  private static Explanation moved(String explained, List<String> replacedBy) {
    Rearrangement move = new Rearrangement("req-2-1", NERIMA, "req-2", "req-1", replacedBy);
    return Explanation.newBuilder(with(outranked(NERIMA, PLAIN)))
        .setRequestId(explained)
        .setRearrangements(List.of(move))
        .build();
  }

  private static Explanation with(LenderVerdict... verdicts) {
    return Explanation.newBuilder()
        .setRequestId("req-1")
        .setDisasterId("noto-2024")
        .setReceiver(SUZU)
        .setTrigger(MatchTrigger.REQUEST_ASKED)
        .setRequestedPersonDays(96)
        .setOpenBefore(96)
        .setOpenAfter(32)
        .setLenders(verdicts.length)
        .setHistogram(List.of())
        .setVerdicts(Arrays.asList(verdicts))
        .build();
  }

  private static LenderVerdict ruledOut(String lender, Finding... findings) {
    return verdict(lender, Verdict.RULED_OUT, null, List.of(), findings);
  }

  private static LenderVerdict outranked(String lender, Rank rank) {
    return verdict(lender, Verdict.OUTRANKED, rank, List.of());
  }

  private static LenderVerdict chosen(String lender, Rank rank, String... overrides) {
    return LenderVerdict.newBuilder(verdict(lender, Verdict.CHOSEN, rank, Arrays.asList(overrides)))
        .setProposals(List.of(new Proposed("req-1-1", "off-1", 4, FIRST, FIRST.plusDays(7))))
        .build();
  }

  private static LenderVerdict verdict(
      String lender,
      Verdict verdict,
      @Nullable Rank rank,
      List<String> overrides,
      Finding... findings) {
    return LenderVerdict.newBuilder()
        .setLender(lender)
        .setVerdict(verdict)
        .setFindings(Stream.of(findings).map(Written::of).toList())
        .setAgreementId(rank == null ? null : "noto")
        .setAgreementVersion(rank == null ? null : 2)
        .setRank(rank)
        .setProposals(List.of())
        .setOverrides(overrides)
        .build();
  }

  private static LedgerEntry line(
      String id, String request, String lender, int headCount, LocalDate first, int overlap) {
    Instant now = Instant.parse("2024-01-04T23:00:00Z");
    return LedgerEntry.newBuilder()
        .setNetworkId("tokyo23")
        .setDispatchId(id)
        .setRequestId(request)
        .setOfferId("off-1")
        .setDisasterId("noto-2024")
        .setLender(lender)
        .setReceiver(SUZU)
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setState(DispatchState.PROPOSED)
        .setWave(1)
        .setHeadCount(headCount)
        .setFirstDay(first)
        .setLastDay(first.plusDays(7))
        .setPlannedLastDay(first.plusDays(7))
        .setReleased(false)
        .setAgreementId("noto")
        .setAgreementVersion(2)
        .setCostBearer(CostBearer.RECEIVER)
        .setProposedAt(now)
        .setHoldUntil(now)
        .setSequence(1)
        .setChangedAt(now)
        .setOverlapDays(overlap)
        .build();
  }

  private ExplanationRenderer text(Language language, String... names) {
    List<String> codes = List.of(SUZU, SHINJUKU, SUMIDA, NERIMA);
    return new ExplanationRenderer(
        MessageCatalog.of(language),
        new PlaceNames() {
          @Override
          public String municipality(String code) {
            return Stream.of(code)
                .filter(codes::contains)
                .map(c -> names[codes.indexOf(c)])
                .findFirst()
                .orElse(code);
          }

          @Override
          public String disaster(String id) {
            return id;
          }
        },
        id -> Optional.ofNullable(ledger.get(id)));
  }
}
