package kizuna.infra.drill;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.text.Message;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The runs that have topics on a broker. */
final class DrillRuns {

  private static final Pattern TOPIC =
      Pattern.compile("kizuna\\.drill\\.([a-z0-9][a-z0-9-]{0,63})\\..+");
  private static final String INTAKE = "intake";

  /**
   * One run on the broker.
   *
   * @param facts number of facts reported to it
   * @param end offset behind its last fact, summed over partitions
   * @param running whether a decider runs for it
   */
  record Run(long facts, long end, boolean running) {}

  private DrillRuns() {}

  /** Ids of the runs that have any topic, in order. */
  static TreeSet<String> ids(Admin admin) {
    TreeSet<String> ids = new TreeSet<>();
    for (String topic : wait(admin.listTopics().names())) {
      Matcher named = TOPIC.matcher(topic);
      if (named.matches()) {
        ids.add(named.group(1));
      }
    }
    return ids;
  }

  /** All runs, by id. */
  static Map<String, Run> of(Admin admin) {
    TreeSet<String> ids = ids(admin);
    Map<String, KafkaFuture<TopicDescription>> intakes =
        admin.describeTopics(ids.stream().map(DrillRuns::intake).toList()).topicNameValues();
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    intakes.forEach(
        (topic, described) ->
            there(described)
                .ifPresent(
                    t ->
                        t.partitions()
                            .forEach(
                                p -> {
                                  TopicPartition partition =
                                      new TopicPartition(topic, p.partition());
                                  first.put(partition, OffsetSpec.earliest());
                                  last.put(partition, OffsetSpec.latest());
                                })));
    Map<String, Long> starts = sums(admin, first);
    Map<String, Long> ends = sums(admin, last);
    Map<String, KafkaFuture<ConsumerGroupDescription>> groups =
        admin
            .describeConsumerGroups(
                ids.stream().map(id -> Namespace.drill(id).applicationId()).toList())
            .describedGroups();
    Map<String, Run> runs = new TreeMap<>();
    for (String id : ids) {
      long end = ends.getOrDefault(intake(id), 0L);
      KafkaFuture<ConsumerGroupDescription> group = groups.get(Namespace.drill(id).applicationId());
      boolean running =
          group != null && there(group).filter(g -> !g.members().isEmpty()).isPresent();
      runs.put(id, new Run(end - starts.getOrDefault(intake(id), 0L), end, running));
    }
    return runs;
  }

  /** When a run of the register expires; empty: it is kept for good, or does not exist. */
  static Optional<Instant> expiresAt(Map<String, DrillStatus> all, String id, Instant now) {
    return Optional.ofNullable(all.get(id)).flatMap(status -> DrillExpiry.expiresAt(status, now));
  }

  /** Why a run no longer exists; empty if it is not known to be removed. */
  static Optional<Message> gone(Map<String, DrillStatus> all, String id, CommandMessages words) {
    DrillStatus status = all.get(id);
    Instant removed = status == null ? null : status.getRemovedAt();
    if (status == null || removed == null) {
      return Optional.empty();
    }
    return Optional.of(
        status.getExpired()
            ? words.of(
                "gone.expired",
                id,
                words.day(removed),
                String.valueOf(status.getExpiresAfterDays()))
            : words.of("gone.removed", id, words.day(removed)));
  }

  private static String intake(String id) {
    return Namespace.drill(id).prefix() + INTAKE;
  }

  private static Map<String, Long> sums(Admin admin, Map<TopicPartition, OffsetSpec> wanted) {
    Map<String, Long> sums = new HashMap<>();
    var offsets = admin.listOffsets(wanted);
    wanted
        .keySet()
        .forEach(
            p ->
                there(offsets.partitionResult(p))
                    .ifPresent(o -> sums.merge(p.topic(), o.offset(), Long::sum)));
    return sums;
  }

  /** Empty: the topic was deleted meanwhile. */
  private static <T> Optional<T> there(KafkaFuture<T> future) {
    try {
      return Optional.of(future.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> T wait(KafkaFuture<T> future) {
    return there(future).orElseThrow(() -> new UserError(DrillCommand.words().of("topics.none")));
  }

  private static UserError unanswered(ExecutionException e) {
    return new UserError(DrillCommand.words().of("list.failed", String.valueOf(e.getCause())), e);
  }
}
