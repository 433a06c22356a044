package kizuna.infra.bench.quality;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kizuna.schemas.form.MunicipalityCode;

/**
 * The lenders and receivers of a measured network. No place is both.
 *
 * @param lenders codes of the lenders
 * @param receivers codes of the receivers; all are struck
 * @param agreements that bind them
 */
record NetworkShape(
    List<String> lenders, List<String> receivers, List<Scenario.Agreement> agreements) {

  private static final int UMBRELLA_LENDERS = 23;
  private static final int FIRST_LENDER = 201;
  private static final int FIRST_RECEIVER = 401;
  private static final int PREFECTURES = 47;

  /** Co-prime with any number of receivers that has no factor 7: spreads partners over the land. */
  private static final int STEP = 7;

  /** 23 lenders, 20 receivers, one agreement between all of them. */
  static NetworkShape small() {
    List<String> receivers = codes(FIRST_RECEIVER, 20);
    return new NetworkShape(
        codes(FIRST_LENDER, UMBRELLA_LENDERS),
        receivers,
        List.of(agreement("agreement", Set.of(), receivers, false)));
  }

  /**
   * An umbrella agreement of the first 23 lenders with an association of all receivers, and
   * agreements of one lender with one receiver each.
   *
   * @param agreements of one with one; at most lenders × receivers
   */
  static NetworkShape wide(int lenders, int receivers, int agreements) {
    if (agreements > (long) lenders * receivers) {
      throw new IllegalArgumentException(
          "expected at most one agreement for each of %,d lenders × %,d receivers, but %,d"
              .formatted(lenders, receivers, agreements));
    }
    List<String> lending = codes(FIRST_LENDER, lenders);
    List<String> asking = codes(FIRST_RECEIVER, receivers);
    List<Scenario.Agreement> all = new ArrayList<>();
    all.add(
        agreement(
            "umbrella",
            new LinkedHashSet<>(lending.subList(0, Math.min(UMBRELLA_LENDERS, lenders))),
            asking,
            true));
    for (int i = 0; i < agreements; i++) {
      int lender = i % lenders;
      int receiver = (lender + i / lenders * STEP) % receivers;
      all.add(
          agreement("a-" + i, Set.of(lending.get(lender)), List.of(asking.get(receiver)), false));
    }
    return new NetworkShape(lending, asking, all);
  }

  private static Scenario.Agreement agreement(
      String id, Set<String> lenders, List<String> receivers, boolean association) {
    return new Scenario.Agreement(
        id,
        lenders,
        new LinkedHashSet<>(receivers),
        association,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        false);
  }

  private static List<String> codes(int first, int count) {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int prefecture = 1 + i % PREFECTURES;
      codes.add(
          MunicipalityCode.withCheckDigit(
              "%02d%03d".formatted(prefecture, first + i / PREFECTURES)));
    }
    return codes;
  }
}
