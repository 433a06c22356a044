package kizuna.streams.api.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kizuna.schemas.Namespace;
import kizuna.states.LedgerEntry;
import kizuna.streams.api.json.LegalActs;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import org.jspecify.annotations.Nullable;

/** The ledger as a table, line by line. Each line contains whether it is of a drill. */
final class LedgerTable {

  private record Column(String key, Function<LedgerEntry, @Nullable Object> cell) {}

  private final List<Column> columns = new ArrayList<>();
  private final MessageCatalog words;

  LedgerTable(Namespace namespace, MessageCatalog words, PlaceNames names) {
    this.words = words;
    String mode = words.label(namespace.mode());
    column("mode", e -> mode);
    column("disasterId", LedgerEntry::getDisasterId);
    column("disaster", e -> names.disaster(e.getDisasterId()));
    column("requestId", LedgerEntry::getRequestId);
    column("dispatchId", LedgerEntry::getDispatchId);
    column("lender", LedgerEntry::getLender);
    column("lenderName", e -> names.municipality(e.getLender()));
    column("receiver", LedgerEntry::getReceiver);
    column("receiverName", e -> names.municipality(e.getReceiver()));
    column("taskType", e -> words.label(e.getTaskType()));
    column("state", e -> words.label(e.getState()));
    column(
        "missingReport",
        e -> e.getMissingReport() == null ? null : words.label(e.getMissingReport()));
    column("wave", LedgerEntry::getWave);
    column("headCount", LedgerEntry::getHeadCount);
    column("firstDay", LedgerEntry::getFirstDay);
    column("lastDay", LedgerEntry::getLastDay);
    column("plannedLastDay", LedgerEntry::getPlannedLastDay);
    column("offerId", LedgerEntry::getOfferId);
    column("agreementId", LedgerEntry::getAgreementId);
    column("agreementVersion", LedgerEntry::getAgreementVersion);
    column("costBearer", e -> words.label(e.getCostBearer()));
    column("proposedAt", LedgerEntry::getProposedAt);
    column("holdUntil", LedgerEntry::getHoldUntil);
    column("confirmedAt", LedgerEntry::getConfirmedAt);
    column("departedAt", LedgerEntry::getDepartedAt);
    column("arrivedAt", LedgerEntry::getArrivedAt);
    column("endedAt", LedgerEntry::getEndedAt);
    column("returnedAt", LedgerEntry::getReturnedAt);
    column("reason", e -> e.getReason() == null ? null : words.label(e.getReason()));
    column("networkId", LedgerEntry::getNetworkId);
    column("travelDays", LedgerEntry::getTravelDays);
    column("overlapDays", LedgerEntry::getOverlapDays);
    column("restDays", LedgerEntry::getRestDays);
    column("extensionAskedTo", LegalActs::extensionToAnswer);
    column("overrideId", LedgerEntry::getOverrideId);
    column("replaces", LedgerEntry::getReplaces);
  }

  private void column(String key, Function<LedgerEntry, @Nullable Object> cell) {
    columns.add(new Column(key, cell));
  }

  List<String> head() {
    return columns.stream().map(c -> words.text("csv." + c.key())).toList();
  }

  /** The cells of a line, in the order of {@link #head}. */
  List<@Nullable Object> row(LedgerEntry entry) {
    List<@Nullable Object> cells = new ArrayList<>(columns.size());
    for (Column column : columns) {
      cells.add(column.cell().apply(entry));
    }
    return cells;
  }
}
