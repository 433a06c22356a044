package kizuna.producers;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Lists the namespaces on the broker. The live one is cached for ever; a drill's run may be
 * removed, so it is cached for a limited time.
 */
final class BrokerNamespaces implements Namespaces {

  /** A report to a run that was just removed is refused by the log, not by its absence. */
  static final Duration BELIEVED_FOR = Duration.ofSeconds(10);

  private final Admin admin;
  private final LongSupplier nanos;

  /** When each namespace was found last. */
  private final Map<Namespace, Long> known = new ConcurrentHashMap<>();

  BrokerNamespaces(Admin admin, LongSupplier nanos) {
    this.admin = admin;
    this.nanos = nanos;
  }

  @Override
  public boolean exists(Namespace namespace) {
    long now = nanos.getAsLong();
    Long found = known.get(namespace);
    if (found != null && (!namespace.isDrill() || now - found < BELIEVED_FOR.toNanos())) {
      return true;
    }
    try {
      var unused =
          admin.describeTopics(Set.of(Topics.of(namespace).intake.name())).allTopicNames().get();
      known.put(namespace, now);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        known.remove(namespace);
        return false;
      }
      throw IntakeProducer.LogUnavailable.noBroker(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IntakeProducer.LogUnavailable.interrupted(e);
    }
  }

  @Override
  public List<String> runs(String drill) {
    Pattern run =
        Pattern.compile("kizuna\\.drill\\.(" + Pattern.quote(drill) + "-\\d{1,9})\\.intake");
    try {
      return admin.listTopics().names().get().stream()
          .map(run::matcher)
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .sorted(Comparator.comparingInt(String::length).thenComparing(id -> id))
          .toList();
    } catch (ExecutionException e) {
      throw IntakeProducer.LogUnavailable.noBroker(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IntakeProducer.LogUnavailable.interrupted(e);
    }
  }
}
