package kizuna.streams.processing;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.facts.Fact;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.AgreementDetails;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.MissingReport;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;

/**
 * Publishes the states of one network that changed for readers after a decision. The published
 * state of a changed request, offer, dispatch or agreement is also the saved one.
 */
final class StatePublisher implements NetworkStore.LoadListener {

  /** The published values of a request that can change. */
  private record PublishedRequest(
      RequestState state, int needed, int covered, int open, int unmet) {}

  /** The published values of an offer that can change. */
  private record PublishedOffer(OfferState state, int promised) {}

  private final NetworkStore store;
  private final NetworkState state;
  private final TopicSerdes serdes;
  private final Map<String, PublishedRequest> requests = new HashMap<>();
  private final Map<String, PublishedOffer> offers = new HashMap<>();
  private final Map<String, AgreementStatus> agreements = new HashMap<>();
  private final AgreementDetails agreementDetails = new AgreementDetails();

  /** Dispatches with a missing report that was not published by rules before version 4. */
  private final Set<String> unpublishedMissing = new TreeSet<>();

  private String networkName = "";
  private boolean summaryChanged;

  StatePublisher(NetworkStore store, TopicSerdes serdes) {
    this.store = store;
    this.state = store.state();
    this.serdes = serdes;
  }

  @Override
  public void fact(Fact fact) {
    record(fact);
  }

  @Override
  public void dispatch(LedgerEntry published, Dispatch dispatch) {
    if (published.getMissingReport() == null
        && MissingReport.of(dispatch, state.today()).isPresent()) {
      unpublishedMissing.add(dispatch.id());
    }
  }

  @Override
  public void agreement(AgreementStatus published) {
    agreements.put(published.getAgreementId(), published);
  }

  /** Marks the loaded state as published. */
  void loaded() {
    state.requests().forEach(r -> requests.put(r.request().id(), published(r)));
    state.offers().forEach(o -> offers.put(o.offer().id(), published(o)));
    summaryChanged = true;
  }

  /** Records the parts of a fact that the rules do not need; returns ids of its agreements. */
  List<String> record(Fact fact) {
    if (fact.getNetworkFormed() != null) {
      networkName = fact.getNetworkFormed().getName();
    } else if (fact.getNetworkTermsChanged() != null
        && fact.getNetworkTermsChanged().getName() != null) {
      networkName = fact.getNetworkTermsChanged().getName();
    }
    return agreementDetails.record(fact);
  }

  /** Collects states that changed for readers because the day changed. */
  void dayChanged(LocalDate before, LocalDate after, ChangedStates changed) {
    changed.dayChanged(before, after, state);
    // An offer's last free day, or its last day, may have passed.
    Set<String> otherOffers = new TreeSet<>();
    for (OfferUse offer : state.offers()) {
      if (!published(offer).equals(offers.get(offer.offer().id()))) {
        otherOffers.add(offer.offer().id());
      }
    }
    changed.offers.addAll(otherOffers);
    // One agreement begins, another ends; one from before may never have been published.
    state.register().agreements().stream()
        .filter(a -> a.state(before) != a.state(after) || !agreements.containsKey(a.id()))
        .forEach(a -> changed.agreements.add(a.id()));
  }

  /** Publishes and saves a dispatch that changed. */
  void publish(Dispatch dispatch, List<Out> outs) {
    byte[] wire = serdes.ledger().encode(entry(dispatch));
    store.saveDispatch(dispatch.id(), wire);
    outs.add(new Out(Sinks.DISPATCH_LEDGER, topicKey(dispatch.id()), wire));
  }

  /** Publishes everything else that changed, once each. */
  void publish(ChangedStates changed, long sequence, List<Out> outs) {
    publishMissingReports(changed, sequence, outs);
    publishRequests(changed, sequence, outs);
    publishOffers(changed, sequence, outs);
    for (String id : changed.agreements) {
      Agreement agreement = state.register().agreement(id);
      if (agreement != null) {
        publish(agreement, sequence, outs);
      }
    }
  }

  private void publishMissingReports(ChangedStates changed, long sequence, List<Out> outs) {
    Set<String> missing = changed.missing;
    missing.addAll(unpublishedMissing);
    unpublishedMissing.clear();
    missing.removeAll(changed.dispatches);
    missing.forEach(id -> publishReportOf(state.dispatchOf(id), false, sequence, outs));
    Set<String> noMore = changed.missingNoMore;
    noMore.removeAll(changed.dispatches);
    // A report that became missing and not missing within this decision was never published.
    noMore.removeIf(id -> !isPublishedAsMissing(id));
    noMore.forEach(id -> publishReportOf(state.dispatchOf(id), true, sequence, outs));
  }

