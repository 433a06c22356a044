package kizuna.infra.drill;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.host.Refusal;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      ""
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int TOLD_EVERY = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private Cluster.Options options = new Cluster.Options();

  @Option(
      names = "--drill",
      paramLabel = "RUN",
      description = "a drill's run instead of the live log (see drill list)")
  private @Nullable String drill;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Cluster cluster = Cluster.running(options)) {
      Namespace namespace = namespace(cluster);
      Verification v =
          new Verifier(Topics.of(namespace), cluster.registry())
              .verify(
                  cluster.kafka(),
                  facts -> {
                    if (facts % TOLD_EVERY == 0) {
                      err.printf(Locale.ROOT, "%,d facts decided again%n", facts);
                    }
                  });
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(v));
      } else {
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
      return v.difference().isPresent() ? 1 : 0;
    }
  }

  private Namespace namespace(Cluster cluster) {
    String run = drill;
    if (run == null) {
      return Namespace.LIVE;
    }
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      return Optional.of(run)
          .filter(DrillRun.runs(admin)::contains)
          .map(Namespace::drill)
          .orElseThrow(
              () ->
                  new Refusal(
                      "expected a run that exists (see infra/kizuna drill list), but "
                          + run
                          + " does not."));
    }
  }
}
