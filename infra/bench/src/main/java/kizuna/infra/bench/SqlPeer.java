package kizuna.infra.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.processing.Sinks;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The usual alternative to Kizuna's topology: Spring transactions on PostgreSQL, the network's row
 * locked during a decision, the same rules. A worker with its own connection decides a partition of
 * the networks, with its state in the heap, so that a decision reads only the lock.
 */
final class SqlPeer implements AutoCloseable {

  /** Facts that wait for a worker; the sender waits when there are more. */
  private static final int MAX_WAITING = 10_000;

  /** Copies of facts for other readers: in a database they are queries. */
  private static final Set<String> FEEDS =
      Set.of(Sinks.DISASTERS, Sinks.AID_REQUESTS, Sinks.STAFF_OFFERS);

  private static final Set<String> APPENDED =
      Set.of(Sinks.MATCH_DECISIONS, Sinks.DISPATCH_EVENTS, Sinks.REJECTIONS, Sinks.DEAD_LETTERS);

  /**
   * A fact to be decided.
   *
   * @param committed called with the time in nanoseconds at which its transaction was committed
   */
  record Submitted(byte[] key, byte[] value, LongConsumer committed) {}

  private final HikariDataSource database;
  private final JdbcTemplate sql;
  private final TransactionTemplate transactions;
  private final int batch;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicLong decided = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * Continues from the content of the database.
   *
   * @param batch facts in a transaction at most
   */
  SqlPeer(String url, String user, Topics topics, SchemaRegistry registry, int batch) {
    this.batch = batch;
    database = new HikariDataSource();
    database.setJdbcUrl(url + "&reWriteBatchedInserts=true");
    database.setUsername(user);
    database.setMaximumPoolSize(BenchLog.PARTITIONS + 1);
    sql = new JdbcTemplate(database);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
    List.of(
            "create table if not exists network (id text primary key)",
            "create table if not exists fact (partition int, position bigint, key text, value bytea,"
                + " primary key (partition, position))",
            "create table if not exists state (partition int, key text, value bytea,"
                + " primary key (partition, key))",
            "create table if not exists record (id bigserial primary key, kind text, key text,"
                + " value bytea)",
            "create table if not exists row (kind text, key text, value bytea,"
                + " primary key (kind, key))")
        .forEach(sql::execute);
    for (int partition = 0; partition < BenchLog.PARTITIONS; partition++) {
      workers.add(new Worker(partition, topics, registry));
    }
    workers.forEach(Worker::start);
  }

  void submit(Submitted fact) throws InterruptedException {
    requireNoFailure();
    int partition = Utils.toPositive(Utils.murmur2(fact.key())) % workers.size();
    while (!workers.get(partition).waiting.offer(fact, 1, TimeUnit.SECONDS)) {
      requireNoFailure();
    }
  }

  /** Number of facts with a committed transaction. */
  long decided() {
    requireNoFailure();
    return decided.get();
  }

  private void requireNoFailure() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("expected every fact to be decided, but " + failed, failed);
    }
  }

  /** Values of a kind that is appended, in the order of their networks' decisions. */
  List<byte[]> records(String kind) {
    return sql.query(
        "select value from record where kind = ? order by id", (r, i) -> r.getBytes(1), kind);
  }

  /** Values of a kind that is replaced by its newest, by key. */
  Map<String, byte[]> rows(String kind) {
    Map<String, byte[]> rows = new TreeMap<>();
    sql.query(
        "select key, value from row where kind = ?",
        r -> {
          rows.put(r.getString(1), r.getBytes(2));
        },
        kind);
    return rows;
  }

  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
    for (Worker worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    database.close();
  }

  private final class Worker extends Thread {

    private final int partition;
    private final SqlStateStore store;
    private final FactProcessor processor;
    private final BlockingQueue<Submitted> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private long position;

    Worker(int partition, Topics topics, SchemaRegistry registry) {
      super("peer-" + partition);
      this.partition = partition;
      store = new SqlStateStore(sql, partition);
      processor = new FactProcessor(topics, TopicSerdes.of(topics, registry), store);
      position =
          Objects.requireNonNull(
              sql.queryForObject(
                  "select coalesce(max(position) + 1, 0) from fact where partition = ?",
                  Long.class,
                  partition));
    }

    @Override
    public void run() {
      List<Submitted> facts = new ArrayList<>();
      try {
        while (true) {
          facts.add(waiting.take());
          waiting.drainTo(facts, batch - 1);
          transactions.executeWithoutResult(status -> decide(facts));
          long now = System.nanoTime();
          facts.forEach(fact -> fact.committed().accept(now));
          decided.addAndGet(facts.size());
          facts.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      }
    }

    private void decide(List<Submitted> facts) {
      Set<String> networks = new TreeSet<>();
      facts.forEach(fact -> networks.add(new String(fact.key(), StandardCharsets.UTF_8)));
      for (String network : networks) {
        lock(network);
      }
      List<Object[]> taken = new ArrayList<>();
      List<Object[]> appended = new ArrayList<>();
      Map<List<String>, byte @Nullable []> rows = new java.util.LinkedHashMap<>();
      for (Submitted fact : facts) {
        String key = new String(fact.key(), StandardCharsets.UTF_8);
        taken.add(new Object[] {partition, position, key, fact.value()});
        for (Out out : processor.process(fact.key(), fact.value(), partition, position, 0).outs()) {
          if (APPENDED.contains(out.node())) {
            appended.add(new Object[] {out.node(), out.key(), out.value()});
          } else if (!FEEDS.contains(out.node())) {
            rows.put(List.of(out.node(), out.key()), out.value());
          }
        }
        position++;
      }
      sql.batchUpdate("insert into fact values (?, ?, ?, ?)", taken);
      sql.batchUpdate("insert into record (kind, key, value) values (?, ?, ?)", appended);
      write(rows);
      store.write(sql);
    }

    private void lock(String network) {
      if (sql.queryForList("select id from network where id = ? for update", network).isEmpty()) {
        sql.update("insert into network values (?)", network);
      }
    }

    private void write(Map<List<String>, byte @Nullable []> rows) {
      List<Object[]> puts = new ArrayList<>();
      List<Object[]> deletes = new ArrayList<>();
      rows.forEach(
          (of, value) -> {
            if (value == null) {
              deletes.add(of.toArray());
            } else {
              puts.add(new Object[] {of.get(0), of.get(1), value});
            }
          });
      sql.batchUpdate(
          "insert into row values (?, ?, ?) on conflict (kind, key) do update set value ="
              + " excluded.value",
          puts);
      if (!deletes.isEmpty()) {
        sql.batchUpdate("delete from row where kind = ? and key = ?", deletes);
      }
    }
  }
}
