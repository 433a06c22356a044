package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.Documentation;
import kizuna.codes.FactKind;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports of a receiving desk (受援) about its requests. */
final class RequestCommands {

  private RequestCommands() {}

  /** {@code request}. */
  @Command(
      name = "request",
      description = {
        "Asks for staff (応援要請).",
        "",
        "  ${ROOT-COMMAND-NAME} request --disaster noto-2024 --receiver wajima --task SHELTER_OPERATION \\",
        "      --people 10 --from 2024-01-04 --to 2024-01-11 --priority URGENT \\",
        "      --damage 避難所53か所を開設 --place 輪島市文化会館 --route 金沢から陸路",
        "",
        "  ${ROOT-COMMAND-NAME} request --disaster noto-2024 --receiver wajima --task SHELTER_OPERATION \\",
        "      --needs 2024-01-04..2024-01-06:10,2024-01-07..2024-01-11:4 --overlap 2 \\",
        "      --damage 避難所53か所を開設 --place 輪島市文化会館 --route 金沢から陸路",
        "",
        "Damage, task, head-count, place, route and period are the legal minimum; a spoken request is documented later",
        "(${ROOT-COMMAND-NAME} document).",
        ""
      })
  static final class Ask extends ReportCommand {

    @Option(
        names = "--disaster",
        paramLabel = "DISASTER",
        required = true,
        description = "Disaster that it answers to.")
    private String disaster;

    @Option(
        names = "--receiver",
        paramLabel = "PLACE",
        required = true,
        description = "Who needs the staff (受援自治体).")
    private String receiver;

    @Option(
        names = "--task",
        paramLabel = "TASK",
        required = true,
        completionCandidates = CodeArguments.Tasks.class,
        description = "Work (応援業務): ${COMPLETION-CANDIDATES}.")
    private String task;

    @Option(
        names = "--people",
        paramLabel = "N",
        description = "Persons on each day (人数); or --needs.")
    private @Nullable Integer people;

    @Option(
        names = "--needs",
        paramLabel = "DAYS:N",
        description = {
          "Persons by day (日別の人数), where they are not the same on each:",
          "2024-01-04..2024-01-06:10,2024-01-07:4. Days that are not named need nobody."
        })
    private @Nullable String needs;

    @Option(
        names = "--from",
        paramLabel = "DAY",
        description =
            "First day (JST), for example 2024-01-04, or +3 for in three days (default: the first of --needs).")
    private @Nullable LocalDate from;

    @Option(
        names = "--to",
        paramLabel = "DAY",
        description = "Last day, included (default: the last of --needs).")
    private @Nullable LocalDate to;

    @Option(
        names = "--damage",
        paramLabel = "TEXT",
        required = true,
        description = "被害の状況; no personal data.")
    private String damage;

    @Option(names = "--place", paramLabel = "TEXT", required = true, description = "応援の場所.")
    private String place;

    @Option(
        names = "--route",
        paramLabel = "TEXT",
        required = true,
        description = "応援の経路: how to get there.")
    private String route;

    @Option(
        names = "--priority",
        paramLabel = "CLASS",
        defaultValue = "NORMAL",
        completionCandidates = CodeArguments.Priorities.class,
        description = "優先度: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String priority;

    @Option(
        names = "--qualification",
        paramLabel = "Q",
        split = ",",
        completionCandidates = CodeArguments.Qualifications.class,
        description = "What each must hold (資格): ${COMPLETION-CANDIDATES}.")
    private List<String> qualifications = List.of();

    @Option(
        names = "--tour",
        paramLabel = "DAYS",
        defaultValue = "8",
        description =
            "Longest tour of one person; successive tours (陣) cover the period (default: ${DEFAULT-VALUE}).")
    private int tour;

    @Option(
        names = "--overlap",
        paramLabel = "DAYS",
        description =
            "Days by which a wave arrives before the one it relieves leaves (引継ぎ重複日; default: 1).")
    private @Nullable Integer overlap;

    @Option(
        names = "--documented",
        description = "The request is a written one (文書); default: spoken (口頭).")
    private boolean documented;

    @Option(
        names = "--id",
        paramLabel = "REQUEST",
        description = "Id of the request (default: made by Kizuna).")
    private @Nullable String id;

    @Override
    int run() {
      ObjectNode body = body();
      if (id != null) {
        body.put("requestId", id);
      }
      body.put("disasterId", disaster);
      body.put("receiver", place(receiver, "--receiver"));
      body.put("damage", damage);
      body.put("taskType", code(TaskType.class, task, "--task"));
      howMany(body);
      body.put("place", place);
      body.put("route", route);
      codes(Qualification.class, qualifications, "--qualification")
          .forEach(body.putArray("qualifications")::add);
      body.put("priority", code(Priority.class, priority, "--priority"));
      body.put("tourDays", tour);
      body.put(
          "documentation",
          documented ? Documentation.DOCUMENTED.name() : Documentation.ORAL.name());
      if (overlap != null) {
        body.put("overlapDays", overlap);
      }
      return report(FactKind.AID_REQUESTED, body);
    }

    /** The same on each day of a period, or by day. */
    private void howMany(ObjectNode body) {
      if (needs != null && people == null) {
        DailyNeeds byDay = needs(needs, "--needs");
        body.put("headCount", byDay.most());
        body.put("firstDay", (from == null ? byDay.first() : from).toString());
        body.put("lastDay", (to == null ? byDay.last() : to).toString());
        byDay.into(body.putArray("needs"));
      } else if (people != null && needs == null && from != null && to != null) {
        body.put("headCount", people);
        body.put("firstDay", from.toString());
        body.put("lastDay", to.toString());
      } else {
        throw usage(
            people != null && needs != null
                ? CliMessages.of("either.both", "--people", "--needs", "request")
                : CliMessages.of(people == null ? "request.nobody" : "request.noPeriod"));
      }
    }
  }

