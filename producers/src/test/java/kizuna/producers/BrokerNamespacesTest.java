package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** What was there a while ago may be gone: a drill's run that was removed takes no report. */
class BrokerNamespacesTest {

  private static final Namespace RUN = Namespace.drill("first-hour-1");

  private final Set<String> topics = new HashSet<>();
  private final AtomicLong nanos = new AtomicLong();
  private int asked;
  private final BrokerNamespaces namespaces = new BrokerNamespaces(admin(), nanos::get);

  /** A broker that has some topics. */
  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              asked++;
              @SuppressWarnings("unchecked") // Topics are requested by name.
              Collection<String> names = (Collection<String>) arguments[0];
              return new Described(
                  names.stream().collect(Collectors.toMap(name -> name, this::described)));
            });
  }

  private KafkaFuture<TopicDescription> described(String topic) {
    KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
    if (topics.contains(topic)) {
      answer.complete(new TopicDescription(topic, false, java.util.List.of()));
    } else {
      answer.completeExceptionally(new UnknownTopicOrPartitionException(topic));
    }
    return answer;
  }

  /** The answer of a broker about topics by name. */
  private static final class Described extends DescribeTopicsResult {
    Described(Map<String, KafkaFuture<TopicDescription>> byName) {
      super(null, byName);
    }
  }

  @Test
  void aRunThatWasRemovedIsThereForAWhileAtMost() {
    topics.add(Topics.of(RUN).intake.name());
    assertThat(namespaces.exists(RUN)).isTrue();

    topics.clear();
    nanos.addAndGet(BrokerNamespaces.BELIEVED_FOR.toNanos());

    assertThat(namespaces.exists(RUN)).isFalse();
    assertThat(namespaces.exists(RUN)).isFalse();
  }

  @Test
  void theBrokerIsAskedAboutTheLiveLogOnce() {
    topics.add(Topics.of(Namespace.LIVE).intake.name());
    for (int i = 0; i < 3; i++) {
      assertThat(namespaces.exists(Namespace.LIVE)).isTrue();
      nanos.addAndGet(2 * BrokerNamespaces.BELIEVED_FOR.toNanos());
    }

    assertThat(asked).isEqualTo(1);
  }
}
