package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.codes.Qualification;
import kizuna.codes.TaskType;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports of a lender (応援): offers and limits. */
final class OfferCommands {

  private OfferCommands() {}

  /** {@code offer}. */
  @Command(
      name = "offer",
      description = {
        "Offers staff (職員派遣の申出), asked or unasked.",
        "",
        "  ${ROOT-COMMAND-NAME} offer --lender shinjuku --task SHELTER_OPERATION,RELIEF_GOODS --people 5 \\",
        "      --from 2024-01-03 --to 2024-01-31",
        "  ${ROOT-COMMAND-NAME} offer --lender shinjuku --task SHELTER_OPERATION --people 5 \\",
        "      --from 2024-01-03 --to 2024-01-31 --answers req-1a2b3c4d",
        ""
      })
  static final class Offer extends ReportCommand {

    @Option(
        names = "--lender",
        paramLabel = "WARD",
        required = true,
        description = "Who sends them, by code, name or romaji.")
    private String lender;

    @Option(
        names = "--task",
        paramLabel = "TASK",
        required = true,
        split = ",",
        completionCandidates = CodeArguments.Tasks.class,
        description = "Work that they can do; several with commas: ${COMPLETION-CANDIDATES}.")
    private List<String> tasks;

    @Option(
        names = "--people",
        paramLabel = "N",
        required = true,
        description = "Persons on each day (人数).")
    private int people;

    @Option(
        names = "--from",
        paramLabel = "DAY",
        required = true,
        description = "First day (JST), for example 2024-01-03, or +3 for in three days.")
    private LocalDate from;

    @Option(
        names = "--to",
        paramLabel = "DAY",
        required = true,
        description = "Last day, included.")
    private LocalDate to;

    @Option(
        names = "--qualification",
        paramLabel = "Q",
        split = ",",
        completionCandidates = CodeArguments.Qualifications.class,
        description = "What each of them holds (資格): ${COMPLETION-CANDIDATES}.")
    private List<String> qualifications = List.of();

    @Option(
        names = "--disaster",
        paramLabel = "DISASTER",
        description = "Only for this disaster (default: for any).")
    private @Nullable String disaster;

    @Option(
        names = "--answers",
        paramLabel = "REQUEST",
        description = "The request that it answers; only for that one (default: unasked, for any).")
    private @Nullable String answers;

    @Option(
        names = "--id",
        paramLabel = "OFFER",
        description = "Id of the offer (default: made by Kizuna).")
    private @Nullable String id;

    @Override
    int run() {
      ObjectNode body = body();
      if (id != null) {
        body.put("offerId", id);
      }
      body.put("lender", lender(lender, "--lender"));
      if (disaster != null) {
        body.put("disasterId", disaster);
      }
      codes(TaskType.class, tasks, "--task").forEach(body.putArray("taskTypes")::add);
      codes(Qualification.class, qualifications, "--qualification")
          .forEach(body.putArray("qualifications")::add);
      body.put("headCount", people);
      body.put("firstDay", from.toString());
      body.put("lastDay", to.toString());
      if (answers != null) {
        body.put("answersRequestId", answers);
      }
      return report(FactKind.STAFF_OFFERED, body);
    }
  }

  /** {@code limits}. */
  @Command(
      name = "limits",
      description = {
        "How many people a lender can have away on one day, over all disasters (派遣可能上限), and how long they rest.",
        "",
        "  ${ROOT-COMMAND-NAME} limits --lender shinjuku --limit 40,PUBLIC_HEALTH:6 --rest 7",
        "  ${ROOT-COMMAND-NAME} limits --lender shinjuku --unlimited",
        "",
        "What is said now replaces all that was said before.",
        ""
      })
  static final class Limits extends ReportCommand {

    private static final Pattern LIMIT = Pattern.compile("(?:([^:]+):)?(\\d{1,4})");

    @Option(
        names = "--lender",
        paramLabel = "WARD",
        required = true,
        description = "Whose limits, by code, name or romaji.")
    private String lender;

    @Option(
        names = "--limit",
        paramLabel = "[TASK:]N",
        split = ",",
        description = "Most persons away on one day: of all work, or of one; several with commas.")
    private List<String> limits = List.of();

    @Option(names = "--unlimited", description = "No limit at all.")
    private boolean unlimited;

    @Option(
        names = "--rest",
        paramLabel = "DAYS",
        defaultValue = "0",
        description =
            "Days of rest after a tour before the same places can be promised again (default: ${DEFAULT-VALUE}).")
    private int rest;

    @Override
    int run() {
      if (unlimited != limits.isEmpty()) {
        throw usage(
            CliMessages.of(
                unlimited ? "either.both" : "either.neither", "--limit", "--unlimited", "limits"));
      }
      ObjectNode body = body();
      ArrayNode all = body.putArray("limits");
      limits.forEach(given -> limit(TextReader.narrow(given), all.addObject()));
      body.put("restDays", rest);
      return reportOn(FactKind.LENDER_LIMITS_SET, lender(lender, "--lender"), body);
    }

    private void limit(String given, ObjectNode into) {
      Matcher matcher = LIMIT.matcher(given);
      if (!matcher.matches()) {
        throw usage(CliMessages.of("limit", given));
      }
      if (matcher.group(1) != null) {
        into.put("taskType", code(TaskType.class, matcher.group(1), "--limit"));
      }
      into.put("headCount", Integer.parseInt(matcher.group(2)));
    }
  }
}
