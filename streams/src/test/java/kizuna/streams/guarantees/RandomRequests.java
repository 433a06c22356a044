package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kizuna.codes.Documentation;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.Role;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;
import kizuna.streams.topology.FactBuilder;

/** Draws requests and offers, and what becomes of them before anybody is sent. */
final class RandomRequests {

  private final Draws d;

  RandomRequests(Draws d) {
    this.d = d;
  }

  Fact asked() {
    LocalDate first = d.day();
    int days = d.among(1, 9);
    int tour = d.chance(3) ? d.among(1, 4) : 8;
    String receiver = d.receiver();
    List<DailyCount> needs = d.chance(3) ? needs(first, days) : List.of();
    boolean duplicate = d.chance(10) && d.requests > 0;
    AidRequested body =
        new AidRequested(
            "r" + (duplicate ? d.requests : ++d.requests),
            d.disaster(),
            receiver,
            "断水",
            d.task(),
            needs.isEmpty()
                ? d.among(1, 4)
                : needs.stream().mapToInt(DailyCount::getHeadCount).max().getAsInt(),
            "避難所",
            "のと里山海道",
            first,
            first.plusDays(days - 1L),
            d.chance(6) ? List.of(Qualification.ARCHITECT) : List.of(),
            d.any(new Priority[] {Priority.LIFE_SAFETY, Priority.URGENT, Priority.NORMAL}),
            tour,
            Documentation.ORAL,
            needs,
            d.chance(3) ? Math.min(tour - 1, 2) : Math.min(tour, 1),
            null);
    d.lastAsked = body;
    return d.by(Role.DESK, d.chance(20) ? FactBuilder.SUZU : receiver, body);
  }

  /** Somebody on the first day, then as it comes. */
  List<DailyCount> needs(LocalDate first, int days) {
    List<DailyCount> needs = new ArrayList<>();
    LocalDate from = first;
    LocalDate last = first.plusDays(days - 1L);
    while (!from.isAfter(last)) {
      LocalDate to = from.plusDays(d.random.nextInt(3));
      to = to.isAfter(last) ? last : to;
      int head = d.random.nextInt(4);
      if (needs.isEmpty() || !d.chance(4)) {
        needs.add(new DailyCount(from, to, needs.isEmpty() ? Math.max(1, head) : head));
      }
      from = to.plusDays(1);
    }
    return needs;
  }

  Fact amended() {
    AidRequestAmended.Builder b =
        AidRequestAmended.newBuilder().setRequestId(d.request()).setPriority(null);
    switch (d.random.nextInt(8)) {
      case 0 -> b.setHeadCount(d.among(1, 5));
      case 1 -> b.setLastDay(d.day().plusDays(3));
      case 2 -> b.setHeadCount(d.among(1, 5)).setLastDay(d.day().plusDays(3));
      case 3 -> b.setNeeds(d.chance(4) ? List.of() : needs(d.day(), d.among(2, 8)));
      case 4 -> b.setFirstDay(d.day().minusDays(2));
      case 5 -> b.setPlace("文化会館").setDamage(d.chance(2) ? "停電" : null);
      case 6 ->
          b.setTaskType(d.chance(2) ? d.task() : null)
              .setQualifications(d.chance(2) ? List.of(Qualification.ARCHITECT) : List.of());
      default -> b.setPriority(d.any(new Priority[] {Priority.LIFE_SAFETY, Priority.NORMAL}));
    }
    return d.byDesk(b.build());
  }

  Fact offered() {
    String lender = d.chance(30) ? Draws.NOBODY : d.lender();
    LocalDate first = d.day();
    return d.byWard(
        lender,
        new StaffOffered(
            "o" + (d.chance(10) && d.offers > 0 ? d.offers : ++d.offers),
            lender,
            d.chance(6) ? d.disaster() : null,
            d.chance(2) ? Arrays.asList(Draws.TASKS) : List.of(d.task()),
            d.chance(3) ? List.of(Qualification.ARCHITECT) : List.of(),
            d.among(1, 4),
            first,
            first.plusDays(d.among(0, 9)),
            d.chance(5) ? d.request() : null));
  }

  Fact offeredInNext() {
    String lender = d.any(Draws.NEXT_LENDERS);
    LocalDate first = d.day();
    return d.inNext(
        Role.WARD,
        lender,
        new StaffOffered(
            "n" + ++d.nextOffers,
            lender,
            null,
            Arrays.asList(Draws.TASKS),
            List.of(Qualification.ARCHITECT),
            d.among(1, 4),
            first,
            first.plusDays(d.among(2, 9)),
            null));
  }

  /** Sometimes two that do not ask for the same. */
  Fact merged() {
    AidRequested last = d.lastAsked;
    if (last != null && !d.chance(4)) {
      String twin = "r" + ++d.requests;
      d.soon.add(() -> d.byDesk(new AidRequestMerged(twin, last.getRequestId())));
      return d.by(
          Role.COORDINATOR, d.homeId, AidRequested.newBuilder(last).setRequestId(twin).build());
    }
    String ends = d.request();
    String goesOn = d.request();
    return d.byDesk(new AidRequestMerged(ends, ends.equals(goesOn) ? ends + "x" : goesOn));
  }
}
