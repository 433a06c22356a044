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
import kizuna.streams.processing.Preview;
import kizuna.streams.replay.ReplayedState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Previews decisions of drills, which other processes decide: replays the logs of the few drills
 * that were used last. For a drill that is over the answer is "not running".
 */
final class DrillPreviewService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DrillPreviewService.class);
  private static final int MAX_DRILLS = 2;
  private static final long REQUEST_LIMIT_SECONDS = 2;

  private final Predicate<Namespace> running;
  private final Function<Namespace, ReplayedState> open;
  private final Map<Namespace, ReplayedState> states = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * @param running whether a process decides the drill
   * @param open opens the state of a drill, without records at first
   */
  DrillPreviewService(Predicate<Namespace> running, Function<Namespace, ReplayedState> open) {
    this.running = running;
    this.open = open;
  }

  Preview ask(Namespace drill, Fact fact, Duration longest) throws InterruptedException {
    try {
      if (!running.test(drill)) {
        evict(drill);
        return Preview.Missing.NOT_RUNNING;
      }
      return stateOf(drill).ask(fact, longest);
    } catch (RuntimeException e) {
      LOG.warn("a preview in {} failed", drill.name(), e);
      // A partly read state is not used again.
      evict(drill);
      return Preview.Missing.FAILED;
    }
  }

  private synchronized ReplayedState stateOf(Namespace drill) {
    ReplayedState known = states.computeIfAbsent(drill, open);
    if (states.size() > MAX_DRILLS) {
      evict(states.keySet().iterator().next());
    }
    return known;
  }

  private synchronized void evict(Namespace drill) {
    ReplayedState evicted = states.remove(drill);
    if (evicted != null) {
      evicted.close();
    }
  }

  @Override
  public synchronized void close() {
    states.values().forEach(ReplayedState::close);
    states.clear();
  }

  /** Whether the decisions of a drill run somewhere: their group has members. */
  static Predicate<Namespace> runningBy(Admin admin) {
    return drill -> {
      String group = drill.applicationId();
      try {
        return admin
            .describeConsumerGroups(List.of(group))
            .all()
            .get(REQUEST_LIMIT_SECONDS, TimeUnit.SECONDS)
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
    Map<String, Object> settings = cluster.serviceSettings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "previews-" + drill.name());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A position that the broker no longer has means another log, and other states.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
