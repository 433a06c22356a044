package kizuna.infra.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/** The accounts of the cluster: written at every start, from the folder of secrets. */
final class ClusterAccounts {

  private static final long ANSWER_SECONDS = 20;
  private static final long RETRY_MILLIS = 20;

  /** The minimum of Kafka: iterations slow down guessing, and 256 random bits cannot be guessed. */
  private static final int ITERATIONS = 4096;

  private ClusterAccounts() {}

  /** Writes the accounts and their permissions into the cluster. */
  static void write(InternalListeners internal, Accounts accounts) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            Ports.LOOPBACK + ":" + internal.brokerPort(),
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            internal.jaasConfig());
    List<UserScramCredentialAlteration> known =
        Arrays.stream(Account.values())
            .<UserScramCredentialAlteration>map(
                account ->
                    new UserScramCredentialUpsertion(
                        account.id(),
                        new ScramCredentialInfo(
                            ScramMechanism.fromMechanismName(Accounts.MECHANISM), ITERATIONS),
                        accounts.kafkaSecret(account)))
            .toList();
    try (Admin admin = Admin.create(settings)) {
      admin.alterUserScramCredentials(known).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      writePermissions(admin);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not take its accounts", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Adds missing permissions and removes superfluous ones of our accounts. */
  private static void writePermissions(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<AclBinding> wanted = Permissions.of(Topics.of(Namespace.LIVE));
    Set<AclBinding> there =
        Set.copyOf(
            admin
                .describeAcls(AclBindingFilter.ANY)
                .values()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS));
    List<AclBindingFilter> tooMuch =
        there.stream()
            .filter(Permissions::isOurs)
            .filter(binding -> !wanted.contains(binding))
            .map(AclBinding::toFilter)
            .toList();
    if (!tooMuch.isEmpty()) {
      admin.deleteAcls(tooMuch).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
    List<AclBinding> missing = wanted.stream().filter(b -> !there.contains(b)).toList();
    if (!missing.isEmpty()) {
      admin.createAcls(missing).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Waits until the broker has its accounts from the controller, and asserts version 2 of its
   * transactions: before, a late commit could hit a later transaction.
   */
  static void assertTransactionVersion(KafkaCluster cluster) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    while (true) {
      try {
        assertTransactionVersionNow(cluster);
        return;
      } catch (SaslAuthenticationException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
      }
    }
  }

  private static void assertTransactionVersionNow(KafkaCluster cluster) {
    try (Admin admin = Admin.create(cluster.settings())) {
      FinalizedVersionRange range =
          admin
              .describeFeatures()
              .featureMetadata()
              .get(ANSWER_SECONDS, TimeUnit.SECONDS)
              .finalizedFeatures()
              .get("transaction.version");
      if (range == null || range.maxVersionLevel() < 2) {
        throw new UserError(
            ClusterMessages.LIST.of(
                "transactions",
                range == null
                    ? ClusterMessages.LIST.of("transactions.none")
                    : range.maxVersionLevel()));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SaslAuthenticationException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("the broker does not answer", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
