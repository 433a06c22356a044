package kizuna.edge;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One read of the HTTP API. Streams serves it and accepts exactly these parameters; producers
 * describes it in the OpenAPI document beside the writes. A test compares the list with the
 * mappings of streams.
 *
 * @param path below the root, with its variables in braces
 * @param parameters names of its own parameters; every read also accepts {@code drill} and {@code
 *     lang}
 * @param doc the content of its response
 */
public record ReadRoute(String path, List<String> parameters, String doc) {

  /** Parameters that every read takes. */
  public static final List<String> EVERYWHERE = List.of("drill", "lang");

  /** Parameters of the dispatch ledger, in each of its forms. */
  private static final String[] LEDGER = {
    "network",
    "disaster",
    "request",
    "receiver",
    "lender",
    "state",
    "notReported",
    "task",
    "from",
    "to",
    "during",
    "q",
    "sort",
    "at",
    "after",
    "skip",
    "limit",
    "counts"
  };

  private static final Set<String> PENDING =
      Set.of("/api/outcomes/{network}/{offset}", "/api/report");

  /** Parameters of the meters, in each of their forms. */
  private static final String[] METERS = {
    "network", "disaster", "receiver", "task", "from", "to", "at", "after", "limit"
  };

  /** Every read. */
  public static final List<ReadRoute> ALL =
      List.of(
          read(
              "/api/agreements",
              "Agreements and their confirmed plans (協定).",
              "party",
              "network",
              "state",
              "after",
              "limit"),
          read(
              "/api/clock",
              "The time of each network's log, and whether it is believed (時刻).",
              "network"),
          read(
              "/api/contact-tests",
              "Contact tests and their answers (連絡訓練).",
              "party",
              "network",
              "after",
              "limit"),
          read(
              "/api/counterparts",
              "Which lender leads or supports at which receiver (カウンターパート).",
              "receiver",
              "network",
              "after",
              "limit"),
          read(
              "/api/dead-letters",
              "Reports that could not be read; their contents for those who coordinate.",
              "network",
              "after",
              "limit"),
          read(
              "/api/denials",
              "What was denied to whom (アクセス拒否の記録); for coordinators and operators.",
              "network",
              "account",
              "after",
              "limit"),
          read(
              "/api/desks/{code}",
              "Everything that concerns one receiver (受援団体); for its desk and those who coordinate."),
          read(
              "/api/disasters",
              "Declared disasters (災害).",
              "network",
              "hazard",
              "struckAt",
              "after",
              "limit"),
          read(
              "/api/drill",
              "How a drill's run is conducted (訓練の進行): pace, injects, who plays; as much as the caller may see."),
          read(
              "/api/duty-desks",
              "Whom to call at a body, day and night (連絡窓口).",
              "network",
              "after",
              "limit"),
          read(
              "/api/escalations",
              "Requests that nearby networks are asked for (広域の応援要請).",
              "network",
              "after",
              "limit"),
          read(
              "/api/ledger", "The dispatch ledger (派遣台帳), also as CSV or Excel by Accept.", LEDGER),
          read("/api/ledger.csv", "The dispatch ledger as CSV.", LEDGER),
          read("/api/ledger.xlsx", "The dispatch ledger as Excel workbook.", LEDGER),
          read("/api/ledger/{network}/{id}", "One dispatch with its history (派遣)."),
          read(
              "/api/lenders",
              "Lenders with their limits and what they have out (応援団体).",
              "network",
              "after",
              "limit"),
          read(
              "/api/lenders/{code}",
              "Everything that concerns one lender (応援団体); for its account and those who coordinate."),
          read(
              "/api/lessons",
              "Lessons with their owners and dates (教訓).",
              "party",
              "network",
              "open",
              "after",
              "limit"),
          read(
              "/api/meters",
              "By day and work: needed, proposed, confirmed, on site, unfilled (充足状況); also as CSV or Excel by Accept.",
              METERS),
          read("/api/meters.csv", "The same as CSV.", METERS),
          read("/api/meters.xlsx", "The same as Excel workbook.", METERS),
          read(
              "/api/municipalities",
              "Municipalities with their codes and names (市区町村).",
              "after",
              "limit"),
          read("/api/namespaces", "The live log and the drills (訓練)."),
          read(
              "/api/notices",
              "Notices to desks, lenders and coordinators (通知).",
              "network",
              "addressee",
              "code",
              "after",
              "limit"),
          read(
              "/api/offers",
              "Offers of staff (職員派遣の申出).",
              "network",
              "disaster",
              "lender",
              "state",
              "after",
              "limit"),
          read(
              "/api/outcomes/{network}/{offset}",
              "What was decided about one report, by its place in the log.",
              "wait"),
          read(
              "/api/overrides",
              "What coordinators decided otherwise (決定変更).",
              "request",
              "network",
              "after",
              "limit"),
          read(
              "/api/partners/{code}",
              "The partners of a body and how ready both are (平時の関係).",
              "network",
              "after",
              "limit"),
          read(
              "/api/partners/{code}/{other}",
              "What stands between two partners: agreements, plans, contact, lessons.",
              "network"),
          read("/api/past", "The ledger's figures as they were at a time (過去の状況).", "at"),
          read("/api/places", "Where municipalities lie on the map."),
          read(
              "/api/preview",
              "What would be decided about a request, without making it (試算).",
              "network",
              "request",
              "disaster",
              "receiver",
              "task",
              "headCount",
              "firstDay",
              "lastDay",
              "qualification",
              "priority",
              "tourDays"),
          read(
              "/api/rejections",
              "Reports that were rejected, with reasons (受付不可).",
              "network",
              "after",
              "limit"),
          read(
              "/api/report",
              "The after-action report of a drill's run as one HTML page (検証報告書).",
              "compare"),
          read("/api/report.zip", "The same with all of its tables as CSV and Excel.", "compare"),
          read(
              "/api/requests",
              "Requests for aid (応援要請).",
              "network",
              "disaster",
              "receiver",
              "state",
              "from",
              "to",
              "open",
              "after",
              "limit"),
          read("/api/requests/{id}", "One request with its dispatches and days.", "network"),
          read(
              "/api/requests/{id}/explanation",
              "Why a request was matched as it was (決定の理由).",
              "network",
              "sequence"),
          read(
              "/api/requests/{id}/explanation/lenders",
              "Each lender and why it was or was not chosen.",
              "network",
              "sequence",
              "after",
              "limit"),
          read(
              "/api/search",
              "Municipalities, requests and dispatches by name or id (検索).",
              "q",
              "limit"),
          read("/api/stream", "Changes as server-sent events.", "lastEventId", "network"),
          read("/api/summary", "Networks and disasters with their figures (概況)."),
          read("/api/timeline", "Figures by time (推移).", "buckets", "from", "to"),
          read("/api/wards/{code}", "The same as /api/lenders/{code}, under its former path."),
          read(
              "/api/what-if",
              "What would have been, had something been otherwise (もしも): the log decided again; asked again until done.",
              "confirm",
              "without",
              "agree",
              "capacity",
              "holdMinutes",
              "lifeSafetyHoldMinutes",
              "priorityClassHours"),
          read("/api/words", "Labels and sentences of the pages in one language."));

