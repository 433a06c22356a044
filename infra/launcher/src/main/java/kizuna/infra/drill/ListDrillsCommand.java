package kizuna.infra.drill;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.producers.cli.TextTable;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna drill list}: the available drills, and past runs. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the drills that come with Kizuna, and the runs on the running platform: how many",
      "facts each has, when it was last used, and when it expires or that it is kept.",
      ""
    })
final class ListDrillsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandMessages words = DrillCommand.words();
    if (!json) {
      for (Drill drill : Drills.bundled()) {
        String title = words.isJapanese() ? drill.titleJa() : drill.titleEn();
        out.printf("%-16s %s%n", drill.id(), words.text("list.drill", title, drill.log().size()));
      }
    }
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      list(out, DrillRuns.of(admin), DrillRegister.of(cluster, admin).read(), Instant.now());
    } catch (UserError e) {
      spec.commandLine().getErr().println(words.text("list.absent"));
    }
    return 0;
  }

  private void list(
      PrintWriter out,
      Map<String, DrillRuns.Run> runs,
      Map<String, DrillStatus> known,
      Instant now) {
    CommandMessages words = DrillCommand.words();
    List<Map<String, Object>> rows = new ArrayList<>();
    TextTable table =
        new TextTable(
            words.text("list.run"),
            words.text("list.facts"),
            words.text("list.active"),
            words.text("list.kept"));
    runs.forEach(
        (id, run) -> {
          DrillStatus before = known.get(id);
          if (before != null && DrillExpiry.isGone(before)) {
            return;
          }
          DrillStatus status =
              DrillExpiry.looked(
                  before,
                  id,
                  run.end(),
                  run.running(),
                  now,
                  before == null ? expiry.days() : before.getExpiresAfterDays());
          Optional<Instant> expires = DrillExpiry.expiresAt(status, now);
          table.add(
              id,
              words.number(run.facts()),
              words.day(status.getActiveAt()),
              run.running() ? words.text("running") : kept(status, expires, words));
          rows.add(row(id, run, status, expires));
        });
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(Map.of("runs", rows)));
    } else if (rows.isEmpty()) {
      out.println(words.text("list.empty"));
    } else {
      table.print(out);
    }
  }

  private static Map<String, Object> row(
      String id, DrillRuns.Run run, DrillStatus status, Optional<Instant> expires) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", id);
    row.put("facts", run.facts());
    row.put("running", run.running());
    row.put("lastUsedAt", status.getActiveAt().toString());
    row.put("kept", status.getKept());
    LocalDate until = status.getKeptUntil();
    if (until != null) {
      row.put("keptUntil", until.toString());
    }
    expires.ifPresent(at -> row.put("expiresAt", at.toString()));
    return row;
  }

  private static String kept(DrillStatus status, Optional<Instant> expires, CommandMessages words) {
    if (expires.isEmpty()) {
      return words.text("kept");
    }
    String day = words.day(expires.get());
    LocalDate until = status.getKeptUntil();
    if (status.getAnnouncedAt() != null) {
      return words.text("announced", day);
    }
    return until == null ? words.text("expires", day) : words.text("kept.until", until, day);
  }
}
