package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import kizuna.codes.NoticeCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

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
final class ReadNotices extends PagedCommand {

  /** Ids like tokyo23: letters and digits. Names of places have no digits, codes no letters. */
  private static final Predicate<String> NETWORK =
      Pattern.compile("[a-z][a-z-]*\\d[a-z0-9-]*").asMatchPredicate();

  @Option(
      names = "--addressee",
      paramLabel = "PLACE",
      description = "Only for this local government, or the network of this id.")
  private @Nullable String addressee;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      split = ",",
      completionCandidates = CodeArguments.NoticeCodes.class,
      description = "Only these, with commas: ${COMPLETION-CANDIDATES}.")
  private List<String> codes = List.of();

  ReadNotices() {
    super("/api/notices");
  }

  @Override
  QueryString asked() {
    return query()
        .with("addressee", addressee == null ? null : addressee(addressee))
        .codes("code", NoticeCode.class, codes);
  }

  @Override
  List<Column> columns() {
    return List.of(
        new Column("at", ReadNotices::minute),
        field("addressee", "addressee"),
        new Column("", ReadNotices::name),
        label("what", "NoticeCode", "code"),
        field("", "sentence"));
  }

  private static String minute(JsonNode row) {
    return text(row, "at").replace('T', ' ').replaceFirst("(:\\d\\d):\\d\\d.*", "$1");
  }

  /** The name of the addressee; not repeated for a network that has only its id. */
  private static String name(JsonNode row) {
    String name = text(row, "addresseeName");
    return name.equals(text(row, "addressee")) ? "" : name;
  }

  /** A network is called by its id, which no place is; everything else is a place. */
  private String addressee(String name) {
    boolean isNetwork = network().filter(name::equals).isPresent() || NETWORK.test(name);
    return isNetwork ? name : place(name, "--addressee");
  }
}