  /** What each parameter or variable of a path means, by its name. */
  public static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("account", "Pseudonym of an account."),
          Map.entry("addressee", "Code of a municipality, or a network's id."),
          Map.entry("after", "The value `next` of the page before."),
          Map.entry("agree", "Pairs LENDER:RECEIVER that had an agreement, separated by commas."),
          Map.entry("at", "A time with its offset, like 2024-01-05T09:30:00+09:00."),
          Map.entry("buckets", "In how many parts the time is cut."),
          Map.entry("capacity", "LENDER:PERSONS of which each offer was, separated by commas."),
          Map.entry(
              "compare",
              "What a report is compared with: ids of at most 3 earlier runs and history for what really happened, separated by commas."),
          Map.entry("code", "Code of a municipality (six digits), or codes of notices."),
          Map.entry("confirm", "Agreements whose plans were confirmed, separated by commas."),
          Map.entry("counts", "Whether each filter is answered with its counts: true or false."),
          Map.entry("disaster", "Id of a disaster."),
          Map.entry("drill", "Id of a drill: it is read instead of the live log."),
          Map.entry("during", "A period that begins today."),
          Map.entry("firstDay", "First day that staff is needed."),
          Map.entry("from", "First day, or a time with its offset for the timeline."),
          Map.entry("hazard", "Codes of hazards, separated by commas."),
          Map.entry("headCount", "How many people a day."),
          Map.entry("holdMinutes", "Other time to answer a proposal."),
          Map.entry("id", "Id of the request or the dispatch."),
          Map.entry("lang", "ja or en; goes before Accept-Language."),
          Map.entry("lastDay", "Last day that staff is needed."),
          Map.entry("lastEventId", "Id of the last event that was read."),
          Map.entry("lender", "Code of the lender."),
          Map.entry("lifeSafetyHoldMinutes", "Other time to answer a proposal about life."),
          Map.entry("limit", "Most rows of one answer, 1 to 1000."),
          Map.entry("network", "Id of a lending network."),
          Map.entry("notReported", "Only dispatches whose report is overdue: true or false."),
          Map.entry("offset", "Number of the report in the log, from its receipt."),
          Map.entry("open", "Only what is still open: true or false."),
          Map.entry("other", "Code of the partner."),
          Map.entry("party", "Code of a municipality that it concerns."),
          Map.entry("priority", "Code of a priority."),
          Map.entry("priorityClassHours", "Other hours until a waiting request goes up a class."),
          Map.entry("q", "Text that is looked for."),
          Map.entry("qualification", "Codes of qualifications, separated by commas."),
          Map.entry("receiver", "Code of the receiver."),
          Map.entry("request", "Id of a request."),
          Map.entry("sequence", "Number of the decision about the request; the last if left out."),
          Map.entry("skip", "How many rows to leave out."),
          Map.entry("sort", "The order, with - before it for the other way round."),
          Map.entry("state", "Codes of states, separated by commas."),
          Map.entry("struckAt", "When the disaster struck, a time with its offset."),
          Map.entry("task", "Codes of work, separated by commas."),
          Map.entry("to", "Last day, or a time with its offset for the timeline."),
          Map.entry("tourDays", "Days of one tour."),
          Map.entry("wait", "Seconds to wait for the decision."),
          Map.entry("without", "Agreements that had not been there, separated by commas."));

  private static ReadRoute read(String path, String doc, String... parameters) {
    return new ReadRoute(path, List.of(parameters), doc);
  }

  /**
   * The read of a path.
   *
   * @param path with its variables in braces
   * @throws IllegalArgumentException if there is none
   */
  public static ReadRoute of(String path) {
    return ALL.stream()
        .filter(route -> route.path().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected " + path + " in the list of reads, but it is not there"));
  }

  /** Whether the read accepts a parameter. */
  public boolean takes(String parameter) {
    return parameters.contains(parameter) || EVERYWHERE.contains(parameter);
  }

  /** Whether the response may be 202: the result is not ready, and the caller must retry. */
  public boolean mayBePending() {
    return PENDING.contains(path);
  }

  /** Media type of the answer. */
  public String mediaType() {
    return path.endsWith(".csv")
        ? "text/csv"
        : path.endsWith(".xlsx")
            ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            : path.equals("/api/report")
                ? "text/html"
                : path.endsWith(".zip")
                    ? "application/zip"
                    : path.equals("/api/stream") ? "text/event-stream" : "application/json";
  }
}
