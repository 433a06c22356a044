package kizuna.infra.drill;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import kizuna.facts.Fact;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.verify.ArchiveWriter;
import kizuna.streams.verify.SigningKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna archive}: one signed file for a disaster. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = {
      "Writes one signed file for a disaster: its facts, decisions, chain, and the reference data of then.",
      "infra/kizuna verify FILE checks it anywhere, without a broker.",
      "",
      "  infra/kizuna archive noto-2024",
      "  infra/kizuna archive --due",
      "  infra/kizuna archive --public-key",
      "",
      "The signature shows that the owner of the key in the data folder wrote the file, not that what it says is true.",
      ""
    })
public final class ArchiveCommand implements Callable<Integer> {

  private static final String FOLDER = "archive";
  private static final String KEYS = "keys";

  /** A disaster of a network. */
  private record Ended(String networkId, String disasterId) {}

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(arity = "0..1", paramLabel = "DISASTER", description = "id of the disaster")
  private @Nullable String disaster;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      defaultValue = "tokyo23",
      description = "its network (default: ${DEFAULT-VALUE})")
  private String network;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to (default: archive/NETWORK-DISASTER.zip in the data folder)")
  private @Nullable Path file;

  @Option(
      names = "--due",
      description = "every disaster that ended, left the state, and has no file yet")
  private boolean due;

  @Option(names = "--public-key", description = "prints the public key of this installation only")
  private boolean publicKey;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    SigningKey key = SigningKey.in(options.dataFolder().resolve(KEYS));
    PrintWriter out = spec.commandLine().getOut();
    if (publicKey) {
      out.println(key.publicKey());
      return 0;
    }
    if (due == (disaster != null)) {
      throw new UserError(messages().of("expected.disaster"));
    }
    try (CommandCluster cluster = CommandCluster.running(options)) {
      Topics topics = Topics.of(Namespace.LIVE);
      ArchiveWriter writer = new ArchiveWriter(topics, cluster.registry(), key);
      String one = disaster;
      if (one != null) {
        Path to = file == null ? fileOf(new Ended(network, one)) : file;
        report(out, to, write(cluster, writer, new Ended(network, one), to, false));
        return 0;
      }
      for (Ended ended : ended(cluster, topics)) {
        Path to = fileOf(ended);
        if (!Files.exists(to)) {
          ArchiveWriter.Written written = write(cluster, writer, ended, to, true);
          if (written.complete()) {
            report(out, to, written);
          }
        }
      }
      return 0;
    } catch (ArchiveWriter.NotArchived e) {
      throw new UserError(messages().of("sentence", e.why()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path fileOf(Ended ended) {
    return options
        .dataFolder()
        .resolve(FOLDER)
        .resolve(ended.networkId() + "-" + ended.disasterId() + ".zip");
  }

  private void report(PrintWriter out, Path to, ArchiveWriter.Written written) {
    out.println(
        messages()
            .text(
                written.complete() ? "written" : "written.more",
                to,
                written.facts(),
                written.headHash()));
  }

  private static ArchiveWriter.Written write(
      CommandCluster cluster, ArchiveWriter writer, Ended which, Path to, boolean onlyComplete)
      throws IOException {
    Path folder = to.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "archive-", ".part");
    try {
      ArchiveWriter.Written written;
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(part))) {
        written = writer.write(cluster.kafka(), which.networkId(), which.disasterId(), stream);
      }
      if (written.complete() || !onlyComplete) {
        Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
      }
      return written;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Disasters that ended and were not reopened, read from the feed of accepted facts. */
  private static Set<Ended> ended(CommandCluster cluster, Topics topics) {
    WireFormat<Fact> format = WireFormat.of(topics.disasters, cluster.registry());
    Set<Ended> ended = new LinkedHashSet<>();
    for (int p = 0; p < topics.disasters.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(cluster.kafka(), topics.disasters.name(), p)) {
        while (log.hasNext()) {
          Fact fact = format.decode(log.next().value());
          if (fact.getDisasterEnded() != null) {
            ended.add(new Ended(fact.getNetworkId(), fact.getDisasterEnded().getDisasterId()));
          } else if (fact.getDisasterReopened() != null) {
            ended.remove(
                new Ended(fact.getNetworkId(), fact.getDisasterReopened().getDisasterId()));
          }
        }
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected readable facts on " + topics.disasters.name(), e);
      }
    }
    return ended;
  }

  private CommandMessages messages() {
    return CommandMessages.ofVerification(lang.language());
  }
}
