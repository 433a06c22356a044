package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.verify.PublishedHeads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna heads}: the heads of the hash chains, to be kept elsewhere. */
@Command(
    name = "heads",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the heads of the hash chains as a text that can be mailed or printed.",
      "Kept elsewhere, it shows later whether the log was rewritten: infra/kizuna verify --heads FILE.",
      "",
      "  infra/kizuna heads",
      "  infra/kizuna heads --write",
      ""
    })
public final class HeadsCommand implements Callable<Integer> {

  /** Folder in the data folder. */
  public static final String FOLDER = "heads";

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--write", description = "also writes today's file, if it is not there yet")
  private boolean write;

  @Option(
      names = "--heads-folder",
      paramLabel = "DIR",
      description = "where files are written (default: heads in the data folder)")
  private @Nullable Path folder;

  @Option(names = "--json", description = "for programs: one JSON array on stdout")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (CommandCluster cluster = CommandCluster.running(options)) {
      List<PublishedHeads.Head> heads =
          PublishedHeads.read(cluster.kafka(), Topics.of(Namespace.LIVE));
      out.print(
          json
              ? JsonMapper.shared().writeValueAsString(heads) + System.lineSeparator()
              : PublishedHeads.text(Namespace.LIVE.name(), now, heads));
      out.flush();
      if (write) {
        Path to = folder == null ? options.dataFolder().resolve(FOLDER) : folder;
        if (PublishedHeads.write(to, Namespace.LIVE.name(), now, heads)) {
          spec.commandLine()
              .getErr()
              .println(
                  CommandMessages.ofVerification(LanguageTag.ofMachine())
                      .text("heads.written", PublishedHeads.file(to, now)));
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
