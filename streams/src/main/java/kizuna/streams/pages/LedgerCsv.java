package kizuna.streams.pages;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kizuna.schemas.Namespace;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.Names;
import kizuna.streams.explain.Words;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as a table for spreadsheets (RFC 4180): UTF-8 with a byte order mark, because Excel in
 * Japan takes it for Shift-JIS otherwise; cells that a spreadsheet would take for a formula are
 * defused; times in Japan's time. Every line says whether it is a drill's.
 */
final class LedgerCsv {

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Tokyo"));

  private record Column(String key, Function<LedgerEntry, @Nullable Object> cell) {}

  private final List<Column> columns = new ArrayList<>();
  private final Words words;

  LedgerCsv(Namespace namespace, Words words, Names names) {
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
    column("extensionAskedTo", LedgerEntry::getExtensionAskedTo);
    column("overrideId", LedgerEntry::getOverrideId);
    column("replaces", LedgerEntry::getReplaces);
  }

  private void column(String key, Function<LedgerEntry, @Nullable Object> cell) {
    columns.add(new Column(key, cell));
  }

  void write(List<LedgerEntry> entries, Writer out) throws IOException {
    begin(out);
    line(out, columns.stream().map(c -> words.text("csv." + c.key())).toList());
    for (LedgerEntry entry : entries) {
      line(out, columns.stream().map(c -> text(c.cell().apply(entry))).toList());
    }
  }

  static void begin(Writer out) throws IOException {
    out.write(BYTE_ORDER_MARK);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Instant time ? TIME.format(time) : value.toString();
  }

  static void line(Writer out, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(cell(cells.get(i)));
    }
    out.write("\r\n");
  }

  /** One cell, defused and quoted where need be. */
  static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
