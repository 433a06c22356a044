package kizuna.streams.analysis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;

/**
 * Finds agreements that could help a run: those without a confirmed plan, and missing ones. The
 * effect of each is computed by deciding the log again.
 */
public final class AgreementFinder {

  /** Longest period of an offer that is counted by day. */
  private static final int MAX_DAYS = 400;

  /**
   * A missing agreement.
   *
   * @param most person-days that it could cover without other obstacles: the lender's idle people
   *     on days on which the receiver is short of people for work that the lender offers
   */
  public record Candidate(String network, String lender, String receiver, long most) {}

  private final LogFigures run;
  private final NetworkParties parties = new NetworkParties();
  private final Map<String, Fact> agreements = new TreeMap<>();
  private final Map<String, Map<String, LocalDate>> confirmed = new HashMap<>();
  private final Map<String, SortedMap<LocalDate, Long>> idle = new HashMap<>();
  private final Map<String, List<StaffOffered>> offers = new HashMap<>();

  /**
   * @param log the decided facts, without simulated answers
   */
  public AgreementFinder(LogFigures run, Iterator<Fact> log) {
    this.run = run;
    log.forEachRemaining(this::read);
    for (LogFigures.DispatchFigures d : run.dispatches()) {
      if (!d.isVoid()) {
        SortedMap<LocalDate, Long> days = idle.get(d.network() + "/" + d.lender());
        if (days != null) {
          d.firstDay()
              .datesUntil(d.lastDay().plusDays(1))
              .forEach(day -> days.merge(day, (long) -d.headCount(), Long::sum));
        }
      }
    }
  }

  private void read(Fact fact) {
    parties.read(fact);
    String network = fact.getNetworkId();
    if (fact.getAgreementSigned() != null) {
      agreements.put(network + "/" + fact.getAgreementSigned().getAgreementId(), fact);
    } else if (fact.getAgreementEnded() != null) {
      agreements.remove(network + "/" + fact.getAgreementEnded().getAgreementId());
    } else if (fact.getPlanConfirmed() != null) {
      confirmed
          .computeIfAbsent(
              network + "/" + fact.getPlanConfirmed().getAgreementId(), a -> new HashMap<>())
          .put(fact.getPlanConfirmed().getConfirmedBy(), fact.getPlanConfirmed().getValidTo());
    } else if (fact.getStaffOffered() != null) {
      offered(network, fact.getStaffOffered());
    }
  }

  private void offered(String network, StaffOffered offer) {
    offers.computeIfAbsent(network + "/" + offer.getLender(), l -> new ArrayList<>()).add(offer);
    SortedMap<LocalDate, Long> days =
        idle.computeIfAbsent(network + "/" + offer.getLender(), l -> new TreeMap<>());
    offer
        .getFirstDay()
        .datesUntil(offer.getLastDay().plusDays(1))
        .limit(MAX_DAYS)
        .forEach(day -> days.merge(day, (long) offer.getHeadCount(), Long::sum));
  }

  /**
   * Agreements between a receiver with requests and a lender without both plans confirmed, the one
   * with the largest need first.
   */
  public List<String> unconfirmed() {
    Map<String, Set<String>> asking = new HashMap<>();
    run.requests()
        .forEach(r -> asking.computeIfAbsent(r.network(), n -> new HashSet<>()).add(r.receiver()));
    Map<String, Long> found = new TreeMap<>();
    agreements.forEach(
        (key, fact) -> {
          AgreementSigned a = fact.getAgreementSigned();
          Set<String> receivers = new TreeSet<>(parties.receiversOf(fact.getNetworkId(), a));
          receivers.retainAll(asking.getOrDefault(fact.getNetworkId(), Set.of()));
          Map<String, LocalDate> sides = confirmed.getOrDefault(key, Map.of());
          boolean isConfirmed =
              sides.keySet().containsAll(receivers)
                  && sides.keySet().containsAll(parties.lendersOf(fact.getNetworkId(), a));
          if (!receivers.isEmpty() && !isConfirmed) {
            found.merge(a.getAgreementId(), asked(fact.getNetworkId(), receivers), Long::sum);
          }
        });
    return found.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private long asked(String network, Set<String> receivers) {
    return run.requests().stream()
        .filter(r -> r.network().equals(network) && receivers.contains(r.receiver()))
        .mapToLong(r -> r.filledPersonDays() + r.missingPersonDays())
        .sum();
  }

  /**
   * Pairs of a lender with idle people and a receiver with a shortfall, without an agreement
   * between them, the largest possible coverage first.
   */
  public List<Candidate> absent() {
    Map<String, List<LogFigures.RequestFigures>> missing = new TreeMap<>();
    for (LogFigures.RequestFigures r : run.requests()) {
      if (!r.missing().isEmpty()) {
        missing.computeIfAbsent(r.network() + "/" + r.receiver(), k -> new ArrayList<>()).add(r);
      }
    }
    Set<String> bound = bound();
    List<Candidate> found = new ArrayList<>();
    missing.forEach(
        (key, requests) -> {
          String network = key.substring(0, key.lastIndexOf('/'));
          String receiver = key.substring(key.lastIndexOf('/') + 1);
          for (String lender : parties.lendersOf(network)) {
            long most =
                lender.equals(receiver) || bound.contains(network + "/" + lender + "/" + receiver)
                    ? 0
                    : most(requests, network + "/" + lender);
            if (most > 0) {
              found.add(new Candidate(network, lender, receiver, most));
            }
          }
        });
    found.sort(
        Comparator.comparingLong(Candidate::most)
            .reversed()
            .thenComparing(Candidate::network)
            .thenComparing(Candidate::lender)
            .thenComparing(Candidate::receiver));
    return found;
  }

  /** For each day the minimum of missing persons for the lender's work and its idle people. */
  private long most(List<LogFigures.RequestFigures> requests, String lender) {
    SortedMap<LocalDate, Long> free = idle.get(lender);
    if (free == null) {
      return 0;
    }
    SortedMap<LocalDate, Long> wanted = new TreeMap<>();
    for (LogFigures.RequestFigures r : requests) {
      for (StaffOffered offer : offers.getOrDefault(lender, List.of())) {
        if (offer.getTaskTypes().contains(r.task())
            && (offer.getDisasterId() == null || offer.getDisasterId().equals(r.disaster()))) {
          r.missing()
              .subMap(offer.getFirstDay(), offer.getLastDay().plusDays(1))
              .forEach((day, n) -> wanted.merge(day, n, Long::sum));
        }
      }
    }
    long most = 0;
    for (Map.Entry<LocalDate, Long> day : wanted.entrySet()) {
      most += Math.max(0, Math.min(day.getValue(), free.getOrDefault(day.getKey(), 0L)));
    }
    return most;
  }

  private Set<String> bound() {
    Set<String> bound = new HashSet<>();
    for (Fact fact : agreements.values()) {
      AgreementSigned a = fact.getAgreementSigned();
      for (String receiver : parties.receiversOf(fact.getNetworkId(), a)) {
        for (String lender : parties.lendersOf(fact.getNetworkId(), a)) {
          bound.add(fact.getNetworkId() + "/" + lender + "/" + receiver);
        }
      }
    }
    return bound;
  }
}