  /**
   * Publishes a dispatch with a report that became missing, or is no longer missing because the
   * time was set back. The dispatch itself did not change, so the saved entry keeps the sequence of
   * its last change.
   */
  private void publishReportOf(
      Dispatch dispatch, boolean evenIfNotMissing, long sequence, List<Out> outs) {
    LedgerEntry entry = entry(dispatch);
    if (evenIfNotMissing || entry.getMissingReport() != null) {
      store.saveDispatch(dispatch.id(), serdes.ledger().encode(entry));
      LedgerEntry published =
          LedgerEntry.newBuilder(entry).setSequence(sequence).setChangedAt(state.clock()).build();
      outs.add(
          new Out(
              Sinks.DISPATCH_LEDGER, topicKey(dispatch.id()), serdes.ledger().encode(published)));
    }
  }

  private boolean isPublishedAsMissing(String dispatchId) {
    return store.savedDispatch(dispatchId).filter(e -> e.getMissingReport() != null).isPresent();
  }

  private void publishRequests(ChangedStates changed, long sequence, List<Out> outs) {
    changed.requests.addAll(changed.putRequests);
    for (String id : changed.requests) {
      RequestCoverage request = state.requestOf(id);
      PublishedRequest now = published(request);
      boolean isOther = !now.equals(requests.put(id, now));
      boolean isPut = changed.putRequests.contains(id);
      if (isOther || isPut || changed.otherDays.contains(id)) {
        RequestStatus status = StateTranslator.status(state.id(), state, request, sequence);
        byte[] wire = serdes.requests().encode(status);
        outs.add(new Out(Sinks.REQUEST_STATUS, topicKey(id), wire));
        if (isPut) {
          store.saveRequest(id, wire);
        }
      }
    }
  }

  private void publishOffers(ChangedStates changed, long sequence, List<Out> outs) {
    changed.offers.addAll(changed.putOffers);
    for (String id : changed.offers) {
      OfferUse offer = state.offerOf(id);
      PublishedOffer now = published(offer);
      boolean isOther = !now.equals(offers.put(id, now));
      boolean isPut = changed.putOffers.contains(id);
      if (isOther || isPut) {
        byte[] wire =
            serdes.offers().encode(StateTranslator.status(state.id(), state, offer, sequence));
        outs.add(new Out(Sinks.OFFER_STATUS, topicKey(id), wire));
        if (isPut) {
          store.saveOffer(id, wire);
        }
      }
    }
  }

  private void publish(Agreement agreement, long sequence, List<Out> outs) {
    String id = agreement.id();
    AgreementStatus status = agreementDetails.status(state.id(), state, agreement, sequence);
    AgreementStatus before = agreements.put(id, status);
    if (before == null || !AgreementDetails.same(before, status)) {
      byte[] wire = serdes.agreements().encode(status);
      store.saveAgreement(id, wire, before == null);
      outs.add(new Out(Sinks.AGREEMENT_STATUS, topicKey(id), wire));
    }
  }

  /** A request is removed: its last published state stays. */
  void removeRequest(String id) {
    requests.remove(id);
  }

  /** A dispatch is removed without a publication: its offer's promise is over. */
  void removeDispatch(Dispatch dispatch) {
    unpublishedMissing.remove(dispatch.id());
    offers.put(dispatch.offerId(), published(state.offerOf(dispatch.offerId())));
  }

  /** An offer is removed: its last published state stays. */
  void removeOffer(String id) {
    offers.remove(id);
  }

  void markSummaryChanged() {
    summaryChanged = true;
  }

  /** The summary, if anything was decided since the last call. */
  Optional<NetworkSummary> takeChangedSummary() {
    if (!summaryChanged || !state.register().isFormed()) {
      return Optional.empty();
    }
    summaryChanged = false;
    return Optional.of(
        StateTranslator.summary(state, networkName, store.head().sequence(), state.clock()));
  }

  private LedgerEntry entry(Dispatch dispatch) {
    return StateTranslator.entry(state.id(), dispatch, state.today());
  }

  private String topicKey(String id) {
    return state.id() + "/" + id;
  }

  private PublishedRequest published(RequestCoverage request) {
    return new PublishedRequest(
        state.state(request),
        request.neededPersonDays(),
        request.coveredPersonDays(),
        request.openPersonDaysFrom(state.today()),
        request.unmetPersonDays(state.today()));
  }

  private PublishedOffer published(OfferUse offer) {
    return new PublishedOffer(offer.state(state.today()), offer.promisedPersonDays());
  }
}
