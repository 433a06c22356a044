package kizuna.streams.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.OwnersPartition;
import kizuna.streams.processing.Sinks;
import kizuna.streams.topology.FactTasks;
import kizuna.streams.topology.LogClocks;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the application with one stream thread: its process, its tasks, its open
 * transaction, and its folder, which outlives the process.
 */
final class SimulatedInstance {

  /** The coordinator refused: another took its place, or its transaction took too long. */
  private static final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** True time and what has gone by, of the whole simulation. */
  static final class World {
    Instant now;
    Duration elapsed = Duration.ZERO;

    World(Instant now) {
      this.now = now;
    }

    void pass(Duration time) {
      now = now.plus(time);
      elapsed = elapsed.plus(time);
    }
  }

  private final class MachineClock extends Clock {
    @Override
    public Instant instant() {
      return world.now.plus(skew);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  final String name;
  private final SimulatedCluster cluster;
  private final World world;
  private final Supplier<FactTasks> process;
  private final Map<Integer, StateCopy> folder = new TreeMap<>();
  private final Map<Integer, SimulatedTask> tasks = new TreeMap<>();
  private FactTasks code;
  private @Nullable SimulatedTransaction transaction;
  private int generation = -1;

  /** Whether a commit has begun: then the folder holds all that is not committed. */
  private boolean flushed;

  boolean running = true;
  boolean frozen;

  /** How far its machine's clock is off. */
  Duration skew = Duration.ZERO;

  SimulatedInstance(
      String name, SimulatedCluster cluster, World world, Topics topics, TopicSerdes serdes) {
    this.name = name;
    this.cluster = cluster;
    this.world = world;
    this.process =
        () ->
            new FactTasks(
                topics,
                serdes,
                cluster.decisionsOf(topics),
                new LogClocks(new MachineClock(), () -> world.elapsed),
                p -> new OwnersPartition("owners", cluster.output(Sinks.OWNERS).get(p).isEmpty()));
    this.code = process.get();
  }

  Duration elapsed() {
    return world.elapsed;
  }

  long clockMillis() {
    return world.now.plus(skew).toEpochMilli();
  }

  boolean isWell() {
    return running && !frozen;
  }

  boolean has(int partition) {
    return tasks.containsKey(partition);
  }

  // What its tasks write.

  private SimulatedTransaction writable() {
    SimulatedTransaction open = transaction;
    if (open == null) {
      open = cluster.begin();
      transaction = open;
    }
    if (open.state != SimulatedTransaction.State.OPEN) {
      throw new Fenced();
    }
    return open;
  }

  void write(int partition, String sink, String key, byte @Nullable [] value, long cause) {
    cluster.write(writable(), sink, key, value, partition, cause);
  }

  void writeChangelog(int partition, String key, byte @Nullable [] value) {
    SimulatedTransaction in = writable();
    cluster
        .changelogs
        .get(partition)
        .append(new SimulatedPartition.Entry<>(key, value, in, partition, -1));
  }

  // What it does.

  /** Processes at most so many records of each task. */
  void work(int most, StateCopy.Fate ifItFails, int old) {
    attempt(
        () -> {
          for (Map.Entry<Integer, SimulatedTask> task : List.copyOf(tasks.entrySet())) {
            if (process(task.getKey(), task.getValue(), most)) {
              commitAll();
            }
          }
        },
        ifItFails,
        old);
  }

  private boolean process(int partition, SimulatedTask task, int most) {
    SimulatedPartition<byte[]> intake = cluster.intake.get(partition);
    boolean commit = false;
    for (int n = 0; n < most && task.position < intake.stableEnd(); ) {
      SimulatedPartition.Entry<byte[]> entry = intake.get(task.position);
      if (entry.isCommitted()) {
        commit |= task.process(entry);
        n++;
      } else {
        task.position++;
      }
    }
    return commit;
  }

  void punctuate(StateCopy.Fate ifItFails, int old) {
    attempt(() -> List.copyOf(tasks.values()).forEach(SimulatedTask::punctuate), ifItFails, old);
  }

  /** Commits what was done; nothing where nothing was. */
  void commit(StateCopy.Fate ifItFails, int old) {
    attempt(this::commitAll, ifItFails, old);
  }

  /** The first half of a commit: the offsets are sent. */
  void prepare(StateCopy.Fate ifItFails, int old) {
    attempt(this::sendOffsets, ifItFails, old);
  }

  private void commitAll() {
    sendOffsets();
    SimulatedTransaction prepared = transaction;
    if (prepared != null) {
      if (prepared.state != SimulatedTransaction.State.PREPARED) {
        throw new Fenced();
      }
      cluster.commit(prepared);
      transaction = null;
      flushed = false;
      tasks.forEach((p, task) -> folderOf(p).committed(cluster.changelogs.get(p)));
    }
  }

  private void sendOffsets() {
    SimulatedTransaction open = transaction;
    if (open != null && open.state == SimulatedTransaction.State.PREPARED) {
      return;
    }
    flushed = true;
    tasks.values().forEach(SimulatedTask::flush);
    open = transaction;
    if (open == null) {
      flushed = false;
      return;
    }
    if (generation != cluster.generation || open.state != SimulatedTransaction.State.OPEN) {
      throw new Fenced();
    }
    SimulatedTransaction sent = open;
    tasks.forEach((p, task) -> sent.offsets.put(p, task.position));
    open.state = SimulatedTransaction.State.PREPARED;
  }

  /** The transaction fails, and every task is opened again. */
  void fail(StateCopy.Fate fate, int old) {
    attempt(
        () -> {
          throw new Fenced();
        },
        fate,
        old);
  }

  /** Does something as the stream thread does: what fails there closes every task dirty. */
  private void attempt(Runnable what, StateCopy.Fate fate, int old) {
    SimulatedTransaction open = transaction;
    if (open != null && open.state == SimulatedTransaction.State.PREPARED) {
      // A thread that was in a commit ends it first.
      what = this::commitAll;
    }
    Runnable next = what;
    StateCopy.Fate as = fate;
    for (int tries = 0; ; tries++) {
      try {
        next.run();
        return;
      } catch (TaskCorruptedException e) {
        as = StateCopy.Fate.WIPED;
      } catch (Fenced e) {
        // Its tasks are opened again if they are still its own.
      }
      if (tries > 8) {
        throw new AssertionError(name + " cannot go on: its tasks fail again and again");
      }
      StateCopy.Fate now = as;
      next = () -> reopenAll(now, old);
    }
  }

  private void reopenAll(StateCopy.Fate fate, int old) {
    abortOwn();
    Map<Integer, SimulatedTask> before = new TreeMap<>(tasks);
    tasks.clear();
    before.forEach(
        (p, task) -> {
          task.close();
          endedDirty(p, fate, old);
        });
    flushed = false;
    if (generation != cluster.generation) {
      return; // Joins again at the next assignment.
    }
    before.forEach(
        (p, task) -> {
          if (name.equals(cluster.owners[p])) {
            open(p, task);
          }
        });
  }

  private void abortOwn() {
    SimulatedTransaction open = transaction;
    if (open != null && open.isOpen()) {
      cluster.abort(open);
    }
    transaction = null;
  }

  private StateCopy folderOf(int partition) {
    return folder.computeIfAbsent(partition, p -> new StateCopy());
  }

  private void endedDirty(int partition, StateCopy.Fate fate, int old) {
    List<Integer> boundaries = cluster.boundaries.get(partition);
    // Kafka Streams deletes a folder that it has flushed.
    boolean deleted = flushed && fate == StateCopy.Fate.DIRTY_AS_IF_RESTORED;
    folderOf(partition)
        .ended(
            deleted ? StateCopy.Fate.WIPED : fate,
            cluster.changelogs.get(partition),
            boundaries.get(Math.floorMod(old, boundaries.size())));
  }

  private void open(int partition, SimulatedTask task) {
    folderOf(partition).open(cluster.changelogs.get(partition));
    tasks.put(partition, task);
    task.open(cluster.groupOffset(partition));
  }

  // What happens to it.

  /**
   * The group assigns partitions anew. What it loses it commits before.
   *
   * @param fate of the state of tasks that cannot be committed
   */
  void assigned(StateCopy.Fate fate, int old) {
    if (tasks.keySet().stream().anyMatch(p -> !name.equals(cluster.owners[p]))) {
      commit(fate, old);
      for (int p : List.copyOf(tasks.keySet())) {
        if (!name.equals(cluster.owners[p])) {
          Objects.requireNonNull(tasks.remove(p)).close();
        }
      }
    }
  }

  /** Joins the generation, and opens what is its own now. */
  void joined(StateCopy.Fate fate, int old) {
    if (generation != cluster.generation - 1 && !tasks.isEmpty()) {
      // It missed an assignment: everything that it did since then is void.
      reopenNothing(fate, old);
    }
    generation = cluster.generation;
    attempt(
        () -> {
          for (int p = 0; p < cluster.partitions; p++) {
            if (name.equals(cluster.owners[p]) && !tasks.containsKey(p)) {
              StateCopy state = folderOf(p);
              open(p, new SimulatedTask(this, p, code.task(), state));
            }
          }
        },
        fate,
        old);
  }

  private void reopenNothing(StateCopy.Fate fate, int old) {
    abortOwn();
    tasks.forEach(
        (p, task) -> {
          task.close();
          endedDirty(p, fate, old);
        });
    flushed = false;
    tasks.clear();
  }

  /** A standby reads a changelog a little further. */
  void follow(int partition, int most) {
    if (!tasks.containsKey(partition)) {
      SimulatedPartition<String> changelog = cluster.changelogs.get(partition);
      folderOf(partition).follow(changelog, most);
    }
  }

  /**
   * {@code kill -9}. Its transaction stays open until somebody ends it.
   *
   * @param reached whether a commit that was on its way reaches the coordinator
   */
  void kill(StateCopy.Fate fate, int old, boolean reached) {
    SimulatedTransaction open = transaction;
    if (reached && open != null && open.state == SimulatedTransaction.State.PREPARED) {
      cluster.commit(open);
    }
    tasks.forEach(
        (p, task) -> {
          task.dropCache();
          endedDirty(p, fate, old);
        });
    tasks.clear();
    flushed = false;
    running = false;
    frozen = false;
  }

  /** Starts again under the same name: what it left open is ended. */
  void start() {
    abortOwn();
    code = process.get();
    generation = -1;
    running = true;
  }
}
