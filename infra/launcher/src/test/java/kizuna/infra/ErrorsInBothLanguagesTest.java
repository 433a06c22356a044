package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a command refuses is said in the language of the caller, on the command line itself. */
class ErrorsInBothLanguagesTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redrive --at now | expected PARTITION:OFFSET for --at, as 0:1234, but now. | \
          --at には 0:1234 のように PARTITION:OFFSET を指定してください（now でした）。
          ready nankai --size 7 | expected 1,000 to 2,000,000 facts for --size, but 7. | \
          --size には 1,000 から 2,000,000 までの報告数を指定してください（7 でした）。
          repair --bootstrap-servers nowhere | expected host:port for --bootstrap-servers, but nowhere. | \
          --bootstrap-servers は host:port の形で指定してください（nowhere でした）。
          what-if noto-2024 --agree 131121 | expected LENDER:RECEIVER, but 131121 | \
          LENDER:RECEIVER の形で指定してください：131121
          drill history first-hour | \
          expected a drill with a history.json (kumamoto-2016, noto-2024), but first-hour has none. | \
          history.json のある訓練（kumamoto-2016、noto-2024）を指定してください。first-hour にはありません。
          verify nothing.zip | \
          expected an archive of a disaster in nothing.zip, but there is no such file or folder. | \
          nothing.zip に災害の保管ファイルが必要ですが、そのようなファイルやフォルダーはありません。
          scenario moon nothing.jsonl | expected one of nankai, tokyo-inland, but moon. | \
          nankai, tokyo-inland のどれかを指定してください（moon でした）。
          """)
  void anOptionOfTheCommandNamesTheLanguage(String command, String english, String japanese) {
    assertThat(refused(command, "en")).isEqualTo(english);
    assertThat(refused(command, "ja")).isEqualTo(japanese);
  }

  private static String refused(String command, String language) {
    StringWriter err = new StringWriter();
    CommandLine line =
        Kizuna.commandLine()
            .setErr(new PrintWriter(err, true))
            .setOut(new PrintWriter(new StringWriter()));
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of("--lang", language));
    assertThat(line.execute(arguments.toArray(String[]::new))).isEqualTo(2);
    return err.toString().strip();
  }

  /** What the machine's language decides: command, English, Japanese. */
  private static final String ON_MACHINES =
      """
          up --access-token-minutes 0 | \
          expected a number of minutes for --access-token-minutes, but 0. | \
          --access-token-minutes には 1 以上の分数を指定してください（0 でした）。
          up --port 99999 | \
          expected a port from 1 to 65535 for --port, but 99999. | \
          --port には 1 から 65535 までのポートを指定してください（99999 でした）。
          up --port 9191 --broker-port 9191 | \
          expected another port for --broker-port than for --port, but both are 9191. | \
          --broker-port には --port と別のポートを指定してください（どちらも 9191 でした）。
          up --listen 192.0.2.1 | \
          expected an address of this machine for --listen, like 127.0.0.1 or 0.0.0.0 (all), but 192.0.2.1. | \
          --listen には 127.0.0.1 や 0.0.0.0（すべて）のような、このマシンのアドレスを指定してください（192.0.2.1 でした）。
          acls --principal nobody=User:x | \
          expected one of [launcher, streams, ledger, producers, operator, reader] for --principal, but nobody. | \
          --principal には [launcher, streams, ledger, producers, operator, reader] のどれかを指定してください（nobody でした）。
          drill run first-hour --play LENDER:131121 | \
          expected --join where --play names who is played, but it is missing. | \
          --play で演じる団体を指定するには --join が必要ですが、ありません。
          drill history first-hour | \
          expected a drill with a history.json (kumamoto-2016, noto-2024), but first-hour has none. | \
          history.json のある訓練（kumamoto-2016、noto-2024）を指定してください。first-hour にはありません。
          drill injects noto-2024 --in nothing.json | \
          expected to read or write the list of injects in nothing.json, but there is no such file or folder. | \
          状況付与計画のファイル nothing.json を読み書きできません：そのようなファイルやフォルダーはありません。
          """;

  /** What the commands say on a machine of each language: by machine, then by command. */
  private static Map<String, Map<String, String>> said = Map.of();

  /**
   * Two processes in all, not two for each command: to start one takes a second of a processor, and
   * the language is asked of the machine for each command anew.
   */
  @BeforeAll
  static void askOnEachMachine(@TempDir Path folder) throws Exception {
    List<String> commands =
        ON_MACHINES.lines().map(line -> line.substring(0, line.indexOf('|')).strip()).toList();
    Map<String, Map<String, String>> all = new HashMap<>();
    for (String machine : List.of("en_US.UTF-8", "ja_JP.UTF-8")) {
      String err = runOn(folder, machine, 0, InTurn.class, commands);
      Map<String, String> byCommand = new HashMap<>();
      for (String one : err.split(InTurn.END, -1)) {
        if (!one.isBlank()) {
          String[] lines = one.strip().split("\\R", 2);
          byCommand.put(lines[0], lines[1]);
        }
      }
      all.put(machine, byCommand);
    }
    said = all;
  }

  /** The command line with one command after another: name of each, what it said, exit code. */
  static final class InTurn {
    static final String END = "-- end";

    private InTurn() {}

    public static void main(String[] commands) {
      for (String command : commands) {
        System.err.println(command);
        int code = Kizuna.commandLine().execute(command.split(" ", -1));
        System.err.println(code + END);
      }
      System.exit(0); // as the real one: whatever a command has started
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = ON_MACHINES)
  void elseTheMachineSaysIt(String command, String english, String japanese) {
    assertThat(said.get("en_US.UTF-8")).containsEntry(command, english + "\n2");
    assertThat(said.get("ja_JP.UTF-8")).containsEntry(command, japanese + "\n2");
  }

  @Test
  void aBrokerThatIsNotThereIsNamedWithWhatToDo() throws Exception {
    List<String> command = List.of("provision", "--bootstrap-servers", "127.0.0.1:1");
    assertThat(runOn(folder, "ja", 2, Kizuna.class, command))
        .isEqualTo(
            "127.0.0.1:1 に Kafka ブローカーが必要ですが、応答がありません。"
                + "infra/kizuna up で Kizuna を起動するか、--bootstrap-servers で指定してください。");
  }

  private static String runOn(
      Path folder, String machine, int code, Class<?> main, List<String> arguments)
      throws Exception {
    List<String> all =
        new ArrayList<>(
            // Verifying what the compiler has just written is an eighth of each start.
            List.of(
                Installation.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote"));
    all.addAll(
        List.of(
            "-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), main.getName()));
    all.addAll(arguments);
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("KIZUNA_LANG", machine);
    builder.environment().put("KIZUNA_DATA", folder.resolve("data").toString());
    builder.environment().put("LC_ALL", "C.UTF-8"); // as the launcher does
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
    return Files.readString(err, StandardCharsets.UTF_8).strip();
  }
}
