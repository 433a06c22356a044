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

  private static final long LOOK_AGAIN_MILLIS = 500;

  private OnlyInstance() {}

  /** Waits until the consumer group is empty; throws if it is not after a session timeout. */
  static void require(Admin admin, Namespace namespace, Consumer<String> notices)
      throws InterruptedException {
    require(admin, namespace, notices, SESSION);
  }

  static void require(Admin admin, Namespace namespace, Consumer<String> notices, Duration limit)
      throws InterruptedException {
    boolean announced = false;
    Collection<MemberDescription> members = members(admin, namespace.applicationId());
    // From the first response on: a slow broker does not use up the time for others to leave.
    long end = System.nanoTime() + limit.toNanos();
    while (!members.isEmpty()) {
      if (System.nanoTime() > end) {
        MemberDescription other = members.iterator().next();
        throw new UserError(
            CommandMessages.ofUp(LanguageTag.ofMachine())
                .of(
                    "other.stays",
                    namespace.name(),
                    other.host(),
                    other.consumerId(),
                    namespace.applicationId()));
      }
      if (!announced) {
        notices.accept(CommandMessages.ofUp(LanguageTag.ofMachine()).text("other"));
        announced = true;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      members = members(admin, namespace.applicationId());
    }
  }

  private static Collection<MemberDescription> members(Admin admin, String group)
      throws InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
          .flatMap(described -> described.members().stream())
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw new UserError(
          CommandMessages.ofUp(LanguageTag.ofMachine())
              .of("other.unknown", String.valueOf(e.getCause())),
          e);
    }
  }
}
