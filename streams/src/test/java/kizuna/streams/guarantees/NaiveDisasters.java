package kizuna.streams.guarantees;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.CounterpartRole;
import kizuna.codes.OfferState;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import org.jspecify.annotations.Nullable;

/** Which disasters there are, and who may say so. */
final class NaiveDisasters {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveDisasters(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case DISASTER_DECLARED -> declared(f, f.getDisasterDeclared());
      case DISASTERS_JOINED ->
          model.authority.keepsRegister(f)
              && joined(
                  books.known(f.getDisastersJoined().getDisasterId()),
                  books.known(f.getDisastersJoined().getInto()));
      case DISASTER_ENDED -> ended(f, f.getDisasterEnded());
      case DISASTER_REOPENED -> reopened(f, books.known(f.getDisasterReopened().getDisasterId()));
      case DISASTER_CORRECTED -> disasterCorrected(f, f.getDisasterCorrected());
      case COUNTERPART_APPOINTED -> {
        var c = f.getCounterpartAppointed();
        if (!books.disasters.containsKey(books.known(c.getDisasterId()))
            || books.isEnded(c.getDisasterId())
            || !books.places.containsKey(c.getReceiver())
            || !books.lenders().contains(c.getLender())
            || !model.authority.actsForReceiver(f, c.getReceiver())) {
          yield false;
        }
        books.counterparts.put(
            List.of(books.known(c.getDisasterId()), c.getReceiver(), c.getLender()), c.getRole());
        yield true;
      }
      case COUNTERPART_RELIEVED -> {
        var c = f.getCounterpartRelieved();
        List<String> key = List.of(books.known(c.getDisasterId()), c.getReceiver(), c.getLender());
        CounterpartRole role = books.counterparts.get(key);
        String next = c.getHandsOverTo();
        if (role == null
            || (next != null && !books.lenders().contains(next))
            || !model.authority.actsForReceiver(f, c.getReceiver())) {
          yield false;
        }
        books.counterparts.remove(key);
        if (next != null) {
          books.counterparts.put(
              List.of(books.known(c.getDisasterId()), c.getReceiver(), next), role);
        }
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private boolean speaksOf(Fact f, String id) {
    String by = books.declaredBy.get(id);
    return model.authority.keepsRegister(f)
        || (by != null
            && (model.authority.is(f, Role.DESK, by) || model.authority.is(f, Role.WARD, by))
            && by.matches("[0-9]+"));
  }

  private boolean ended(Fact f, DisasterEnded e) {
    String id = books.known(e.getDisasterId());
    if (!books.disasters.containsKey(id) || books.isEnded(id) || !speaksOf(f, id)) {
      return false;
    }
    List<Request> goingOn =
        books.requests.values().stream()
            .filter(r -> r.asked.getDisasterId().equals(id) && !model.archive.isOver(r))
            .toList();
    boolean away = books.dispatches().anyMatch(d -> d.disaster.equals(id) && d.isLive());
    boolean passedOn = f.getReporter().getRole() == Role.SYSTEM;
    if (((away && !passedOn) || !goingOn.isEmpty()) && !e.getConfirmedUnusual()) {
      return false;
    }
    for (Request r : goingOn) {
      r.ended = RequestState.CANCELLED;
      r.cancelledOn = books.today();
      books.cancel(r.dispatches, RefusalReason.NEED_ENDED);
    }
    for (Offer o : books.offers.values()) {
      if (id.equals(o.terms.getDisasterId()) && o.ended == null) {
        o.ended = OfferState.EXPIRED;
      }
    }
    books.endedOn.put(id, books.today());
    return true;
  }

  private boolean reopened(Fact f, String id) {
    if (!books.disasters.containsKey(id) || !books.isEnded(id) || !speaksOf(f, id)) {
      return false;
    }
    reopen(id);
    return true;
  }

  private void reopen(String id) {
    books.endedOn.remove(id);
    for (Offer o : books.offers.values()) {
      if (id.equals(o.terms.getDisasterId()) && o.ended == OfferState.EXPIRED) {
        o.ended = null;
      }
    }
  }

  private boolean disasterCorrected(Fact f, DisasterCorrected c) {
    String id = books.known(c.getDisasterId());
    DisasterDeclared was = books.disasters.get(id);
    if (was == null || books.isEnded(id) || !books.places.keySet().containsAll(c.getAlsoStruck())) {
      return false;
    }
    Set<String> said = new TreeSet<>(c.getAlsoStruck());
    said.removeAll(was.getStruck());
    Set<String> off = new TreeSet<>(c.getNotStruck());
    off.retainAll(was.getStruck());
    said.addAll(off);
    String who = f.getReporter().getBody();
    boolean onlyItself =
        said.equals(Set.of(who))
            && c.getName() == null
            && c.getHazard() == null
            && c.getStruckAt() == null
            && (model.authority.is(f, Role.DESK, who) || model.authority.is(f, Role.WARD, who));
    boolean others =
        said.stream()
            .filter(code -> !code.equals(who))
            .anyMatch(code -> books.lenders().contains(code) || !samePrefecture(code, who));
    if (!(onlyItself || speaksOf(f, id)) || (!model.authority.keepsRegister(f) && others)) {
      return false;
    }
    Set<String> struck = new TreeSet<>(was.getStruck());
    struck.addAll(c.getAlsoStruck());
    struck.removeAll(c.getNotStruck());
    if (struck.isEmpty()) {
      return false;
    }
    DisasterDeclared.Builder is = DisasterDeclared.newBuilder(was).setStruck(List.copyOf(struck));
    Optional.ofNullable(c.getName()).ifPresent(is::setName);
    Optional.ofNullable(c.getHazard()).ifPresent(is::setHazard);
    Optional.ofNullable(c.getStruckAt()).ifPresent(is::setStruckAt);
    books.disasters.put(id, is.build());
    return true;
  }

  private boolean declared(Fact f, DisasterDeclared d) {
    boolean struck =
        (f.getReporter().getRole() == Role.DESK || f.getReporter().getRole() == Role.WARD)
            && d.getStruck().contains(f.getReporter().getBody());
    String prefecture = f.getReporter().getBody();
    boolean ofPrefecture =
        f.getReporter().getRole() == Role.DESK
            && prefecture.substring(2, 5).equals("000")
            && d.getStruck().stream().allMatch(code -> samePrefecture(code, prefecture));
    if (!books.places.keySet().containsAll(d.getStruck())
        || !(model.authority.keepsRegister(f) || struck || ofPrefecture)) {
      return false;
    }
    String id = books.known(d.getDisasterId());
    boolean sure = f.getReporter().getRole() == Role.SYSTEM;
    if ((books.isEnded(id) && !sure) || books.left.contains(id)) {
      return false;
    }
    DisasterDeclared before = books.disasters.get(id);
    if ((!model.authority.keepsRegister(f) && strikesOthers(prefecture, d, before))
        || (before == null && !sure && !d.getConfirmedNew() && isAlike(d))
        || (!sure
            && !d.getConfirmedUnusual()
            && d.getStruckAt().isBefore(yearBefore(books.clock)))) {
      return false;
    }
    Set<String> all = new TreeSet<>(d.getStruck());
    if (before != null) {
      all.addAll(before.getStruck());
    }
    // Declared again, it is only widened.
    DisasterDeclared terms = before == null ? d : before;
    books.declaredBy.putIfAbsent(id, f.getReporter().getBody());
    if (books.isEnded(id)) {
      reopen(id);
    }
    books.disasters.put(id, DisasterDeclared.newBuilder(terms).setStruck(List.copyOf(all)).build());
    return true;
  }

  private static Instant yearBefore(Instant at) {
    return at.minusSeconds(366L * 24 * 3600);
  }

  private static boolean samePrefecture(String code, String other) {
    return code.substring(0, 2).equals(other.substring(0, 2));
  }

  /** Somebody else who was not struck before, and lends or lies elsewhere. */
  private boolean strikesOthers(String who, DisasterDeclared d, @Nullable DisasterDeclared before) {
    return d.getStruck().stream()
        .filter(code -> !code.equals(who))
        .filter(code -> before == null || !before.getStruck().contains(code))
        .anyMatch(code -> books.lenders().contains(code) || !samePrefecture(code, who));
  }

  private boolean isAlike(DisasterDeclared d) {
    long days = 3L * 24 * 3600 * 1000;
    return books.disasters.values().stream()
        .filter(x -> !books.isEnded(x.getDisasterId()))
        .anyMatch(
            x ->
                x.getName().equals(d.getName())
                    || (x.getHazard() == d.getHazard()
                        && Math.abs(x.getStruckAt().toEpochMilli() - d.getStruckAt().toEpochMilli())
                            <= days));
  }

  private boolean joined(String from, String into) {
    DisasterDeclared ends = books.disasters.get(from);
    DisasterDeclared goesOn = books.disasters.get(into);
    if (ends == null
        || goesOn == null
        || from.equals(into)
        || books.isEnded(from)
        || books.isEnded(into)) {
      return false;
    }
    Set<String> struck = new TreeSet<>(ends.getStruck());
    struck.addAll(goesOn.getStruck());
    books.disasters.remove(from);
    books.disasters.put(
        into, DisasterDeclared.newBuilder(goesOn).setStruck(List.copyOf(struck)).build());
    books.joined.replaceAll((former, now) -> now.equals(from) ? into : now);
    books.joined.put(from, into);
    for (List<String> key : List.copyOf(books.counterparts.keySet())) {
      if (key.get(0).equals(from)) {
        books.counterparts.putIfAbsent(
            List.of(into, key.get(1), key.get(2)),
            Objects.requireNonNull(books.counterparts.remove(key)));
      }
    }
    for (Dispatch d : books.dispatches) {
      // A no that an amendment made forgotten is not said again.
      if (d.disaster.equals(from)
          && !d.isVoid()
          && !(model.eligibility.saysNo(d) && d.changedBy <= d.request.amendedAt)) {
        d.disaster = into;
        books.changed(d);
      }
    }
    for (Request r : books.requests.values()) {
      if (r.asked.getDisasterId().equals(from)) {
        r.asked = AidRequested.newBuilder(r.asked).setDisasterId(into).build();
      }
    }
    for (Offer o : books.offers.values()) {
      if (from.equals(o.terms.getDisasterId())) {
        o.terms = StaffOffered.newBuilder(o.terms).setDisasterId(into).build();
      }
    }
    return true;
  }
}
