package kizuna.producers.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.MachineLanguage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Common part of every command that calls the API. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:yes, done",
      "1:refused; the reasons are on stdout or stderr",
      "2:not understood: an argument is missing or malformed",
      "3:nobody answered in time: what became of it is not known"
    })
abstract class ApiCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:KIZUNA_URL:-http://localhost:8080}",
      description = "Where Kizuna is (default: ${DEFAULT-VALUE}; or environment KIZUNA_URL).",
      order = 90)
  private String url;

  @Option(
      names = "--drill",
      paramLabel = "ID",
      description = "Speak of this drill (訓練) instead of live.",
      order = 91)
  private @Nullable String drill;

  @Option(
      names = "--network",
      paramLabel = "ID",
      description = "Lending network (default: tokyo23 for reports, all for reading).",
      order = 92)
  private @Nullable String network;

  @Option(
      names = "--lang",
      paramLabel = "ja|en",
      converter = Arguments.Language.class,
      description = "Language of sentences and labels (default: that of this machine, else en).",
      order = 93)
  private @Nullable Locale lang;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "On the machine of the installation: its data folder, where the operator's key is (default: data in the project folder; or environment KIZUNA_DATA).",
      order = 93)
  private @Nullable String data;

  @Option(
      names = "--json",
      description = "For programs: one JSON object on stdout, nothing else there.",
      order = 94)
  private boolean json;

  private @Nullable ApiClient door;
  private @Nullable CodeLabels labels;

  /** Does it; the exit code. */
  abstract int run();

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (CommandFailure failure) {
      if (json) {
        failure.problem().ifPresent(this::printJson);
      }
      err().println(failure.in(language()));
      return failure.exitCode();
    } finally {
      ApiClient asked = door;
      if (asked != null) {
        asked.asOf().ifPresent(age -> err().println(age.in(language())));
      }
      out().flush();
      err().flush();
    }
  }

  final CommandSpec spec() {
    return spec;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final boolean json() {
    return json;
  }

  final Optional<String> network() {
    return Optional.ofNullable(network);
  }

  final Optional<String> drill() {
    return Optional.ofNullable(drill);
  }

  /** The name that the user called this program by, for hints on the next command. */
  final String program() {
    return spec.root().name();
  }

  final void printJson(ObjectNode node) {
    out().println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(node));
  }

  final ApiClient door() {
    if (door == null) {
      door = new ApiClient(address(), drill(), language(), tokens());
    }
    return door;
  }

  final CodeLabels labels() {
    if (labels == null) {
      labels = CodeLabels.of(door());
    }
    return labels;
  }

  /** The language of the command's output. */
  final Locale language() {
    return lang == null ? MachineLanguage.locale() : lang;
  }

  /** A sentence of {@link CliMessages} in the language of the command. */
  final String say(String key, Object... arguments) {
    return CliMessages.of(key, arguments).in(language());
  }

  /** A question to the door, about one network where one is named. */
  final QueryString query() {
    return new QueryString(this).with("network", network);
  }

  /** Prints that the answer is from a drill. */
  final void mode(ObjectNode answer) {
    String id = answer.path("drill").asString("");
    if (!id.isEmpty()) {
      out().println(say("drill", id));
    }
  }

  /** A municipality as the contract names it. */
  final String place(String name, String option) {
    return understood(() -> MunicipalityLookup.code(name, option));
  }

  /** A lender as the contract names it. */
  final String lender(String name, String option) {
    return understood(() -> MunicipalityLookup.lender(name, option));
  }

  final <E extends Enum<E>> String code(Class<E> type, String given, String option) {
    return understood(() -> CodeArguments.name(type, given, option));
  }

  /** Codes of a list as the contract names them. */
  final <E extends Enum<E>> List<String> codes(Class<E> type, List<String> given, String option) {
    return given.stream().map(one -> code(type, one, option)).toList();
  }

  /** Persons by day. */
  final DailyNeeds needs(String given, String option) {
    return understood(() -> DailyNeeds.of(given, option));
  }

  /** A field of an answer; empty where it has none. */
  static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  /** An argument that cannot be used. */
  final CommandLine.ParameterException usage(LocalizedText sentence) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence.in(language()));
  }

  private <T> T understood(Supplier<T> argument) {
    try {
      return argument.get();
    } catch (InvalidArgument e) {
      throw usage(e.sentence());
    }
  }

  final AccessTokens tokens() {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    if (data != null) {
      environment.put("KIZUNA_DATA", data);
    }
    return new AccessTokens(
        environment, Clock.systemUTC(), warning -> err().println(warning.in(language())));
  }

  final URI address() {
    try {
      URI address = URI.create(url);
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, with other invalid addresses.
    }
    throw usage(CliMessages.of("address", url));
  }
}
