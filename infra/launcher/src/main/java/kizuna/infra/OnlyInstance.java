package kizuna.infra;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Refuses to start when another installation decides the same log: the second would fence the
 * first.
 */
final class OnlyInstance {

  /**
   * The session timeout of a consumer group is 10 s: an instance that has ended stays a member
   * until then.
   */
  private static final Duration SESSION = Duration.ofSeconds(15);

  /** After a power cut, the machines of the cluster start at the same time as this one. */
  private static final Duration CLUSTER_START = Duration.ofMinutes(2);

  private static final long LOOK_AGAIN_MILLIS = 500;

  private OnlyInstance() {}

  /**
   * Waits until the cluster answers and the consumer group is empty; throws if the cluster refuses,
   * does not answer for two minutes, or the group is not empty after a session timeout.
   */
  static void require(Admin admin, Namespace namespace, Consumer<String> notices)
      throws InterruptedException {
    require(admin, namespace, notices, CLUSTER_START, SESSION);
  }

  static void require(
      Admin admin,
      Namespace namespace,
      Consumer<String> notices,
      Duration clusterStart,
      Duration limit)
      throws InterruptedException {
    boolean announced = false;
    String group = namespace.applicationId();
    Collection<MemberDescription> members = members(admin, group, notices, clusterStart);
    // From the first response on: a slow broker does not use up the time for others to leave.
    long end = System.nanoTime() + limit.toNanos();
    while (!members.isEmpty()) {
      if (System.nanoTime() > end) {
        MemberDescription other = members.iterator().next();
        throw new UserError(
            CommandMessages.ofUp(LanguageTag.ofMachine())
                .of("other.stays", namespace.name(), other.host(), other.consumerId(), group));
      }
      if (!announced) {
        notices.accept(CommandMessages.ofUp(LanguageTag.ofMachine()).text("other"));
        announced = true;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      members = members(admin, group, notices, clusterStart);
    }
  }

  private static Collection<MemberDescription> members(
      Admin admin, String group, Consumer<String> notices, Duration clusterStart)
      throws InterruptedException {
    CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
    boolean announced = false;
    long end = System.nanoTime() + clusterStart.toNanos();
    while (true) {
      try {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
            .flatMap(described -> described.members().stream())
            .toList();
      } catch (ExecutionException e) {
        String cause = String.valueOf(e.getCause());
        if (e.getCause() instanceof GroupIdNotFoundException) {
          return List.of();
        }
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
          throw new UserError(messages.of("other.unknown", cause), e);
        }
        if (!announced) {
          notices.accept(messages.text("cluster.awaited", clusterStart.toSeconds(), cause));
          announced = true;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }
}
