package kizuna.infra;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import kizuna.decisions.DeadLetter;
import kizuna.infra.accounts.Account;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.text.FailureReason;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna redrive}: reports dead letters again, after their cause is fixed. */
@Command(
    name = "redrive",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the dead letters of the live log that can be read now, and with --yes reports them again, at the time of now.",
      "For reports that came before their network was formed, or whose schema the registry had lost. Each keeps its id:",
      "sent again twice, it counts once. What still cannot be read stays where it is.",
      "",
      "  infra/kizuna redrive                     says what would be sent",
      "  infra/kizuna redrive --at 0:1234 --yes   sends that of partition 0, offset 1234",
      "  infra/kizuna redrive --yes               sends all that can be read",
      ""
    })
final class RedriveCommand implements Callable<Integer> {

  static final MessageList SAY = MessageList.beside(RedriveCommand.class, "redrive");

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--yes", description = "send them")
  private boolean yes;

  @Option(
      names = "--at",
      paramLabel = "PARTITION:OFFSET",
      description = "only the dead letter of that record of the intake")
  private @Nullable String at;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    // It writes the intake, which no other account of commands may.
    options.actAs(Account.LAUNCHER);
    if (at != null && !at.matches("\\d{1,9}:\\d{1,18}")) {
      throw new UserError(SAY.of("expected.at", at));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (CommandCluster cluster = CommandCluster.running(options)) {
      List<Redrivable> found = find(cluster);
      found.forEach(one -> say(out, one.sentence()));
      List<Redrivable> readable = found.stream().filter(one -> one.fact().isPresent()).toList();
      if (!yes || readable.isEmpty()) {
        say(out, SAY.of(readable.isEmpty() ? "none" : "some", readable.size(), found.size()));
        return 0;
      }
      send(cluster, readable, out);
      return 0;
    }
  }

  private void say(PrintWriter out, Message message) {
    out.println(message.in(lang.language().locale()));
  }

  private List<Redrivable> find(CommandCluster cluster) {
    Topics live = Topics.of(Namespace.LIVE);
    TopicSerdes formats = TopicSerdes.of(live, cluster.registry());
    List<Redrivable> all = new ArrayList<>();
    for (int p = 0; p < live.deadLetters.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(cluster.kafka(), live.deadLetters.name(), p)) {
        while (log.hasNext()) {
          ConsumerRecord<byte[], byte @Nullable []> record = log.next();
          byte[] value = record.value();
          if (value != null) {
            DeadLetter letter = formats.deadLetters().decode(value);
            if (letter.getTopic().equals(live.intake.name()) && isAsked(letter)) {
              all.add(Redrivable.of(letter, formats.facts()));
            }
          }
        }
      } catch (UnreadableRecord e) {
        throw new UserError(SAY.of("unreadable", FailureReason.of(e)), e);
      }
    }
    return all;
  }

  private boolean isAsked(DeadLetter letter) {
    return at == null || at.equals(letter.getPartition() + ":" + letter.getOffset());
  }

  private void send(CommandCluster cluster, List<Redrivable> readable, PrintWriter out) {
    try (IntakeProducer log = new IntakeProducer(cluster.kafka(), cluster.registry())) {
      for (Redrivable one : readable) {
        IntakeProducer.Receipt receipt = log.append(Namespace.LIVE, one.again(Instant.now())).get();
        String place = receipt.partition() + ":" + receipt.offset();
        say(out, SAY.of("sent", one.place(), place));
      }
    } catch (ExecutionException e) {
      throw new UserError(SAY.of("refused", String.valueOf(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
