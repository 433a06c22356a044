package kizuna.producers;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Lists the namespaces on the broker. A namespace that was there once is assumed to stay. */
final class BrokerNamespaces implements Namespaces {

  private final Admin admin;
  private final Set<Namespace> known = ConcurrentHashMap.newKeySet();

  BrokerNamespaces(Admin admin) {
    this.admin = admin;
  }

  @Override
  public boolean exists(Namespace namespace) {
    if (known.contains(namespace)) {
      return true;
    }
    try {
      var unused =
          admin.describeTopics(Set.of(Topics.of(namespace).intake.name())).allTopicNames().get();
      known.add(namespace);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw new IntakeProducer.LogUnavailable("expected a Kafka broker, but " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IntakeProducer.LogUnavailable("interrupted", e);
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
      throw new IntakeProducer.LogUnavailable("expected a Kafka broker, but " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IntakeProducer.LogUnavailable("interrupted", e);
    }
  }
}
