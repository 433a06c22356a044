package kizuna.streams.api.json;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.DispatchLookup;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.query.LedgerView;

/**
 * The mappers of one answer, from rows to JSON: fields under their own names, and beside each code
 * of a municipality or a disaster its name in the caller's language.
 */
public final class JsonMappers {

  private final LedgerView view;
  private final MessageCatalog words;
  private final PlaceNames names;
  private final ExplanationRenderer text;
  private final DispatchJson dispatches;
  private final RequestJson requests;
  private final AgreementJson agreements;
  private final CoordinationJson coordination;
  private final PreparednessJson preparedness;
  private final NetworkJson networks;
  private final DecisionJson decisions;

  public JsonMappers(LedgerView view, MessageCatalog words) {
    this(view, words, view::clock);
  }

  /**
   * For rows of an earlier moment.
   *
   * @param clock the log's time in a network, at that moment
   */
  public JsonMappers(
      LedgerView view, MessageCatalog words, Function<String, Optional<Instant>> clock) {
    this.view = view;
    this.words = words;
    this.names = view.names(words.language());
    this.text = new ExplanationRenderer(words, names);
    this.dispatches = new DispatchJson(view, words, names);
    this.requests = new RequestJson(names, clock);
    this.agreements = new AgreementJson(view, words, names);
    this.coordination = new CoordinationJson(words, names);
    this.preparedness = new PreparednessJson(words, names, clock);
    this.networks = new NetworkJson(names);
    this.decisions = new DecisionJson(words, names, text);
  }

  /** Loads the places of work of all these in one query. */
  public JsonMappers withPlacesOf(Collection<LedgerEntry> entries) {
    dispatches.loadPlaces(entries);
    return this;
  }

  public DispatchJson dispatches() {
    return dispatches;
  }

  public RequestJson requests() {
    return requests;
  }

  public AgreementJson agreements() {
    return agreements;
  }

  public CoordinationJson coordination() {
    return coordination;
  }

  public PreparednessJson preparedness() {
    return preparedness;
  }

  public NetworkJson networks() {
    return networks;
  }

  public DecisionJson decisions() {
    return decisions;
  }

  public ChangeJson changes() {
    return new ChangeJson(this);
  }

  public MessageCatalog words() {
    return words;
  }

  public PlaceNames names() {
    return names;
  }

  public ExplanationRenderer text() {
    return text;
  }

  /** A renderer that looks up the ids of a decision in the network's ledger. */
  public ExplanationRenderer text(String network) {
    return new ExplanationRenderer(
        words,
        names,
        new DispatchLookup() {
          @Override
          public Optional<LedgerEntry> dispatch(String id) {
            return view.dispatches().one(network, id);
          }

          @Override
          public Set<String> lendersFor(String requestId) {
            return view.dispatches().lendersFor(network, requestId);
          }
        });
  }
}
