package kizuna.streams.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.seeds.drill.Drills;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** The first decision in which two runs differ, and why. */
class RunComparisonTest {

  private static List<Fact> firstHour() throws Exception {
    return Drills.load("first-hour").facts();
  }

  private static RunComparison compared(List<Fact> first, List<Fact> second) {
    return RunComparison.of(DecidedRun.of(first::iterator), DecidedRun.of(second::iterator));
  }

  @Test
  void theSameLogIsTheSame() throws Exception {
    RunComparison compared = compared(firstHour(), firstHour());

    assertThat(compared.isSame()).isTrue();
    assertThat(compared.decisions1()).isEqualTo(firstHour().size());
  }

  @Test
  void anotherModeIsNoDifference() throws Exception {
    List<Fact> test = new ArrayList<>();
    for (Fact fact : firstHour()) {
      Fact copy = SpecificData.get().deepCopy(Fact.getClassSchema(), fact);
      copy.put(copy.getSchema().getField("mode").pos(), OperationMode.EXERCISE);
      copy.put(copy.getSchema().getField("account").pos(), "p-1");
      test.add(copy);
    }

    assertThat(compared(firstHour(), test).isSame()).isTrue();
  }

  @Test
  void aFactThatOneHasMoreIsPassedOverAndWhatItChangesIsNamed() throws Exception {
    List<Fact> less = new ArrayList<>(firstHour());
    Fact confirmation =
        less.stream().filter(f -> f.getKind() == FactKind.PLAN_CONFIRMED).findFirst().orElseThrow();
    less.remove(confirmation);

    RunComparison compared = compared(firstHour(), less);

    assertThat(compared.networks()).hasSize(1);
    RunComparison.Network network = compared.networks().get(0);
    assertThat(network.only1()).isOne();
    assertThat(network.only2()).isZero();
    assertThat(network.firstOnly()).isEqualTo(confirmation.getEventId());
    RunComparison.Difference difference = network.difference().orElseThrow();
    // Setagaya's own plan counts no more, so that its rank is another where it is first looked at.
    assertThat(difference.fact().getKind()).isEqualTo(FactKind.STAFF_OFFERED);
    assertThat(difference.facts()).isEmpty();
    assertThat(difference.fields())
        .anySatisfy(
            f -> {
              assertThat(f.path()).endsWith("rank.planConfirmed");
              assertThat(f.first()).isEqualTo("true");
              assertThat(f.second()).isEqualTo("false");
            });
  }

  @Test
  void aCandidateThatStandsElsewhereIsNamed() throws Exception {
    List<Fact> less = new ArrayList<>(firstHour());
    less.removeIf(
        f -> f.getStaffOffered() != null && f.getStaffOffered().getLender().equals("131121"));

    RunComparison.Network network = compared(firstHour(), less).networks().get(0);

    RunComparison.Ranked ranked = network.difference().orElseThrow().ranked().orElseThrow();
    assertThat(ranked.request()).isEqualTo("wajima-shelter");
    assertThat(ranked.first()).isNotEqualTo(ranked.second());
  }

  @Test
  void aFactThatSaysSomethingElseIsShownFieldByField() throws Exception {
    List<Fact> other = new ArrayList<>();
    for (Fact fact : firstHour()) {
      Fact copy = SpecificData.get().deepCopy(Fact.getClassSchema(), fact);
      if (copy.getAidRequested() != null
          && copy.getAidRequested().getRequestId().equals("wajima-shelter")) {
        var body = FactForm.bodyOf(copy);
        body.put(body.getSchema().getField("headCount").pos(), 11);
      }
      other.add(copy);
    }

    RunComparison.Difference difference =
        compared(firstHour(), other).networks().get(0).difference().orElseThrow();

    assertThat(difference.fact().getAidRequested().getRequestId()).isEqualTo("wajima-shelter");
    assertThat(difference.facts())
        .anySatisfy(
            d -> {
              assertThat(d.field()).isEqualTo("headCount");
              assertThat(d.first()).isEqualTo("10");
              assertThat(d.now()).isEqualTo("11");
            });
  }

  @Test
  void runsThatHaveNothingInCommonAreFactsOfOneRunOnly() throws Exception {
    List<Fact> other = new ArrayList<>();
    for (Fact fact : firstHour()) {
      Fact copy = SpecificData.get().deepCopy(Fact.getClassSchema(), fact);
      copy.put(
          copy.getSchema().getField("eventId").pos(),
          new UUID(fact.getEventId().getMostSignificantBits(), 7));
      other.add(copy);
    }

    RunComparison.Network network = compared(firstHour(), other).networks().get(0);

    assertThat(network.only1()).isEqualTo(firstHour().size());
    assertThat(network.only2()).isEqualTo(firstHour().size());
    assertThat(network.difference()).isEmpty();
  }
}
