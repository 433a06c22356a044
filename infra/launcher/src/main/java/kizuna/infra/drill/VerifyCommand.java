package kizuna.infra.drill;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.Namespace;
import kizuna.schemas.text.FailureReason;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.UserFileException;
import kizuna.streams.verify.ArchiveVerifier;
import kizuna.streams.verify.PublishedHeads;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** {@code infra/kizuna verify}: decides a log again from its start and compares every decision. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Decides a namespace's log again from its start and compares every decision, byte for byte.",
      "Exit code 0: the same; 1: a difference, the first one is named.",
      "",
      "  infra/kizuna verify",
      "  infra/kizuna verify --drill noto-2024-1",
      "  infra/kizuna verify --heads data/heads",
      "  infra/kizuna verify --data /srv/restored   a folder that nothing runs on",
      "  infra/kizuna verify data/archive/tokyo23-noto-2024.zip",
      ""
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int PROGRESS_EVERY = 10_000;

  /** Sentences are English for programs. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Message.class, ToStringSerializer.instance))
          .build();

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--drill",
      paramLabel = "RUN",
      description = "a drill's run instead of the live log (see drill list)")
  private @Nullable String drill;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "the archive of a disaster instead of a log: needs no broker")
  private @Nullable Path file;

  @Option(
      names = "--heads",
      paramLabel = "PATH",
      description = "compares with heads that were published: a file, or a folder of them")
  private @Nullable Path heads;

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description =
          "with FILE: the key that must have signed it, as infra/kizuna archive --public-key prints it there")
  private @Nullable String publicKey;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (file != null) {
      return archive(file, out);
    }
    if (publicKey != null) {
      throw new UserError(messages().of("expected.file"));
    }
    Optional<PublishedHeads.Comparison> published = Optional.ofNullable(heads).map(this::published);
    try (CommandCluster cluster = CommandCluster.runningOrOf(options, options.dataFolder())) {
      Namespace namespace = namespace(cluster);
      long start = System.nanoTime();
      Verification v =
          new Verifier(ClusterTopics.of(cluster.kafka(), namespace), cluster.registry(), published)
              .verify(
                  cluster.kafka(),
                  facts -> {
                    if (facts % PROGRESS_EVERY == 0) {
                      err.println(messages().text("progress", facts));
                    }
                  });
      // If a decision differs, the log was read only to there.
      List<Message> others =
          v.difference().isPresent()
              ? List.of()
              : published.map(PublishedHeads.Comparison::differences).orElse(List.of());
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(v));
        others.forEach(other -> err.println(other.in(lang.language().locale())));
      } else {
        print(v, System.nanoTime() - start, out);
        others.forEach(other -> out.println(other.in(lang.language().locale())));
        if (others.isEmpty() && v.difference().isEmpty()) {
          published.ifPresent(
              p -> out.println(messages().text(p.count() == 1 ? "heads.one" : "heads", p.count())));
        }
      }
      return v.difference().isPresent() || !others.isEmpty() ? 1 : 0;
    }
  }

  private void print(Verification v, long nanos, PrintWriter out) {
    out.println(
        messages()
            .text(
                "summary",
                v.namespace(),
                v.facts(),
                v.decisions(),
                v.deadLetters(),
                v.undecided()));
    out.println(
        messages().text("rate", nanos / 1e9, Math.round(v.facts() * 1e9 / Math.max(1, nanos))));
    v.ranges().stream()
        .filter(range -> !range.decidedAgain())
        .forEach(
            range ->
                out.println(
                    messages()
                        .text(
                            "earlier",
                            range.networkId(),
                            range.firstSequence(),
                            range.lastSequence(),
                            range.rulesVersion())));
    out.println(
        v.difference()
            .map(difference -> difference.message().in(lang.language().locale()))
            .orElseGet(() -> messages().text("same", v.decisionHash())));
  }

  private PublishedHeads.Comparison published(Path path) {
    try {
      return PublishedHeads.from(path);
    } catch (UserFileException e) {
      throw new UserError(messages().of("sentence", e), e);
    } catch (IOException e) {
      throw new UserError(messages().of("expected.heads", path, FailureSentence.reason(e)), e);
    }
  }

  private int archive(Path path, PrintWriter out) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      ArchiveVerifier.Checked checked =
          ArchiveVerifier.verify(in, Optional.ofNullable(publicKey).map(String::strip));
      if (json) {
        out.println(JSON.writeValueAsString(checked));
      } else {
        print(checked, out);
      }
      return checked.wrong().isEmpty() ? 0 : 1;
    } catch (UserFileException e) {
      throw new UserError(messages().of("sentence", e), e);
    } catch (IOException e) {
      throw new UserError(messages().of("expected.archive", path, why(e)), e);
    }
  }

  private void print(ArchiveVerifier.Checked checked, PrintWriter out) {
    out.println(
        messages()
            .text(
                "archive",
                checked.disasterId(),
                checked.networkId(),
                checked.facts(),
                checked.decidedAgain() == checked.facts()
                    ? messages().text("archive.all")
                    : messages().text("archive.some", checked.decidedAgain()),
                messages().text(checked.complete() ? "archive.complete" : "archive.more")));
    out.println(messages().text("archive.signed", checked.publicKey()));
    if (publicKey == null) {
      out.println(messages().text("archive.compare"));
    }
    out.println(messages().text("archive.head", checked.headHash()));
    checked.wrong().forEach(wrong -> out.println(messages().text("archive.wrong", wrong)));
    if (checked.wrong().isEmpty()) {
      out.println(messages().text("archive.holds"));
    }
  }

  private Object why(IOException e) {
    if (e instanceof FileSystemException) {
      return FailureSentence.reason(e);
    }
    return e instanceof ZipException || e instanceof EOFException
        ? messages().of("damaged", FailureReason.of(e))
        : messages().of("unreadable", FailureReason.of(e));
  }

  private Namespace namespace(CommandCluster cluster) {
    String run = drill;
    if (run == null) {
      return Namespace.LIVE;
    }
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillCommand.requireThere(cluster, admin, run);
      return Namespace.drill(run);
    }
  }

  private CommandMessages messages() {
    return CommandMessages.ofVerification(lang.language());
  }
}
