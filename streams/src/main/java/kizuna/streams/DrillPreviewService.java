package kizuna.streams;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import kizuna.facts.Fact;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.Preview;
import kizuna.streams.topology.ReplayedState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what would be decided in a drill, which is decided by whoever runs it: on books of its own,
 * of the few drills that were asked about last. Who asks about a drill that nobody decides any more
 * is told so.
 */
final class DrillPreviewService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DrillPreviewService.class);
  private static final int MOST_DRILLS = 2;
  private static final long LOOK_SECONDS = 2;

  private final Predicate<Namespace> running;
  private final Function<Namespace, ReplayedState> open;
  private final Map<Namespace, ReplayedState> books = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * @param running whether somebody decides the drill
   * @param open books of a drill that have read nothing yet
   */
  DrillPreviewService(Predicate<Namespace> running, Function<Namespace, ReplayedState> open) {
    this.running = running;
    this.open = open;
  }

  Preview ask(Namespace drill, Fact fact, Duration longest) throws InterruptedException {
    try {
      if (!running.test(drill)) {
        forget(drill);
        return Preview.Missing.NOT_RUNNING;
      }
      return booksOf(drill).ask(fact, longest);
    } catch (RuntimeException e) {
      LOG.warn("a preview in {} failed", drill.name(), e);
      // What a broken line or log left half read is not to be asked again.
      forget(drill);
      return Preview.Missing.FAILED;
    }
  }

  private synchronized ReplayedState booksOf(Namespace drill) {
    ReplayedState known = books.computeIfAbsent(drill, open);
    if (books.size() > MOST_DRILLS) {
      forget(books.keySet().iterator().next());
    }
    return known;
  }

  private synchronized void forget(Namespace drill) {
    ReplayedState gone = books.remove(drill);
    if (gone != null) {
      gone.close();
    }
  }

  @Override
  public synchronized void close() {
    books.values().forEach(ReplayedState::close);
    books.clear();
  }

  /** Whether the decisions of a drill run somewhere: their group has members. */
  static Predicate<Namespace> runningBy(Admin admin) {
    return drill -> {
      String group = drill.applicationId();
      try {
        return admin
            .describeConsumerGroups(List.of(group))
            .all()
            .get(LOOK_SECONDS, TimeUnit.SECONDS)
            .values()
            .stream()
            .anyMatch(described -> !described.members().isEmpty());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof GroupIdNotFoundException) {
          return false;
        }
        throw new KafkaException("expected the broker to describe the group " + group, e);
      } catch (TimeoutException e) {
        throw new KafkaException("expected the broker to describe the group " + group, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted", e);
      }
    };
  }

  /** A reader of committed records. */
  static KafkaConsumer<byte[], byte[]> consumer(KafkaCluster cluster, Namespace drill) {
    Map<String, Object> settings = cluster.settings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "previews-" + drill.name());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A position that the broker no longer knows means another log, and other books.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
