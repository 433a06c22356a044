package kizuna.infra.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kizuna.infra.command.CommandMessages;
import kizuna.producers.LogTime;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import org.apache.kafka.clients.admin.Admin;

/**
 * Checks all runs: records which are in use, announces which expire soon, and removes those that
 * expired or were left half removed. {@code infra/kizuna up} does it once a day; concurrent checks
 * remove only what the register marks as expired.
 */
final class RunExpiry {

  /** A live log has at least one fact a day, so it is closer than this to a correct clock. */
  private static final Duration MAX_FROM_LIVE_LOG = Duration.ofDays(3);

  private static final Duration JUST_BEGUN = Duration.ofDays(1);

  private final KafkaCluster cluster;
  private final Admin admin;
  private final DrillRegister register;
  private final DrillRemoval removal;
  private final int days;

  RunExpiry(
      KafkaCluster cluster, Admin admin, DrillRegister register, DrillRemoval removal, int days) {
    this.cluster = cluster;
    this.admin = admin;
    this.register = register;
    this.removal = removal;
    this.days = days;
  }

  /** The time of the live log, if it shows that the clock is wrong. */
  Optional<Instant> doubt(Instant now) {
    return LogTime.newest(cluster, Topics.of(Namespace.LIVE).intake)
        .filter(log -> Duration.between(log, now).abs().compareTo(MAX_FROM_LIVE_LOG) > 0);
  }

  /**
   * Checks all runs once.
   *
   * @param notices receives a sentence for each step
   */
  void run(Instant now, CommandMessages words, Consumer<String> say) {
    Optional<Instant> doubt = doubt(now);
    if (doubt.isPresent()) {
      say.accept(words.text("expire.clock", words.time(doubt.get()), words.time(now)));
      return;
    }
    Map<String, DrillRuns.Run> there = DrillRuns.of(admin);
    List<String> announced = new ArrayList<>();
    TreeMap<String, DrillStatus> all =
        register.change(
            known -> {
              announced.clear();
              there.forEach(
                  (id, run) -> {
                    DrillStatus before = known.get(id);
                    if (before != null && DrillExpiry.isGone(before)) {
                      return;
                    }
                    DrillStatus after =
                        DrillExpiry.looked(before, id, run.end(), run.running(), now, days);
                    if (DrillExpiry.isDue(after, now)) {
                      after = DrillExpiry.removed(after, true, now);
                    } else if (after.getAnnouncedAt() != null) {
                      announced.add(id);
                    }
                    known.put(id, after);
                  });
              // Its topics were deleted by others. A run that has just begun has none yet.
              known.replaceAll(
                  (id, status) ->
                      there.containsKey(id)
                              || DrillExpiry.isGone(status)
                              || status.getActiveAt().isAfter(now.minus(JUST_BEGUN))
                          ? status
                          : DrillExpiry.removed(status, false, now));
              known.values().removeIf(status -> DrillExpiry.isForgotten(status, now));
            });
    for (String id : announced) {
      DrillRuns.expiresAt(all, id, now)
          .ifPresent(at -> say.accept(words.text("expire.announced", id, words.day(at))));
    }
    for (Map.Entry<String, DrillStatus> run : all.entrySet()) {
      if (run.getValue().getLeftovers()) {
        int topics = removal.finish(run.getKey());
        say.accept(words.text("expire.done", run.getKey(), topics));
      }
    }
    RunFolders.deleteOrphans();
  }
}
