package kizuna.infra.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import kizuna.codes.HazardType;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.infra.bench.quality.ObservedState.Promise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A matcher that did any of this would be noticed. */
class InvariantCheckerTest {

  private static final int NORMAL = 0;
  private static final int URGENT = 1;
  private static final int FOR_GOODS = 2;
  private static final int LIMIT = 4;

  private static final Scenario.Disaster QUAKE =
      new Scenario.Disaster("quake", HazardType.EARTHQUAKE, List.of("A", "B"), Scenario.at(0, 4));

  /** Two requests for shelters at A, one for goods at B; one offer of five, one of three. */
  private static final Scenario SCENARIO =
      new Scenario(
          0,
          1,
          ScenarioFamily.all().get(0),
          List.of("X", "Y"),
          List.of("A", "B"),
          List.of(agreement("open", "A", null), agreement("limited", "B", LIMIT)),
          List.of(QUAKE),
          List.of(
              request("normal", "A", TaskType.SHELTER_OPERATION, Priority.NORMAL),
              request("urgent", "A", TaskType.SHELTER_OPERATION, Priority.URGENT),
              request("goods", "B", TaskType.RELIEF_GOODS, Priority.NORMAL)),
          List.of(
              offer("shelters", "X", Set.of(TaskType.SHELTER_OPERATION), 5),
              offer("goods", "Y", Set.of(TaskType.RELIEF_GOODS), 5)));

  @Test
  void whatIsRightIsNotBroken() {
    InvariantChecker checker = look(confirmed(NORMAL, 0, 0, 2), confirmed(URGENT, 0, 0, 3));

    assertThat(checker.examples()).isEmpty();
    assertThat(checker.frozenMean()).isEqualTo(1);
  }

  @Test
  void aPersonPromisedTwice() {
    InvariantChecker checker = look(confirmed(NORMAL, 0, 0, 4), confirmed(URGENT, 0, 0, 4));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I1 "));
  }

  @Test
  void aPersonOfAnOfferThatWasWithdrawn() {
    boolean[] offered = {false, false};
    InvariantChecker checker = look(offered, confirmed(NORMAL, 0, 0, 2));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I1 "));
  }

  @Test
  void moreThanWasAskedFor() {
    InvariantChecker checker = look(confirmed(NORMAL, 0, 0, 5));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I2 "));
  }

  @Test
  void aSumInTheBooksThatIsNotWhatWasDispatched() {
    ObservedState right = observed(new boolean[] {true, false}, confirmed(NORMAL, 0, 0, 2));
    right.covered()[NORMAL][3]--;
    right.open()[NORMAL][3]++;
    InvariantChecker checker = checker();
    checker.check(right, "");

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I2 "));
  }

  @Test
  void aDispatchWithoutAnAgreementOfItsOwn() {
    InvariantChecker checker = look(confirmed(NORMAL, 0, 1, 2));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I3 "));
  }

  @Test
  void aDispatchForWorkThatWasNotOffered() {
    InvariantChecker checker = look(confirmed(FOR_GOODS, 0, 1, 2));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I3 "));
  }

  @Test
  void morePersonsThanTheAgreementAllows() {
    InvariantChecker checker =
        look(new boolean[] {false, true}, confirmed(FOR_GOODS, 1, 1, LIMIT + 1));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).contains("beyond the limit"));
  }

  @Test
  void anOpenRequestBesideAFreeOffer() {
    InvariantChecker checker = look(new boolean[] {true, false}, confirmed(NORMAL, 0, 0, 2));

    assertThat(checker.examples()).anySatisfy(t -> assertThat(t).startsWith("I9 "));
    assertThat(checker.frozenMean()).isCloseTo(2.0 / 5, within(1e-9));
    assertThat(checker.movableMean()).isZero();
  }

  @Test
  void aLimitedAgreementThatIsFullLeavesARequestOpenRightly() {
    InvariantChecker checker = look(new boolean[] {false, true}, confirmed(FOR_GOODS, 1, 1, LIMIT));

    assertThat(checker.examples()).noneSatisfy(t -> assertThat(t).startsWith("I9 "));
    assertThat(checker.frozenMean()).isEqualTo(1);
  }

  @Test
  void anUrgentRequestThatWaitsWhileANormalOneIsOnlyProposed() {
    InvariantChecker checker = look(held(NORMAL, 0, 0, 3), held(URGENT, 0, 0, 2));

    assertThat(checker.inversions()).isEqualTo(1);
    assertThat(checker.broken()).isZero();
  }

  @Test
  void whatIsConfirmedIsNoInversion() {
    InvariantChecker checker = look(confirmed(NORMAL, 0, 0, 3), held(URGENT, 0, 0, 2));

    assertThat(checker.inversions()).isZero();
  }

  private static InvariantChecker checker() {
    return new InvariantChecker(SCENARIO, new Compatibility(SCENARIO));
  }

  private static InvariantChecker look(Promise... promises) {
    return look(new boolean[] {true, false}, promises);
  }

  private static InvariantChecker look(boolean[] offered, Promise... promises) {
    InvariantChecker checker = checker();
    checker.check(observed(offered, promises), "");
    return checker;
  }

  /** Books that count rightly, whatever was promised. */
  private static ObservedState observed(boolean[] offered, Promise... promises) {
    int requests = SCENARIO.requests().size();
    int[][] needed = new int[requests][Scenario.DAYS];
    int[][] covered = new int[requests][Scenario.DAYS];
    int[][] open = new int[requests][Scenario.DAYS];
    for (int r = 0; r < requests; r++) {
      for (int day = 0; day < Scenario.DAYS; day++) {
        needed[r][day] = SCENARIO.requests().get(r).neededOn(day);
        for (Promise p : promises) {
          covered[r][day] +=
              p.request() == r && p.firstDay() <= day && day <= p.lastDay() ? p.headCount() : 0;
        }
        open[r][day] = needed[r][day] - covered[r][day];
      }
    }
    return new ObservedState(
        1, List.of(promises), new boolean[] {true, true, true}, offered, needed, covered, open);
  }

  private static Promise held(int request, int offer, int agreement, int persons) {
    return promise(request, offer, agreement, true, persons);
  }

  private static Promise confirmed(int request, int offer, int agreement, int persons) {
    return promise(request, offer, agreement, false, persons);
  }

  private static Promise promise(int request, int offer, int agreement, boolean held, int persons) {
    return new Promise(
        "d-" + request,
        request,
        offer,
        agreement,
        held,
        false,
        false,
        persons,
        2,
        5,
        5,
        Instant.EPOCH);
  }

  private static Scenario.Agreement agreement(String id, String receiver, @Nullable Integer limit) {
    return new Scenario.Agreement(
        id, Set.of(), Set.of(receiver), false, Set.of(), Set.of(), limit, null, null, false);
  }

  private static Scenario.Request request(
      String id, String receiver, TaskType task, Priority priority) {
    int headCount = receiver.equals("B") ? 5 : 3;
    return new Scenario.Request(
        id, QUAKE, receiver, task, Set.of(), headCount, 2, 5, priority, 8, Scenario.at(0, 12));
  }

  private static Scenario.Offer offer(
      String id, String lender, Set<TaskType> tasks, int headCount) {
    return new Scenario.Offer(
        id, lender, null, tasks, Set.of(), headCount, 2, 5, Scenario.at(0, 13), null);
  }
}
