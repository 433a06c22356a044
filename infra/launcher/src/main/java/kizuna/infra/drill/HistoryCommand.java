package kizuna.infra.drill;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.schemas.drill.History;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.text.Message;
import kizuna.seeds.drill.Drills;
import kizuna.streams.explain.Language;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill history}: history compared with the matcher's proposals. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "What history did and what the matcher does, with the reason for each difference (史実との比較).",
      "Decides the drill anew, without a platform.",
      "",
      "  infra/kizuna drill history noto-2024 --lang ja",
      ""
    })
final class HistoryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(paramLabel = "DRILL", description = "id of a drill that re-tells what happened")
  private String drill = "";

  @Option(
      names = "--lang",
      paramLabel = "ja|en",
      defaultValue = "en",
      converter = LanguageTag.class,
      description = "language of the page (default: ${DEFAULT-VALUE})")
  private Language lang = Language.EN;

  @Override
  public Integer call() {
    try {
      History history =
          Drills.history(drill)
              .orElseThrow(
                  () ->
                      new UserError(
                          gone()
                              .orElseGet(
                                  () -> CommandMessages.ofRuns(lang).of("history.none", drill))));
      spec.commandLine().getOut().print(HistoryPage.of(Drills.load(drill), history, lang));
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException | FileErrors e) {
      throw new UserError(FailureSentence.of(e), e);
    }
  }

  /** The caller may mean a run that was removed; known if a platform runs. */
  private Optional<Message> gone() {
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      return DrillRuns.gone(
          DrillRegister.of(cluster, admin).read(), drill, CommandMessages.ofRuns(lang));
    } catch (UserError e) {
      return Optional.empty();
    }
  }
}
