package kizuna.infra.drill;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
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
      "  infra/kizuna verify data/archive/tokyo23-noto-2024.zip",
      ""
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int TOLD_EVERY = 10_000;

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

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (file != null) {
      return archive(file, out);
    }
    if (publicKey != null) {
      throw new UserError("expected the FILE of an archive beside --public-key.");
    }
    Optional<PublishedHeads.Comparison> published = Optional.ofNullable(heads).map(this::published);
    try (CommandCluster cluster = CommandCluster.running(options)) {
      Namespace namespace = namespace(cluster);
      Verification v =
          new Verifier(Topics.of(namespace), cluster.registry(), published)
              .verify(
                  cluster.kafka(),
                  facts -> {
                    if (facts % TOLD_EVERY == 0) {
                      err.printf(Locale.ROOT, "%,d facts decided again%n", facts);
                    }
                  });
      // If a decision differs, the log was read only to there.
      List<String> others =
          v.difference().isPresent()
              ? List.of()
              : published.map(PublishedHeads.Comparison::differences).orElse(List.of());
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(v));
        others.forEach(err::println);
      } else {
        print(v, out);
        others.forEach(out::println);
        if (others.isEmpty() && v.difference().isEmpty()) {
          published.ifPresent(p -> out.println(p.count() + " published heads are on the chain"));
        }
      }
      return v.difference().isPresent() || !others.isEmpty() ? 1 : 0;
    }
  }

  private static void print(Verification v, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %,d facts; %,d decisions the same byte for byte, %,d unreadable records as before, %,d not decided yet%n",
        v.namespace(),
        v.facts(),
        v.decisions(),
        v.deadLetters(),
        v.undecided());
    v.ranges().stream()
        .filter(range -> !range.decidedAgain())
        .forEach(
            range ->
                out.printf(
                    Locale.ROOT,
                    "network %s, decisions %d to %d: by rules version %s; chain and hashes are"
                        + " right, the release with these rules decides them again%n",
                    range.networkId(),
                    range.firstSequence(),
                    range.lastSequence(),
                    range.rulesVersion()));
    out.println(
        v.difference()
            .map(Verification.Difference::sentence)
            .orElse("no difference; decision hash " + v.decisionHash()));
  }

  private PublishedHeads.Comparison published(Path path) {
    try {
      return PublishedHeads.from(path);
    } catch (IOException e) {
      throw new UserError("expected published heads in " + path + ", but " + why(e) + ".", e);
    }
  }

  private int archive(Path path, PrintWriter out) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      ArchiveVerifier.Checked checked =
          ArchiveVerifier.verify(in, Optional.ofNullable(publicKey).map(String::strip));
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(checked));
      } else {
        out.printf(
            Locale.ROOT,
            "disaster %s of network %s: %,d facts; %s; %s%n",
            checked.disasterId(),
            checked.networkId(),
            checked.facts(),
            checked.decidedAgain() == checked.facts()
                ? "decided again"
                : String.format(
                    Locale.ROOT,
                    "%,d of them decided again, the others by earlier rules",
                    checked.decidedAgain()),
            checked.complete() ? "complete" : "the disaster had not left the books then");
        out.println("signed by " + checked.publicKey());
        if (publicKey == null) {
          out.println(
              "compare that key with one published elsewhere (infra/kizuna archive --public-key)");
        }
        out.println("head " + checked.headHash());
        checked.wrong().forEach(wrong -> out.println("does not hold: " + wrong));
        if (checked.wrong().isEmpty()) {
          out.println("signature and chain hold");
        }
      }
      return checked.wrong().isEmpty() ? 0 : 1;
    } catch (IOException e) {
      throw new UserError(
          "expected an archive of a disaster in " + path + ", but " + why(e) + ".", e);
    }
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    return e instanceof ZipException || e instanceof EOFException
        ? "the file is damaged: bytes of it were changed or are missing (" + e.getMessage() + ")"
        : String.valueOf(e.getMessage());
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
}
