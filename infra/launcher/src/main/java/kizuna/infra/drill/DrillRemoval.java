package kizuna.infra.drill;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Removes a run, whether it expired, failed or a user removed it. The removal is recorded first;
 * each step can be repeated, and {@link RunExpiry} finishes what a crash left. Rows of read models
 * are deleted after the topics.
 */
final class DrillRemoval {

  /** The steps, in order, after the removal is recorded. */
  enum Step {
    TOPICS,
    GROUP,
    SUBJECTS,
    NOTE
  }

  private final Admin admin;
  private final SchemaRegistry registry;
  private final DrillRegister register;
  private final Consumer<Step> before;

  /**
   * @param before receives each step before it is done
   */
  DrillRemoval(
      Admin admin, SchemaRegistry registry, DrillRegister register, Consumer<Step> before) {
    this.admin = admin;
    this.registry = registry;
    this.register = register;
    this.before = before;
  }

  /**
   * Removes a run at the request of a user.
   *
   * @return the number of topics
   */
  int remove(String runId, java.time.Instant now, int days) {
    register.change(
        all ->
            all.put(
                runId,
                DrillExpiry.removed(
                    all.getOrDefault(runId, DrillExpiry.begun(runId, now, days)), false, now)));
    return finish(runId);
  }

  /**
   * Removes the rest of a run that is marked for removal: its topics, including those of its state,
   * its consumer group, and its subjects in the registry.
   *
   * @return the number of topics
   */
  int finish(String runId) {
    Namespace namespace = Namespace.drill(runId);
    before.accept(Step.TOPICS);
    List<String> topics =
        wait(admin.listTopics().names()).stream()
            .filter(topic -> topic.startsWith(namespace.prefix()))
            .toList();
    Map<String, KafkaFuture<Void>> deleted = admin.deleteTopics(topics).topicNameValues();
    deleted.values().forEach(one -> done(one, UnknownTopicOrPartitionException.class));
    before.accept(Step.GROUP);
    boolean left =
        !done(
            admin.deleteConsumerGroups(List.of(namespace.applicationId())).all(),
            GroupIdNotFoundException.class);
    before.accept(Step.SUBJECTS);
    Topics.of(namespace).all().forEach(topic -> registry.remove(topic.subject()));
    before.accept(Step.NOTE);
    if (!left) {
      register.change(
          all -> {
            DrillStatus status = all.get(runId);
            if (status != null) {
              all.put(runId, DrillStatus.newBuilder(status).setLeftovers(false).build());
            }
          });
    }
    return topics.size();
  }

  /** False: the group still has members. */
  private static boolean done(KafkaFuture<Void> future, Class<? extends Exception> goneAlready) {
    try {
      future.get();
      return true;
    } catch (ExecutionException e) {
      if (goneAlready.isInstance(e.getCause())) {
        return true;
      }
      if (e.getCause() instanceof GroupNotEmptyException) {
        return false;
      }
      throw new UserError(
          DrillCommand.words().of("remove.failed", String.valueOf(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> T wait(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new UserError(
          DrillCommand.words().of("topics.failed", String.valueOf(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
