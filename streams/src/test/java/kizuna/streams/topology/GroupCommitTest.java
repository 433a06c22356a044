package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When what was decided is committed, between the commit intervals. */
class GroupCommitTest {

  private static final Duration POLL = Duration.ofMillis(100);

  /** How long a commit takes here. */
  private static final long COMMIT = Duration.ofMillis(10).toNanos();

  private long now = -1; // a clock may start below zero
  private final GroupCommit commits = new GroupCommit(() -> now);
  private int asked;

  @Test
  void aLoneFactIsCommittedAtOnce() {
    polled(0, 7);
    decided(0, 7);

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void factsThatWerePolledTogetherAreCommittedTogether() {
    polled(0, 3);
    polled(1, 9);
    decided(0, 2);
    decided(1, 9);
    decided(0, 3);

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aLifeMayDependOnItSoItIsCommittedWhateverWaits() {
    polled(0, 3);
    commits.processed(0, 1, true, () -> asked++);

    assertThat(asked).isEqualTo(1);
  }

  /** A quake asks for many lives at once: a commit for each would take all of the time. */
  @Test
  void ofManyThatLivesDependOnCommitsTakeAFifthOfTheTimeToo() {
    int committed = 0;
    for (int offset = 0; offset < 1000; offset++) {
      int before = asked;
      polled(true, 0, 1_000);
      commits.processed(0, offset, true, () -> asked++);
      if (asked > before) {
        committed++;
        commit();
      }
      now += Duration.ofMillis(1).toNanos();
    }

    assertThat(committed).isBetween(15, 30);
  }

  @Test
  void whatALifeDependsOnIsCommittedBehindTheRestWithWhateverFollows() {
    polled(0, 0);
    decided(0, 0);
    commit();
    polled(true, 0, 9);
    commits.processed(0, 1, true, () -> asked++);
    assertThat(asked).as("the thread rests from the first commit").isEqualTo(1);

    now += GroupCommit.REST * COMMIT;
    decided(0, 2);
    assertThat(asked).isEqualTo(2);

    now += GroupCommit.REST * COMMIT;
    decided(0, 3);
    assertThat(asked).as("no life depends on what others follow").isEqualTo(2);
  }

  @Test
  void whereTheLogHoldsMoreTheIntervalCommits() {
    polled(true, 0, 3);
    decided(0, 3);
    assertThat(asked).isZero();
    assertThat(commits.pollFor(POLL)).isEqualTo(POLL);

    commits.polled(ConsumerRecords.empty(), false);
    assertThat(asked).as("it held no more").isEqualTo(1);
  }

  @Test
  void commitsTakeAFifthOfTheTimeAtMost() {
    polled(0, 0);
    decided(0, 0);
    commit();
    List<Long> committedAt = new ArrayList<>();
    for (int offset = 1; offset <= 1000; offset++) {
      now += Duration.ofMillis(1).toNanos();
      polled(0, offset);
      int before = asked;
      decided(0, offset);
      if (asked > before) {
        committedAt.add(now);
        commit();
      }
    }

    assertThat(committedAt).hasSizeBetween(15, 25);
    for (int i = 1; i < committedAt.size(); i++) {
      assertThat(committedAt.get(i) - committedAt.get(i - 1))
          .isGreaterThanOrEqualTo((1 + GroupCommit.REST) * COMMIT);
    }
  }

  @Test
  void theThreadWaitsForRecordsNoLongerThanUntilADeferredCommitIsDue() {
    polled(0, 0);
    decided(0, 0);
    commit();
    polled(0, 1);
    decided(0, 1);
    assertThat(asked).as("the thread rests from the first commit").isEqualTo(1);
    Duration rest = commits.pollFor(POLL);
    assertThat(rest).isEqualTo(Duration.ofNanos(GroupCommit.REST * COMMIT));

    now += rest.toNanos();
    commits.polled(ConsumerRecords.empty(), false);

    assertThat(asked).isEqualTo(2);
    assertThat(commits.pollFor(POLL)).as("nothing is deferred").isEqualTo(POLL);
  }

  @Test
  void aCommitOfTheIntervalCommitsWhatWasDeferred() {
    polled(0, 0);
    decided(0, 0);
    commit();
    polled(0, 1);
    decided(0, 1);
    commit();

    now += Duration.ofSeconds(1).toNanos();
    commits.polled(ConsumerRecords.empty(), false);

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatAPartitionThatLeavesHadWaitingKeepsNobodyBack() {
    polled(0, 5);
    polled(1, 5);
    commits.closed(0);
    decided(1, 5);
    assertThat(asked).isEqualTo(1);

    commit();
    polled(0, 6); // the clock is back
    decided(0, 6);
    commits.closed(0);
    now += Duration.ofSeconds(1).toNanos();
    commits.polled(ConsumerRecords.empty(), false);
    assertThat(asked).as("a task that is closed asks for nothing").isEqualTo(1);
  }

  @Test
  void aFlushWithoutACommitLastsUntilTheNextCommitAtMost() {
    commits.flushing();
    now += Duration.ofHours(1).toNanos();
    commit();
    commit();
    now += GroupCommit.REST * COMMIT;
    polled(0, 0);
    decided(0, 0);

    assertThat(asked).isEqualTo(1);
  }

  private void polled(int partition, long upTo) {
    polled(false, partition, upTo);
  }

  private void polled(boolean more, int partition, long upTo) {
    TopicPartition of = new TopicPartition("intake", partition);
    commits.polled(
        new ConsumerRecords<>(
            Map.of(of, List.of(new ConsumerRecord<>("intake", partition, upTo, "", ""))), Map.of()),
        more);
  }

  private void decided(int partition, long offset) {
    commits.processed(partition, offset, false, () -> asked++);
  }

  private void commit() {
    commits.flushing();
    now += COMMIT;
    commits.committed();
  }
}
