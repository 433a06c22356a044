package kizuna.streams.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;

/** Finds namespaces by the names of the broker's topics. */
public final class BrokerNamespaces implements NamespaceListing {

  private static final long TIMEOUT_MILLIS = 5_000;
  private static final Pattern LEDGER_TOPIC =
      Pattern.compile("kizuna\\.(live|drill\\.[a-z0-9][a-z0-9-]{0,63})\\.dispatch-ledger");

  private final Admin admin;

  public BrokerNamespaces(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Map<Namespace, String> namespaces() {
    Map<String, TopicListing> topics =
        topics().stream().collect(Collectors.toMap(TopicListing::name, Function.identity()));
    Map<Namespace, String> found = new HashMap<>();
    topics.forEach(
        (name, listing) -> {
          Matcher ledger = LEDGER_TOPIC.matcher(name);
          if (ledger.matches()) {
            Namespace namespace = new Namespace(ledger.group(1));
            if (topics.keySet().containsAll(names(namespace))) {
              found.put(namespace, listing.topicId().toString());
            }
          }
        });
    return found;
  }

  private static Set<String> names(Namespace namespace) {
    Set<String> names = new HashSet<>();
    Topics.of(namespace).all().forEach(topic -> names.add(topic.name()));
    return names;
  }

  private Collection<TopicListing> topics() {
    try {
      return admin.listTopics().listings().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("expected the broker to list its topics, but " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the broker lists its topics", e);
    }
  }
}
