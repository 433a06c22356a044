package kizuna.streams.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the books would be like: changes are tried here, the network itself stays as it is. Keeps
 * the changes in order.
 */
public final class Draft extends Books {

  private final Network network;
  private final List<Change> changes = new ArrayList<>();

  private @Nullable Register register;
  private @Nullable Instant clock;
  private final Map<String, RequestBook> requests = new HashMap<>();
  private final Map<String, OfferBook> offers = new HashMap<>();
  private final Map<String, Dispatch> dispatches = new HashMap<>();
  private final Map<String, Long> personDays = new HashMap<>();
  private final Map<Counterpart, Integer> counterparts = new HashMap<>();
  private final Map<AgreementUse, Map<Long, Integer>> agreementUse = new HashMap<>();

  public Draft(Network network) {
    this.network = network;
  }

  /** The network that this is a draft of, with its indexes as they were before. */
  public Network network() {
    return network;
  }

  /** All changes so far, in order. */
  public List<Change> changes() {
    return changes;
  }

  /**
   * A lender's offers that may have somebody free: those of the network's index and those that the
   * draft touched.
   */
  public List<OfferBook> freeOffers(String lender) {
    List<OfferBook> free = new ArrayList<>();
    for (String id : network.freeOffers(lender)) {
      if (!offers.containsKey(id)) {
        free.add(network.offerOf(id));
      }
    }
    for (OfferBook book : offers.values()) {
      if (book.offer().lender().equals(lender)) {
        free.add(book);
      }
    }
    free.removeIf(book -> !book.hasFreeFrom(today()));
    free.sort(OfferBook.BY_FIRST_DAY);
    return free;
  }

  /** The dispatches that draw on an offer, request by request: an order that a restart keeps. */
  public List<Dispatch> dispatchesOfOffer(String offerId) {
    return network.offerOf(offerId).dispatchIds().stream()
        .map(this::dispatchOf)
        .sorted(Comparator.comparing(Dispatch::requestId).thenComparing(Dispatch::number))
        .toList();
  }

  /** Whether a lender has an offer at all that is neither withdrawn nor over. */
  public boolean hasCurrentOffer(String lender) {
    return network.hasCurrentOffer(lender)
        || offers.values().stream()
            .anyMatch(b -> b.offer().lender().equals(lender) && !b.offer().withdrawn());
  }

  @Override
  public void apply(Change change) {
    super.apply(change);
    changes.add(change);
  }

  @Override
  public Register register() {
    return register == null ? network.register() : register;
  }

  @Override
  public Instant clock() {
    return clock == null ? network.clock() : clock;
  }

  @Override
  public @Nullable RequestBook request(String id) {
    RequestBook book = requests.get(id);
    return book == null ? network.request(id) : book;
  }

  @Override
  public @Nullable OfferBook offer(String id) {
    OfferBook book = offers.get(id);
    return book == null ? network.offer(id) : book;
  }

  @Override
  public @Nullable Dispatch dispatch(String id) {
    Dispatch dispatch = dispatches.get(id);
    return dispatch == null ? network.dispatch(id) : dispatch;
  }

  @Override
  public long personDays(String lender) {
    return network.personDays(lender) + personDays.getOrDefault(lender, 0L);
  }

  @Override
  int dispatchCount(Counterpart counterpart) {
    return network.dispatchCount(counterpart) + counterparts.getOrDefault(counterpart, 0);
  }

  @Override
  public int agreementUse(AgreementUse use, long epochDay) {
    return network.agreementUse(use, epochDay)
        + agreementUse.getOrDefault(use, Map.of()).getOrDefault(epochDay, 0);
  }

  @Override
  void setRegister(Register register) {
    this.register = register;
    for (Agreement agreement : register.limitedAgreements()) {
      if (!network.register().isLimited(agreement.id())) {
        network
            .dispatches()
            .forEach(
                d -> {
                  if (d.agreementId().equals(agreement.id())) {
                    d.covers()
                        .ifPresent(p -> addAgreementUse(AgreementUse.of(d), p, d.headCount()));
                  }
                });
      }
    }
  }

  @Override
  void setClock(Instant clock) {
    this.clock = clock;
  }

  @Override
  void putRequest(RequestBook book) {
    requests.put(book.request().id(), book);
  }

  @Override
  void putOffer(OfferBook book) {
    offers.put(book.offer().id(), book);
  }

  @Override
  void putDispatch(Dispatch dispatch) {
    dispatches.put(dispatch.id(), dispatch);
  }

  @Override
  RequestBook requestForChange(String id) {
    return requests.computeIfAbsent(id, i -> network.requestOf(i).copy());
  }

  @Override
  OfferBook offerForChange(String id) {
    return offers.computeIfAbsent(id, i -> network.offerOf(i).copy());
  }

  @Override
  void addPersonDays(String lender, int more) {
    personDays.merge(lender, (long) more, Long::sum);
  }

  @Override
  void addCounterpart(Counterpart counterpart, int count) {
    counterparts.merge(counterpart, count, Integer::sum);
  }

  @Override
  void addAgreementUse(AgreementUse use, Period period, int headCount) {
    if (!register().isLimited(use.agreementId())) {
      return;
    }
    Map<Long, Integer> days = agreementUse.computeIfAbsent(use, u -> new HashMap<>());
    for (long d = period.first().toEpochDay(); d <= period.last().toEpochDay(); d++) {
      days.merge(d, headCount, Integer::sum);
    }
  }
}
