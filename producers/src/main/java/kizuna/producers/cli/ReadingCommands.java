package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.codes.DispatchState;
import kizuna.codes.NoticeCode;
import kizuna.codes.OfferState;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What people ask: who goes where, why, what is open. Nothing is changed by asking. */
final class ReadingCommands {

  private static final int LONGEST_PAGE = 1_000;

  /** Ids like tokyo23: letters and digits. Names of places have no digits, codes no letters. */
  private static final Predicate<String> NETWORK =
      Pattern.compile("[a-z][a-z-]*\\d[a-z0-9-]*").asMatchPredicate();

  private ReadingCommands() {}

  /** A list that comes page by page. */
  @Command
  abstract static class ListCommand extends DoorCommand {

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "Most rows (default: ${DEFAULT-VALUE}).",
        order = 70)
    private int limit;

    @Option(names = "--all", description = "Every row.", order = 71)
    private boolean all;

    /** The rows that were asked for, of as many pages as it takes, in one answer. */
    final ObjectNode pages(String path, Map<String, String> parameters) {
      int most = all ? Integer.MAX_VALUE : limit;
      if (most < 1) {
        throw usage("expected 1 or more for --limit, but " + limit);
      }
      Map<String, String> query = new LinkedHashMap<>(parameters);
      query.put("limit", Integer.toString(Math.min(most, LONGEST_PAGE)));
      ObjectNode first = door().get(path, query);
      ArrayNode rows = first.withArray("rows");
      JsonNode next = first.path("next");
      while (next.isString() && rows.size() < most) {
        query.put("after", next.asString());
        query.put("limit", Integer.toString(Math.min(most - rows.size(), LONGEST_PAGE)));
        ObjectNode page = door().get(path, query);
        page.path("rows").forEach(rows::add);
        next = page.path("next");
      }
      if (next.isString()) {
        first.set("next", next);
      } else {
        first.remove("next");
      }
      return first;
    }

