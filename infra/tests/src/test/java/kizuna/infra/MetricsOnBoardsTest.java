package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Boards and alerts ask only for metrics that the parts of a running platform give. */
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.HOSTILE_INPUT) // Other reports were accepted and refused before.
class MetricsOnBoardsTest {

  private static final Path MONITORING = Installation.here().root().resolve("infra/monitoring");

  /** Of Prometheus itself. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:kizuna|kafka|jvm|process|http)_[a-z0-9_]+\\b");
  private static final Pattern RULE = Pattern.compile("(?m)^\\s+expr: (.+)$");

  private final PlatformProcess kizuna;

  MetricsOnBoardsTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  @Test
  void everyMetricOfABoardOrAlertIsGiven() throws Exception {
    // A counter is there once something was counted.
    kizuna.report("/api/disasters", ReportBodies.declaration("measured", "172057"));
    Set<String> given = new TreeSet<>(OF_PROMETHEUS);
    for (String part : List.of("streams", "producers")) {
      kizuna
          .metrics(part)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> given.add(line.split("[{ ]", 2)[0]));
    }
    kizuna.identityMetrics().lines().forEach(line -> given.add(line.split("[{ ]", 2)[0]));
    Set<String> asked = new TreeSet<>();
    for (String expression : expressions()) {
      METRIC.matcher(expression).results().forEach(m -> asked.add(m.group()));
    }

    assertThat(asked).hasSizeGreaterThan(20);
    asked.removeAll(given);
    // Refusals are counted when there are some, and whether there were depends on who came before.
    asked.remove("kizuna_denials_total");
    assertThat(asked).as("metrics that no part gives").isEmpty();
  }

  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    RULE.matcher(Files.readString(MONITORING.resolve("alerts.yml")))
        .results()
        .forEach(m -> all.add(m.group(1)));
    try (Stream<Path> boards = Files.list(MONITORING.resolve("boards"))) {
      for (Path board : boards.toList()) {
        JsonNode panels = JsonMapper.shared().readTree(Files.readString(board)).path("panels");
        for (JsonNode panel : panels) {
          for (JsonNode target : panel.path("targets")) {
            all.add(target.path("expr").asString());
          }
        }
      }
    }
    return all;
  }
}
