package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.codes.TaskType;
import kizuna.facts.AidRequested;
import kizuna.facts.StaffOffered;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.ReferenceData;
import org.junit.jupiter.api.Test;

/** The sums that the sources print, taken again from the logs. */
class PublishedFiguresTest {

  private static final Predicate<StaffOffered> FOR_THE_QUAKE =
      o -> "noto-2024".equals(o.getDisasterId());

  private final Drill noto = drill("noto-2024");
  private final Drill kumamoto = drill("kumamoto-2016");

  private static Drill drill(String id) {
    try {
      return Drills.load(id);
    } catch (IOException | FileErrors e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<StaffOffered> offers(Drill drill, String lender) {
    String code =
        ReferenceData.municipalities().stream()
            .filter(m -> m.getName().equals(lender))
            .findFirst()
            .orElseThrow()
            .getCode();
    return offers(drill).filter(o -> o.getLender().equals(code));
  }

  private static Stream<StaffOffered> offers(Drill drill) {
    return drill.log().stream().flatMap(f -> Optional.ofNullable(f.getStaffOffered()).stream());
  }

  private static long days(LocalDate first, LocalDate last) {
    return ChronoUnit.DAYS.between(first, last) + 1;
  }

  private static long personDays(Stream<StaffOffered> offers) {
    return offers.mapToLong(o -> o.getHeadCount() * days(o.getFirstDay(), o.getLastDay())).sum();
  }

  private static Predicate<StaffOffered> of(TaskType task) {
    return o -> o.getTaskTypes().contains(task);
  }

  @Test
  void mieSent6150ToWajimaAfterTheQuake() {
    assertThat(mie(of(TaskType.MANAGEMENT_SUPPORT))).isEqualTo(964 + 248).isEqualTo(1_212);
    assertThat(mie(of(TaskType.SHELTER_OPERATION))).isEqualTo(1_868 + 2_522).isEqualTo(4_390);
    assertThat(mie(of(TaskType.DAMAGE_ASSESSMENT))).isEqualTo(548);
    assertThat(mie(any -> true)).isEqualTo(6_150);
  }

  private long mie(Predicate<StaffOffered> task) {
    return personDays(offers(noto, "三重県").filter(FOR_THE_QUAKE).filter(task));
  }

  @Test
  void mieSent1604AfterTheRain() {
    assertThat(personDays(offers(noto, "三重県").filter(FOR_THE_QUAKE.negate()))).isEqualTo(1_604);
  }

  @Test
  void shigaCounted524HeadsOverItsWaves() {
    assertThat(shigasHeads(TaskType.MANAGEMENT_SUPPORT)).isEqualTo(83);
    assertThat(shigasHeads(TaskType.SHELTER_OPERATION)).isEqualTo(226 + 95);
    assertThat(shigasHeads(TaskType.DAMAGE_ASSESSMENT)).isEqualTo(1 + 92);
    assertThat(shigasHeads(TaskType.DEMOLITION_DESK)).isEqualTo(27);
  }

  /** A request is filled in tours, and Shiga's page counts each person once a tour. */
  private long shigasHeads(TaskType task) {
    return noto.log().stream()
        .flatMap(f -> Optional.ofNullable(f.getAidRequested()).stream())
        .filter(r -> r.getRequestId().contains("shiga-pref"))
        .filter(r -> r.getDisasterId().equals("noto-2024") && r.getTaskType() == task)
        .mapToLong(r -> r.getHeadCount() * tours(r))
        .sum();
  }

  private static long tours(AidRequested r) {
    return (days(r.getFirstDay(), r.getLastDay()) + r.getTourDays() - 1) / r.getTourDays();
  }

  @Test
  void theOthersSentWhatTheirPagesSay() {
    assertThat(personDays(offers(noto, "名古屋市").filter(of(TaskType.DAMAGE_ASSESSMENT))))
        .isEqualTo(3 * 20 * 8);
    assertThat(personDays(offers(noto, "東京都"))).isEqualTo(94 + 476 + 42 + 4);
    assertThat(personDays(offers(noto, "長崎県"))).isEqualTo(16 * (7 * 8 + 6));
    assertThat(personDays(offers(noto, "岐阜県"))).isEqualTo((2 + 30 + 13) * 7 + 4 * 3);
  }

  @Test
  void sevenWardsSentOneEach() {
    for (String ward : List.of("墨田区", "杉並区", "豊島区", "板橋区", "練馬区", "足立区", "葛飾区")) {
      assertThat(personDays(offers(noto, ward))).isEqualTo(9);
    }
  }

  @Test
  void asManyWereThereAsThePressCounted() {
    assertThat(onSite(LocalDate.of(2024, 1, 23))).isEqualTo(1_103);
    assertThat(onSite(LocalDate.of(2024, 1, 29))).isEqualTo(1_257);
    for (int day = 18; day <= 31; day++) {
      assertThat(onSite(LocalDate.of(2024, 1, day))).isBetween(1_001L, 1_257L);
    }
  }

  private long onSite(LocalDate day) {
    return offers(noto)
        .filter(o -> !o.getFirstDay().isAfter(day) && !o.getLastDay().isBefore(day))
        .mapToLong(StaffOffered::getHeadCount)
        .sum();
  }

  @Test
  void oitaSent1481By23May() {
    LocalDate end = LocalDate.of(2016, 5, 23);
    assertThat(personDays(offers(kumamoto, "大分県").filter(o -> !o.getLastDay().isAfter(end))))
        .isEqualTo(1_481);
  }

  @Test
  void theKyushuBlockSent47000() {
    List<String> block = kumamoto.networks().get(0).lenders();
    assertThat(personDays(offers(kumamoto).filter(o -> block.contains(o.getLender()))))
        .isEqualTo(47_000);
  }

  @Test
  void whatIsExpectedAddsUp() {
    for (Drill drill : Drills.bundled()) {
      Expected e = drill.expected().orElseThrow();
      assertThat(e.filledPersonDays() + e.shortfallPersonDays()).isEqualTo(e.requestedPersonDays());
      assertThat(e.personDaysByLender().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(e.filledPersonDays());
    }
  }
}
