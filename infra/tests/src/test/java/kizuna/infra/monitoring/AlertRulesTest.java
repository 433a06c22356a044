package kizuna.infra.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Each alert speaks when it must, and only then; Prometheus' own tool says so. */
class AlertRulesTest {

  private static final Path RULES = Installation.here().root().resolve("infra/monitoring");

  /** {@code infra/kizuna test} unpacks it there, of Debian's package. */
  private static final Path UNPACKED =
      Installation.here().root().resolve("infra/target/promtool/usr/bin/promtool");

  @Test
  void everyAlertHasATest() throws IOException {
    Set<String> alerts = names("alerts.yml", "alert: (\\w+)");

    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(names("alerts.test.yml", "alertname: (\\w+)")).isEqualTo(alerts);
  }

  private static Set<String> names(String file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(RULES.resolve(file)))
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theRulesPassTheirTests() throws Exception {
    Optional<Path> tool = promtool();
    Assumptions.assumeTrue(
        tool.isPresent(), "promtool is not on this machine (Debian: it is in package prometheus)");

    run(tool.get(), "check", "rules", "alerts.yml");
    run(tool.get(), "test", "rules", "alerts.test.yml");
  }

  private static Optional<Path> promtool() {
    return Stream.concat(
            Stream.of(UNPACKED),
            Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "promtool")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void run(Path tool, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(tool.toString()), Stream.of(arguments)).toList())
            .directory(RULES.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
  }
}
