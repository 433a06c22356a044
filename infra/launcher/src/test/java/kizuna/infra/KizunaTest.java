package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.Ports;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.text.LocalizedText;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line says in one sentence what the user must mend, and exits with 2. */
class KizunaTest {

  @TempDir Path data;

  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  @Test
  void eachBusyPortIsNamedBeforeAnythingIsStarted() throws IOException {
    for (String option : new String[] {"--port", "--broker-port", "--registry-port"}) {
      err.getBuffer().setLength(0);
      try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
        assertThat(up(option, busy.getLocalPort())).as(option).isEqualTo(2);
        assertThat(err.toString().lines())
            .singleElement()
            .asString()
            .startsWith("expected port " + busy.getLocalPort() + " to be free for the ")
            .endsWith("or choose another port with " + option + ".");
      }
    }
    assertThat(data.resolve("broker")).doesNotExist();
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheKnownOnes() {
    assertThat(run("upp")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean: infra/kizuna up");
  }

  @Test
  void whatEachAccountMayIsPrintedOutOfTheCatalogue() {
    assertThat(run("acls", "--principal", "streams=User:CN=streams")).isZero();

    assertThat(out.toString().lines())
        .allMatch(line -> line.startsWith("kafka-acls.sh --bootstrap-server "))
        .anyMatch(
            line ->
                line.endsWith(
                    " --allow-principal 'User:CN=streams' --operation Write --topic"
                        + " kizuna.live.decisions-books-changelog --resource-pattern-type literal"))
        .anyMatch(
            line ->
                line.endsWith(
                    " --allow-principal 'User:ledger' --operation Read --topic kizuna.live."
                        + " --resource-pattern-type prefixed"))
        .anyMatch(
            line ->
                line.endsWith(
                    " --allow-principal 'User:launcher' --operation DescribeConfigs --cluster"))
        .noneMatch(line -> line.contains("'User:reader' --operation Write"));
    assertThat(run("acls", "--principal", "reader=' --add")).isEqualTo(2);
    assertThat(err.toString()).contains("User:NAME");
  }

  @Test
  void clientPropertiesThatAreNoneAreNamedAndNotShown() throws IOException {
    Path properties = Files.writeString(data.resolve("kafka.properties"), "acks=canary\n");

    assertThat(
            run(
                "up",
                "--data",
                data.resolve("installation").toString(),
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--kafka-properties",
                properties.toString()))
        .isEqualTo(2);

    assertThat(err.toString()).contains("[acks]").contains("kafka.properties");
    assertThat(err.toString()).doesNotContain("canary");
  }

  @Test
  void aRawExceptionNeverReachesAPerson() {
    Throwable[] failures = {
      IntakeProducer.LogUnavailable.refused(
          "localhost:9092", new IllegalStateException("Timestamp out of range")),
      new SchemaRegistry.RegistryUnavailable("http://registry:8081", NO),
      new CompletionException(new TimeoutException("Timed out waiting for a node assignment.")),
      new UncheckedIOException(new AccessDeniedException("/srv/kizuna/x")),
      new NoSuchFileException("reports.jsonl"),
      new IllegalStateException("java.lang.NullPointerException: x is missing"),
      new NullPointerException(),
      new OutOfMemoryError("Java heap space")
    };
    for (Throwable failure : failures) {
      assertThat(FailureSentence.of(failure).in(Locale.ENGLISH))
          .startsWith("expected ")
          .endsWith(".")
          .doesNotContain("Exception")
          .doesNotContain("Error")
          .doesNotContain("$")
          .doesNotContain("null");
    }
  }

  @Test
  void whyTheLogOrTheRegistryRefusesIsSaidInTheLanguageOfTheReader() {
    LocalizedText log =
        FailureSentence.of(
            IntakeProducer.LogUnavailable.refused(
                "localhost:9092", new SchemaRegistry.RegistryUnavailable("http://r:8081", NO)));

    assertThat(log.in(Locale.ENGLISH))
        .isEqualTo(
            "expected the log at localhost:9092 to take the fact, but expected a schema registry at"
                + " http://r:8081, but it does not say why.");
    assertThat(log.in(Locale.JAPANESE))
        .isEqualTo(
            "localhost:9092 の記録に報告を書き込めません（スキーマレジストリが http://r:8081 にあるはずですが、"
                + "使えません（理由は示されていません））。");
  }

  private static final IllegalStateException NO = new IllegalStateException();

  @Test
  void theHelpOfUpTeachesByExample() {
    assertThat(run("up", "--help")).isZero();
    assertThat(out.toString()).contains("infra/kizuna up --data /srv/kizuna --port 9080");
  }

  /** Whoever starts it learns within seconds what is wrong, before anything runs. */
  @Test
  void aDatabaseThatCannotBeUsedIsNamedAtOnce() throws IOException {
    Path password = data.resolve("password.txt");
    Files.writeString(password, "s3cret");
    String url = "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/kizuna";
    assertThat(database(url, "--database-user", "k", "--database-password-file", password))
        .matches("(?s).*(nothing answers there|応答がありません).*");
    assertThat(database("jdbc:mysql://db/kizuna?password=s3cret"))
        .matches("(?s).*(Expected jdbc:postgresql://.*, but jdbc:mysql:|指定されたもの: jdbc:mysql:).*")
        .doesNotContain("s3cret");
    assertThat(database(url + "?user=k&password=s3cret"))
        .matches("(?s).*(Expected no password in --database-url|パスワードを書かないで).*")
        .doesNotContain("s3cret");
    assertThat(database(url)).matches("(?s).*(there is no user|--database-user が必要).*");
    assertThat(database(url, "--database-user", "k"))
        .matches("(?s).*(there is no file|--database-password-file が必要).*");
    assertThat(
            database(
                url, "--database-user", "k", "--database-password-file", data.resolve("absent")))
        .matches("(?s).*(absent.*cannot be read|absent.*読めません).*");
    assertThat(data.resolve("broker")).doesNotExist();
  }

  private String database(String url, Object... more) {
    err.getBuffer().setLength(0);
    List<String> args =
        new ArrayList<>(List.of("up", "--data", data.toString(), "--database-url", url));
    for (Object one : more) {
      args.add(one.toString());
    }
    assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
    return err.toString();
  }

  private int up(String busyOption, int busyPort) {
    CommandLine line = commandLine();
    String[] args = {
      "up",
      "--data",
      data.toString(),
      "--port",
      port("--port", busyOption, busyPort),
      "--broker-port",
      port("--broker-port", busyOption, busyPort),
      "--registry-port",
      port("--registry-port", busyOption, busyPort)
    };
    return line.execute(args);
  }

  private static String port(String option, String busyOption, int busyPort) {
    return Integer.toString(option.equals(busyOption) ? busyPort : Ports.free());
  }

  private int run(String... args) {
    return commandLine().execute(args);
  }

  private CommandLine commandLine() {
    return Kizuna.commandLine()
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(out, true));
  }
}
