package kizuna.producers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which namespaces there are: those whose intake topic exists. */
class Namespaces {

  private final Admin admin;
  private final Set<Namespace> known = ConcurrentHashMap.newKeySet();

  Namespaces(Admin admin) {
    this.admin = admin;
  }

  /**
   * Whether facts can be put there.
   *
   * @throws FactLog.LogUnavailable if nobody can say
   */
  boolean exists(Namespace namespace) {
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
      throw new FactLog.LogUnavailable("expected a Kafka broker, but " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FactLog.LogUnavailable("interrupted", e);
    }
  }
}