  /** {@code amend}. */
  @Command(
      name = "amend",
      description = {
        "Changes or corrects a request (要請の変更・訂正); only what is given changes. One that was cancelled comes back.",
        "",
        "  ${ROOT-COMMAND-NAME} amend req-1a2b3c4d --people 15 --to 2024-01-20 --as desk:wajima",
        "  ${ROOT-COMMAND-NAME} amend req-1a2b3c4d --place 輪島市文化会館",
        "  ${ROOT-COMMAND-NAME} amend req-1a2b3c4d --needs 2024-01-04..2024-01-10:15,2024-01-11..2024-01-20:6",
        ""
      })
  static final class Amend extends ReportCommand {

    @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
    private String request;

    @Option(names = "--people", paramLabel = "N", description = "New head-count per day.")
    private @Nullable Integer people;

    @Option(
        names = "--needs",
        paramLabel = "DAYS:N",
        description = "Or new persons by day (日別の人数): 2024-01-04..2024-01-06:10,2024-01-07:4.")
    private @Nullable String needs;

    @Option(names = "--from", paramLabel = "DAY", description = "New first day (JST).")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "New last day, included.")
    private @Nullable LocalDate to;

    @Option(
        names = "--priority",
        paramLabel = "CLASS",
        completionCandidates = CodeArguments.Priorities.class,
        description = "New priority: ${COMPLETION-CANDIDATES}.")
    private @Nullable String priority;

    @Option(names = "--place", paramLabel = "TEXT", description = "Corrected 応援の場所.")
    private @Nullable String place;

    @Option(names = "--route", paramLabel = "TEXT", description = "Corrected 応援の経路.")
    private @Nullable String route;

    @Option(names = "--damage", paramLabel = "TEXT", description = "Corrected 被害の状況.")
    private @Nullable String damage;

    @Option(
        names = "--task",
        paramLabel = "TASK",
        completionCandidates = CodeArguments.Tasks.class,
        description = "Corrected work: ${COMPLETION-CANDIDATES}. Proposals are matched anew.")
    private @Nullable String task;

    @Option(
        names = "--qualification",
        paramLabel = "Q",
        split = ",",
        completionCandidates = CodeArguments.Qualifications.class,
        description =
            "Corrected list of what each must hold: ${COMPLETION-CANDIDATES}; none: nothing.")
    private @Nullable List<String> qualifications;

    @Option(
        names = "--disaster",
        paramLabel = "DISASTER",
        description = "The disaster that it really answers to.")
    private @Nullable String disaster;

    @Override
    int run() {
      ObjectNode body = body();
      if (people != null && needs != null) {
        throw usage(CliMessages.of("either.both", "--people", "--needs", "amend"));
      }
      if (people != null) {
        body.put("headCount", people);
      }
      if (needs != null) {
        needs(needs, "--needs").into(body.putArray("needs"));
      }
      if (from != null) {
        body.put("firstDay", from.toString());
      }
      if (to != null) {
        body.put("lastDay", to.toString());
      }
      if (priority != null) {
        body.put("priority", code(Priority.class, priority, "--priority"));
      }
      corrected(body);
      if (body.isEmpty()) {
        throw usage(CliMessages.of("amend.nothing"));
      }
      return reportOn(FactKind.AID_REQUEST_AMENDED, request, body);
    }

    private void corrected(ObjectNode body) {
      if (disaster != null) {
        body.put("disasterId", disaster);
      }
      if (place != null) {
        body.put("place", place);
      }
      if (route != null) {
        body.put("route", route);
      }
      if (damage != null) {
        body.put("damage", damage);
      }
      if (task != null) {
        body.put("taskType", code(TaskType.class, task, "--task"));
      }
      if (qualifications != null) {
        ArrayNode list = body.putArray("qualifications");
        if (!qualifications.equals(List.of("none"))) {
          codes(Qualification.class, qualifications, "--qualification").forEach(list::add);
        }
      }
    }
  }

  /** {@code cancel}. */
  @Command(
      name = "cancel",
      description = {
        "Cancels a request (要請の取消し), or calls off a dispatch before it departs (派遣の取止め).",
        "",
        "  ${ROOT-COMMAND-NAME} cancel req-1a2b3c4d",
        "  ${ROOT-COMMAND-NAME} cancel --dispatch req-1a2b3c4d-1 --reason TRAVEL_IMPOSSIBLE",
        ""
      })
  static final class Cancel extends ReportCommand {

    @Parameters(paramLabel = "REQUEST", arity = "0..1", description = "Id of the request.")
    private @Nullable String request;

    @Option(names = "--dispatch", paramLabel = "DISPATCH", description = "Id of the dispatch.")
    private @Nullable String dispatch;

    @Option(
        names = "--reason",
        paramLabel = "REASON",
        defaultValue = "NEED_ENDED",
        completionCandidates = CodeArguments.Reasons.class,
        description = "Why: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String reason;

    @Override
    int run() {
      ObjectNode body = body().put("reason", code(RefusalReason.class, reason, "--reason"));
      if (request != null && dispatch == null) {
        return reportOn(FactKind.AID_REQUEST_CANCELLED, request, body);
      } else if (dispatch != null && request == null) {
        return reportOn(FactKind.DISPATCH_CANCELLED, dispatch, body);
      }
      throw usage(CliMessages.of(request == null ? "cancel.neither" : "cancel.both"));
    }
  }
}
