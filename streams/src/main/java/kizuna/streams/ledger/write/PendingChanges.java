package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.ChangeChannel;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.FigureQueries;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.ReferenceCache;
import org.jspecify.annotations.Nullable;

/** The changes of the open transaction; published after its commit. */
final class PendingChanges {

  private record Row(ChangeFeed.Kind kind, String key, @Nullable Object row) {}

  private final LedgerView view;
  private final FigureQueries figures;
  private final ReadQuery own;
  private final List<Row> rows = new ArrayList<>();
  private final Set<String> networks = new LinkedHashSet<>();
  private final Set<String> disasters = new LinkedHashSet<>();
  private final Set<String> flows = new LinkedHashSet<>();
  private final Map<String, Instant> clocks = new HashMap<>();
  private boolean referencesChanged;
  private boolean lossesChanged;

  /**
   * @param own reads within the transaction
   */
  PendingChanges(LedgerView view, ReadQuery own) {
    this.view = view;
    this.own = own;
    this.figures = new FigureQueries(own);
  }

  void row(ChangeFeed.Kind kind, String key, @Nullable Object row) {
    if (view.isCaughtUp()) {
      rows.add(new Row(kind, key, row));
    }
  }

  void network(String networkId) {
    networks.add(networkId);
  }

  void disaster(String key) {
    disasters.add(key);
  }

  void references() {
    referencesChanged = true;
  }

  void losses() {
    lossesChanged = true;
  }

  void clock(String networkId, Instant time) {
    clocks.put(networkId, time);
  }

  void figuresOf(@Nullable LedgerEntry e) {
    if (e != null) {
      networks.add(e.getNetworkId());
      disasters.add(e.getNetworkId() + "/" + e.getDisasterId());
      flows.add(Flow.key(e));
    }
  }

  void figuresOf(@Nullable RequestStatus r) {
    if (r != null) {
      networks.add(r.getNetworkId());
      disasters.add(r.getNetworkId() + "/" + r.getDisasterId());
    }
  }

  /** Adds the figures that the changed rows are part of. */
  void addFigures() {
    ReferenceCache references = referencesChanged ? ReferenceCache.load(own) : view.references();
    for (String network : networks) {
      figures.network(network).ifPresent(f -> row(ChangeFeed.Kind.COUNTS, network, f));
    }
    for (String key : disasters) {
      DisasterEntry disaster = references.disaster(key);
      if (disaster != null) {
        row(ChangeFeed.Kind.DISASTER, key, figures.disaster(disaster));
      }
    }
    for (String way : flows) {
      row(ChangeFeed.Kind.FLOW, way, figures.flow(way).orElse(null));
    }
    if (lossesChanged) {
      row(ChangeFeed.Kind.COUNTS, "", figures.losses());
    }
  }

  /** The rows for processes that follow this one. */
  List<ChangeChannel.Row> changed() {
    List<ChangeChannel.Row> changed = new ArrayList<>();
    if (!view.isCaughtUp()) {
      changed.add(ChangeChannel.EVERYTHING);
    }
    if (referencesChanged) {
      changed.add(ChangeChannel.REFERENCES);
    }
    rows.forEach(t -> changed.add(new ChangeChannel.Row(t.kind().name(), t.key())));
    return changed;
  }

  /** Publishes the changes after a commit. */
  void publish(LedgerView.Commit commit) throws SQLException {
    ReferenceCache references = referencesChanged ? ReferenceCache.load(own) : null;
    view.publish(
        () -> {
          commit.run();
          if (references != null) {
            view.references(references);
          }
          view.clocks(clocks);
          if (view.isCaughtUp()) {
            rows.forEach(t -> view.feed().append(t.kind(), t.key(), t.row()));
          }
        });
    clear();
  }

  void clear() {
    rows.clear();
    networks.clear();
    disasters.clear();
    flows.clear();
    clocks.clear();
    referencesChanged = false;
    lossesChanged = false;
  }
}
