package kizuna.streams.guarantees;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.HandoverStarted;
import kizuna.streams.topology.FactBuilder;

/** Histories as they may come, legal and not: seeded, so that each can be had again. */
public final class RandomHistory {

  private static final List<String> LENDERS =
      List.of(FactBuilder.SHINJUKU, FactBuilder.SUMIDA, FactBuilder.SUGINAMI);
  private static final List<String> RECEIVERS = List.of(FactBuilder.WAJIMA, FactBuilder.SUZU);
  private static final TaskType[] TASKS = {TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS};

  private final Random random;
  private final FactBuilder facts;
  private final List<Followed> followed = new ArrayList<>();
  private int requests;
  private int offers;
  private int agreements;

  private RandomHistory(long seed, FactBuilder facts) {
    this.random = new Random(seed);
    this.facts = facts;
  }

  public static List<Fact> of(long seed, int length) {
    return of(seed, length, new FactBuilder());
  }

  public static List<Fact> of(long seed, int length, String network, OperationMode mode) {
    return of(seed, length, new FactBuilder(network, mode));
  }

  private static List<Fact> of(long seed, int length, FactBuilder facts) {
    RandomHistory history = new RandomHistory(seed, facts);
    List<Fact> all = new ArrayList<>();
    all.add(facts.networkFormed(LENDERS.toArray(String[]::new)));
    all.add(facts.municipalities());
    all.add(history.agreement("kyotei-a"));
    all.add(facts.declared("noto", FactBuilder.WAJIMA, FactBuilder.SUZU));
    while (all.size() < length) {
      // Now and then the same fact comes twice.
      all.add(history.chance(30) ? all.get(history.random.nextInt(all.size())) : history.next());
    }
    return all;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private LocalDate day() {
    return FactBuilder.DAY1.plusDays(random.nextInt(12) - 1L);
  }

  private TaskType task() {
    return TASKS[random.nextInt(TASKS.length)];
  }

  /** Sometimes one that was never asked. */
  private String request() {
    return "r" + (1 + random.nextInt(requests + 1));
  }

  private String offer() {
    return "o" + (1 + random.nextInt(offers + 1));
  }

  private Fact agreement(String id) {
    return facts.agreement(
        id,
        chance(4) ? 1 + random.nextInt(3) : ++agreements,
        chance(2) ? List.of() : List.of(any(LENDERS)),
        chance(2) ? RECEIVERS : List.of(any(RECEIVERS)),
        chance(3) ? List.of(task()) : List.of(),
        chance(3) ? Integer.valueOf(2 + random.nextInt(4)) : null,
        chance(3) ? Integer.valueOf(2 + random.nextInt(4)) : null);
  }

  /** What may come next for people who were confirmed. */
  private Fact goOn() {
    Followed f = any(followed);
    int stage = f.stage++;
    if (stage >= 4) {
      followed.remove(f);
    }
    return switch (stage) {
      case 0 -> facts.confirmed(f.request, f.lender);
      case 1 -> facts.departed(f.request, f.lender);
      case 2 -> facts.arrived(f.request, f.lender);
      case 3 ->
          chance(2)
              ? facts.released(f.request, f.lender, day())
              : facts.recalled(f.request, f.lender, day());
      default -> facts.returned(f.request, f.lender);
    };
  }

  /** People of a lender for a request, followed from confirmation to return. */
  private static final class Followed {
    final String request;
    final String lender;
    int stage;

    Followed(String request, String lender) {
      this.request = request;
      this.lender = lender;
    }
  }

  private Fact next() {
    String lender = any(LENDERS);
    if (requests > 0 && chance(6)) {
      followed.add(new Followed("r" + (1 + random.nextInt(requests)), lender));
    }
    if (!followed.isEmpty() && chance(2)) {
      return goOn();
    }
    return switch (random.nextInt(24)) {
      case 0, 1, 2 ->
          facts.requested(
              "r" + (chance(10) ? Math.max(1, requests) : ++requests),
              any(RECEIVERS),
              1 + random.nextInt(5),
              day(),
              1 + random.nextInt(10),
              Priority.values()[random.nextInt(3)],
              task());
      case 3, 4, 5, 6 ->
          facts.offered(
              "o" + (chance(10) ? Math.max(1, offers) : ++offers),
              lender,
              1 + random.nextInt(5),
              day(),
              1 + random.nextInt(10),
              chance(2) ? TASKS : new TaskType[] {task()});
      case 7 -> facts.withdrawn(offer(), lender);
      case 8 ->
          facts.amended(
              request(),
              chance(2) ? null : Integer.valueOf(1 + random.nextInt(6)),
              day().plusDays(3));
      case 9 -> facts.cancelledRequest(request());
      case 10, 11, 12 -> facts.confirmed(request(), lender);
      case 13 -> facts.declined(request(), lender);
      case 14 -> facts.calledOff(request(), lender);
      case 15, 16 -> facts.departed(request(), lender);
      case 17, 18 -> facts.arrived(request(), lender);
      case 19 ->
          chance(2)
              ? facts.recalled(request(), lender, day())
              : facts.fact(
                  Role.WARD,
                  lender,
                  FactKind.HANDOVER_STARTED,
                  new HandoverStarted(new DispatchReference(null, request(), lender)));
      case 20 -> facts.released(request(), lender, day());
      case 21 -> facts.returned(request(), lender);
      case 22 ->
          facts.timePassed(
              facts.now().plus(Duration.ofMinutes(10L + random.nextInt(chance(3) ? 2_000 : 90))));
      default ->
          switch (random.nextInt(6)) {
            case 0, 5 -> agreement("kyotei-" + (char) ('a' + random.nextInt(3)));
            case 1 -> facts.planConfirmed("kyotei-a", lender);
            case 2 ->
                facts.declared("quake-" + random.nextInt(3), chance(4) ? lender : any(RECEIVERS));
            case 3 -> facts.planConfirmed("kyotei-a", any(RECEIVERS));
            default -> facts.networkFormed(LENDERS.toArray(String[]::new));
          };
    };
  }
}