    final void print(ObjectNode page, Table table) {
      mode(page);
      if (table.isEmpty()) {
        out().println("nothing");
        return;
      }
      table.print(out());
      int total = page.path("total").asInt(0);
      int shown = page.path("rows").size();
      if (total > shown) {
        err().println(shown + " of " + total + "; --all for every one");
      }
    }
  }

  /** {@code ledger}. */
  @Command(
      name = "ledger",
      description = {
        "The dispatch ledger (派遣台帳): who goes where, from the first promise to the last return.",
        "",
        "  ${ROOT-COMMAND-NAME} ledger --disaster noto-2024",
        "  ${ROOT-COMMAND-NAME} ledger --lender shinjuku --state CONFIRMED,DEPARTED,ON_SITE",
        "  ${ROOT-COMMAND-NAME} ledger --from 2024-01-01 --to 2024-01-31 --csv > ledger.csv",
        ""
      })
  static final class Ledger extends ListCommand {

    @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
    private @Nullable String disaster;

    @Option(names = "--request", paramLabel = "REQUEST", description = "Only this request.")
    private @Nullable String request;

    @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
    private @Nullable String receiver;

    @Option(names = "--lender", paramLabel = "WARD", description = "Only this lender (応援).")
    private @Nullable String lender;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        split = ",",
        completionCandidates = Codes.DispatchStates.class,
        description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> states = List.of();

    @Option(names = "--from", paramLabel = "DAY", description = "Only from this day on (JST).")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Only up to this day, included.")
    private @Nullable LocalDate to;

    @Option(names = "--csv", description = "Every row as CSV on stdout.")
    private boolean csv;

    @Override
    int run() {
      if (csv && json()) {
        throw usage("expected one of --csv and --json, but both");
      }
      Map<String, String> query =
          parameters(
              "disaster",
              disaster,
              "request",
              request,
              "receiver",
              receiver == null ? null : place(receiver, "--receiver"),
              "lender",
              lender == null ? null : lender(lender, "--lender"),
              "state",
              codes(DispatchState.class, states),
              "from",
              from,
              "to",
              to);
      if (csv) {
        out().print(door().text("/api/ledger.csv", query, "text/csv"));
        return ExitCodes.OK;
      }
      ObjectNode page = pages("/api/ledger", query);
      if (json()) {
        printJson(page);
        return ExitCodes.OK;
      }
      Table table =
          new Table("DISPATCH", "LENDER", "", "RECEIVER", "", "TASK", ">陣", ">人", "DAYS", "STATE");
      for (JsonNode row : page.path("rows")) {
        table.row(
            text(row, "dispatchId"),
            text(row, "lender"),
            text(row, "lenderName"),
            text(row, "receiver"),
            text(row, "receiverName"),
            labels().of("TaskType", text(row, "taskType")),
            text(row, "wave"),
            text(row, "headCount"),
            DecisionPrint.period(row),
            labels().of("DispatchState", text(row, "state")));
      }
      print(page, table);
      return ExitCodes.OK;
    }
  }

  /** {@code requests}. */
  @Command(
      name = "requests",
      description = {
        "The requests (応援要請) and what of them is open (不足).",
        "",
        "  ${ROOT-COMMAND-NAME} requests --open",
        "  ${ROOT-COMMAND-NAME} requests --receiver wajima --json",
        ""
      })
  static final class Requests extends ListCommand {

    @Option(names = "--open", description = "Only those with open person-days, the worst first.")
    private boolean open;

    @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
    private @Nullable String disaster;

    @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
    private @Nullable String receiver;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        split = ",",
        completionCandidates = Codes.RequestStates.class,
        description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> states = List.of();

    @Override
    int run() {
      ObjectNode page =
          pages(
              "/api/requests",
              parameters(
                  "open",
                  open ? "true" : null,
                  "disaster",
                  disaster,
                  "receiver",
                  receiver == null ? null : place(receiver, "--receiver"),
                  "state",
                  codes(RequestState.class, states)));
      if (json()) {
        printJson(page);
        return ExitCodes.OK;
      }
      Table table =
          new Table(
              "REQUEST",
              "RECEIVER",
              "",
              "TASK",
              "PRIORITY",
              ">人",
              "DAYS",
              ">人日",
              ">OPEN",
              "STATE",
              "",
              "DOCUMENT");
      for (JsonNode row : page.path("rows")) {
        table.row(
            text(row, "requestId"),
            text(row, "receiver"),
            text(row, "receiverName"),
            labels().of("TaskType", text(row, "taskType")),
            priority(row),
            text(row, "headCount"),
            DecisionPrint.period(row),
            text(row, "requestedPersonDays"),
            text(row, "openPersonDays"),
            labels().of("RequestState", text(row, "state")),
            text(row, row.has("mergedInto") ? "mergedInto" : "escalatedTo"),
            document(row));
      }
      print(page, table);
      return ExitCodes.OK;
    }

    /** As it counts, and what was asked for where a coordinator decided otherwise. */
    private String priority(JsonNode row) {
      String asked = labels().of("Priority", text(row, "priority"));
      return row.has("overriddenPriority")
          ? labels().of("Priority", text(row, "overriddenPriority")) + " (" + asked + ")"
          : asked;
    }

    /** For how long a request has stayed only spoken. */
    private String document(JsonNode row) {
      String said = labels().of("Documentation", text(row, "documentation"));
      int hours = row.path("undocumentedHours").asInt(0);
      return hours == 0 ? said : said + " " + (hours < 48 ? hours + " h" : hours / 24 + " d");
    }
  }

  /** {@code offers}. */
  @Command(
      name = "offers",
      description = {
        "The offers (職員派遣の申出) and what of them is promised.",
        "",
        "  ${ROOT-COMMAND-NAME} offers --lender shinjuku",
        "  ${ROOT-COMMAND-NAME} offers --state AVAILABLE,HELD --json",
        ""
      })
  static final class Offers extends ListCommand {

    @Option(
        names = "--disaster",
        paramLabel = "DISASTER",
        description = "Only those for this disaster.")
    private @Nullable String disaster;

    @Option(names = "--lender", paramLabel = "WARD", description = "Only this lender (応援).")
    private @Nullable String lender;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        split = ",",
        completionCandidates = Codes.OfferStates.class,
        description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> states = List.of();

    @Override
    int run() {
      ObjectNode page =
          pages(
              "/api/offers",
              parameters(
                  "disaster",
                  disaster,
                  "lender",
                  lender == null ? null : lender(lender, "--lender"),
                  "state",
                  codes(OfferState.class, states)));
      if (json()) {
        printJson(page);
        return ExitCodes.OK;
      }
      Table table =
          new Table(
              "OFFER", "LENDER", "", "TASKS", ">人", "DAYS", ">人日", ">PROMISED", "FOR", "STATE");
      for (JsonNode row : page.path("rows")) {
        table.row(
            text(row, "offerId"),
            text(row, "lender"),
            text(row, "lenderName"),
            row.path("taskTypes")
                .valueStream()
                .map(task -> labels().of("TaskType", task.asString("")))
                .collect(Collectors.joining(", ")),
            text(row, "headCount"),
            DecisionPrint.period(row),
            text(row, "offeredPersonDays"),
            text(row, "promisedPersonDays"),
            row.has("disasterId") ? text(row, "disasterId") : "any",
            labels().of("OfferState", text(row, "state")));
      }
      print(page, table);
      return ExitCodes.OK;
    }
  }

  /** {@code meters}. */
  @Command(
      name = "meters",
      description = {
        "How far the need is met, by day and task: needed (必要), held, committed, on site, open (不足).",
        "",
        "  ${ROOT-COMMAND-NAME} meters --receiver wajima",
        "  ${ROOT-COMMAND-NAME} meters --task SHELTER_OPERATION --from 2024-01-05 --to 2024-01-12",
        "  ${ROOT-COMMAND-NAME} meters --disaster noto-2024 --csv > meters.csv",
        ""
      })
  static final class Meters extends DoorCommand {

    @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
    private @Nullable String disaster;

    @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
    private @Nullable String receiver;

    @Option(
        names = "--task",
        paramLabel = "TASK",
        split = ",",
        completionCandidates = Codes.Tasks.class,
        description = "Only this work, several with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> tasks = List.of();

    @Option(names = "--from", paramLabel = "DAY", description = "Only from this day on (JST).")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Only up to this day, included.")
    private @Nullable LocalDate to;

    @Option(names = "--csv", description = "As CSV on stdout.")
    private boolean csv;

    @Override
    int run() {
      if (csv && json()) {
        throw usage("expected one of --csv and --json, but both");
      }
      Map<String, String> query =
          parameters(
              "disaster",
              disaster,
              "receiver",
              receiver == null ? null : place(receiver, "--receiver"),
              "task",
              tasks.isEmpty()
                  ? null
                  : tasks.stream()
                      .map(task -> code(TaskType.class, task, "--task"))
                      .collect(Collectors.joining(",")),
              "from",
              from,
              "to",
              to);
      if (csv) {
        out().print(door().text("/api/meters.csv", query, "text/csv"));
        return ExitCodes.OK;
      }
      ObjectNode meters = door().get("/api/meters", query);
      if (json()) {
        printJson(meters);
        return ExitCodes.OK;
      }
      mode(meters);
      Table table =
          new Table(
              "DAY",
              "TASK",
              ">NEEDED",
              ">ELSEWHERE",
              ">HELD",
              ">COMMITTED",
              ">TRANSIT",
              ">ON SITE",
              ">SERVED",
              ">OPEN",
              ">HANDOVER");
      for (JsonNode row : meters.path("rows")) {
        table.row(
            text(row, "day"),
            labels().of("TaskType", text(row, "taskType")),
            text(row, "needed"),
            text(row, "coveredElsewhere"),
            text(row, "held"),
            text(row, "committed"),
            text(row, "inTransit"),
            text(row, "onSite"),
            text(row, "served"),
            text(row, "open"),
            text(row, "handover"));
      }
      printOrNothing(table);
      return ExitCodes.OK;
    }

    private void printOrNothing(Table table) {
      if (table.isEmpty()) {
        out().println("nothing");
      } else {
        table.print(out());
      }
    }
  }

  /** {@code lenders}. */
  @Command(
      name = "lenders",
      description = {
        "What each lender (応援) bears: person-days (人日), its share, its limits, who is away now.",
        "",
        "  ${ROOT-COMMAND-NAME} lenders",
        "  ${ROOT-COMMAND-NAME} lenders --drill first-hour --json",
        ""
      })
  static final class Lenders extends DoorCommand {

    @Override
    int run() {
      ObjectNode lenders = door().get("/api/lenders", parameters());
      if (json()) {
        printJson(lenders);
        return ExitCodes.OK;
      }
      mode(lenders);
      Table table = new Table("LENDER", "", ">人日", ">%", ">AWAY", "LIMITS", ">REST");
      for (JsonNode row : lenders.path("rows")) {
        table.row(
            text(row, "lender"),
            text(row, "lenderName"),
            text(row, "personDays"),
            text(row, "sharePercent"),
            text(row, "personsAway"),
            row.path("limits")
                .valueStream()
                .map(
                    limit ->
                        (limit.has("taskType")
                                ? labels().of("TaskType", text(limit, "taskType"))
                                : "all")
                            + " "
                            + text(limit, "headCount"))
                .collect(Collectors.joining(", ")),
            text(row, "restDays"));
      }
      if (table.isEmpty()) {
        out().println("nothing");
      } else {
        table.print(out());
      }
      return ExitCodes.OK;
    }
  }

  /** {@code notices}. */
  @Command(
      name = "notices",
      description = {
        "What somebody should know before it happens (お知らせ), the newest first.",
        "",
        "  ${ROOT-COMMAND-NAME} notices --addressee wajima",
        "  ${ROOT-COMMAND-NAME} notices --code GAP_FORESEEN --lang ja",
        ""
      })
  static final class Notices extends ListCommand {

    @Option(
        names = "--addressee",
        paramLabel = "PLACE",
        description = "Only for this local government, or the network of this id.")
    private @Nullable String addressee;

    @Option(
        names = "--code",
        paramLabel = "CODE",
        split = ",",
        completionCandidates = NoticeCodes.class,
        description = "Only these, with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> codes = List.of();

    @Override
    int run() {
      ObjectNode page =
          pages(
              "/api/notices",
              parameters(
                  "addressee",
                  addressee == null ? null : addressee(addressee),
                  "code",
                  codes.isEmpty()
                      ? null
                      : codes.stream()
                          .map(one -> code(NoticeCode.class, one, "--code"))
                          .collect(Collectors.joining(","))));
      if (json()) {
        printJson(page);
        return ExitCodes.OK;
      }
      Table table = new Table("AT (JST)", "FOR", "", "WHAT", "");
      for (JsonNode row : page.path("rows")) {
        table.row(
            text(row, "at").replace('T', ' ').replaceFirst("(:\\d\\d):\\d\\d.*", "$1"),
            text(row, "addressee"),
            text(row, "addresseeName").equals(text(row, "addressee"))
                ? ""
                : text(row, "addresseeName"),
            labels().of("NoticeCode", text(row, "code")),
            text(row, "sentence"));
      }
      print(page, table);
      return ExitCodes.OK;
    }

    /** A network is called by its id, which no place is; everything else is a place. */
    private String addressee(String name) {
      boolean isNetwork = network().filter(name::equals).isPresent() || NETWORK.test(name);
      return isNetwork ? name : place(name, "--addressee");
    }
  }

  /** What {@code --code} takes. */
  static final class NoticeCodes extends Codes.Shown {
    private static final long serialVersionUID = 1;

    NoticeCodes() {
      super(Codes.names(NoticeCode.class));
    }
  }

  /** {@code why}. */
  @Command(
      name = "why",
      description = {
        "Why a request got what it got: the histogram of reasons first, then lender by lender.",
        "",
        "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d",
        "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d --lang ja",
        ""
      })
  static final class Why extends DoorCommand {

    @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
    private String request;

    @Option(
        names = "--sequence",
        paramLabel = "N",
        description = "As it was decided at this position of the log (default: the last time).")
    private @Nullable Integer sequence;

    @Override
    int run() {
      String path = "/api/requests/" + Door.segment(request) + "/explanation";
      Map<String, String> query = parameters("sequence", sequence);
      if (json()) {
        printJson(door().get(path, query));
      } else {
        out().println(door().text(path, query, "text/plain").stripTrailing());
      }
      return ExitCodes.OK;
    }
  }

  /** {@code summary}. */
  @Command(
      name = "summary",
      description = {
        "Each network at a glance: what is open, who is where, who bore how much.",
        "",
        "  ${ROOT-COMMAND-NAME} summary",
        "  ${ROOT-COMMAND-NAME} summary --drill first-hour",
        ""
      })
  static final class Summary extends DoorCommand {

    @Override
    int run() {
      ObjectNode summary = door().get("/api/summary", Map.of());
      if (json()) {
        printJson(summary);
        return ExitCodes.OK;
      }
      mode(summary);
      for (JsonNode n : summary.path("networks")) {
        if (network().isPresent() && !network().get().equals(text(n, "networkId"))) {
          continue;
        }
        out().println(text(n, "networkId") + " " + text(n, "name"));
        figures(n);
        Table loads = new Table("  LENDER", "", ">人日");
        n.path("loads")
            .forEach(
                load ->
                    loads.row(
                        "  " + text(load, "lender"),
                        text(load, "lenderName"),
                        text(load, "personDays")));
        if (!loads.isEmpty()) {
          loads.print(out());
        }
      }
      for (JsonNode disaster : summary.path("disasters")) {
        out()
            .println(
                "disaster "
                    + text(disaster, "disasterId")
                    + " "
                    + text(disaster, "name")
                    + ": "
                    + disaster
                        .path("struckNames")
                        .valueStream()
                        .map(name -> name.asString(""))
                        .collect(Collectors.joining(", ")));
      }
      int lost = summary.path("deadLetters").asInt(0);
      if (lost > 0) {
        out().println(lost + (lost == 1 ? " report" : " reports") + " could not be read");
      }
      return ExitCodes.OK;
    }

    private void figures(JsonNode n) {
      out()
          .println(
              "  requests "
                  + text(n, "requests")
                  + ", open "
                  + text(n, "openRequests")
                  + "; person-days (人日) asked "
                  + text(n, "requestedPersonDays")
                  + ", covered "
                  + text(n, "coveredPersonDays")
                  + ", open "
                  + text(n, "openPersonDays"));
      out()
          .println(
              "  persons (人) proposed "
                  + text(n, "proposed")
                  + ", confirmed "
                  + text(n, "confirmed")
                  + ", in transit "
                  + text(n, "inTransit")
                  + ", on site "
                  + text(n, "onSite"));
      out()
          .println(
              "  decisions "
                  + text(n, "decisions")
                  + ", refused "
                  + text(n, "rejections")
                  + "; hash "
                  + text(n, "decisionHash"));
    }
  }

  /** {@code status}. */
  @Command(
      name = "status",
      description = {
        "Whether Kizuna is ready, part by part. Exit code 0 only if all of it is.",
        "",
        "  ${ROOT-COMMAND-NAME} status",
        ""
      })
  static final class Status extends DoorCommand {

    @Override
    int run() {
      ObjectNode health = door().anyAnswer("/actuator/health");
      String status = text(health, "status");
      if (json()) {
        printJson(health);
      } else {
        out().println(status);
        for (Map.Entry<String, JsonNode> part : health.path("components").properties()) {
          out().println("  " + part.getKey() + ": " + text(part.getValue(), "status"));
        }
      }
      return status.equals("UP") ? ExitCodes.OK : ExitCodes.REFUSED;
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
