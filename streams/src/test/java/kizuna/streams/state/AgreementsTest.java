package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Agreements are found by receiver and lender, and a change copies nothing of the others. */
class AgreementsTest {

  private static final List<String> CODES =
      java.util.stream.IntStream.range(0, 12).mapToObj(i -> "c" + i).toList();

  @Test
  void aPersistentMapIsAMap() {
    Random random = new Random(3);
    PersistentMap<Key, Integer> map = PersistentMap.empty();
    Map<Key, Integer> model = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      Key key = new Key(random.nextInt(2_000));
      PersistentMap<Key, Integer> before = map;
      Integer known = before.get(key);
      map = map.with(key, i);
      model.put(key, i);
      assertThat(before.get(key)).as("a change leaves the one before as it was").isEqualTo(known);
    }
    List<Integer> values = new ArrayList<>();
    map.forEachValue(values::add);

    assertThat(map.size()).isEqualTo(model.size());
    assertThat(values).containsExactlyInAnyOrderElementsOf(model.values());
    for (int i = 0; i < 2_100; i++) {
      assertThat(map.get(new Key(i))).isEqualTo(model.get(new Key(i)));
    }
  }

  /** Hashes collide often, in their lower bits and entirely. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 7 == 0 ? 42 : (number % 50) << 20;
    }
  }

  @Test
  void whatIsFoundIsWhatTheAgreementsSay() {
    Random random = new Random(5);
    for (int run = 0; run < 20; run++) {
      Agreements agreements = Agreements.none();
      Map<String, Set<String>> members = new HashMap<>();
      Map<String, Agreement> model = new HashMap<>();
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(6) == 0) {
          members = new HashMap<>(members);
          members.put("m" + random.nextInt(3), some(random));
          agreements = agreements.with(members);
        } else {
          Agreement a =
              terms(
                  "a" + random.nextInt(15),
                  some(random),
                  random.nextBoolean() ? List.of() : List.of("m" + random.nextInt(3)),
                  some(random),
                  random.nextBoolean() ? List.of() : List.of("m" + random.nextInt(3)));
          model.put(a.id(), a);
          agreements = agreements.with(a);
        }
        check(agreements, model, members);
      }
    }
  }

  private static void check(
      Agreements agreements, Map<String, Agreement> model, Map<String, Set<String>> members) {
    assertThat(agreements.all())
        .isEqualTo(model.values().stream().sorted(Comparator.comparing(Agreement::id)).toList());
    for (String receiver : CODES) {
      List<Agreement> of =
          agreements.all().stream()
              .filter(
                  a ->
                      a.scope().receivers().contains(receiver)
                          || isMember(receiver, a.scope().associations(), members))
              .toList();
      assertThat(agreements.of(receiver)).isEqualTo(of);
      Set<String> named = new TreeSet<>();
      for (String lender : CODES) {
        List<Agreement> between =
            of.stream()
                .filter(
                    a ->
                        (a.scope().lenders().isEmpty() && a.scope().lenderAssociations().isEmpty())
                            || a.scope().lenders().contains(lender)
                            || isMember(lender, a.scope().lenderAssociations(), members))
                .toList();
        assertThat(agreements.between(receiver, lender)).isEqualTo(between);
        if (!between.isEmpty()) {
          named.add(lender);
        }
      }
      if (!agreements.bindAllLenders(receiver)) {
        assertThat(agreements.namedBy(receiver)).isEqualTo(List.copyOf(named));
      }
    }
  }

  /** Signing one of 90,000 touches the lists of its own receivers, and no other. */
  @Test
  void aSignatureCopiesNothingOfOtherReceivers() {
    Agreements agreements = Agreements.none().with(Map.of("all", Set.copyOf(CODES)));
    agreements =
        agreements.with(terms("umbrella", Set.of("l1"), List.of(), Set.of(), List.of("all")));
    agreements = agreements.with(terms("a1", Set.of("l2"), List.of(), Set.of("c1"), List.of()));
    List<Agreement> others = agreements.of("c2");

    Agreements after =
        agreements.with(terms("a2", Set.of("l3"), List.of(), Set.of("c1"), List.of()));

    assertThat(after.of("c2")).isSameAs(others);
    assertThat(after.of("c1")).extracting(Agreement::id).containsExactly("a1", "a2", "umbrella");
    assertThat(after.namedBy("c1")).containsExactly("l1", "l2", "l3");
    assertThat(agreements.of("c1")).hasSize(2);
  }

  private static boolean isMember(
      String code, List<String> associations, Map<String, Set<String>> members) {
    return associations.stream().anyMatch(id -> members.getOrDefault(id, Set.of()).contains(code));
  }

  private static Set<String> some(Random random) {
    Set<String> some = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(CODES.get(random.nextInt(CODES.size())));
    }
    return some;
  }

  private static Agreement terms(
      String id,
      Set<String> lenders,
      List<String> lenderAssociations,
      Set<String> receivers,
      List<String> associations) {
    return new Agreement(
        id,
        1,
        new Agreement.Scope(lenders, lenderAssociations, receivers, associations),
        Set.of(),
        Set.of(),
        null,
        null,
        0,
        0,
        CostBearer.RECEIVER,
        LocalDate.of(2020, 1, 1),
        Agreement.OPEN_END,
        false,
        Map.of(),
        List.of());
  }
}
