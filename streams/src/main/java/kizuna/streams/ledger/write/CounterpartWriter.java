package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.util.List;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisastersJoined;
import kizuna.facts.Fact;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.write.JoinedDisasters.Source;

/** Counterparts: lenders that lead or support at a receiver in one disaster. */
final class CounterpartWriter {

  private final Statements sql;
  private final JoinedDisasters joins;

  CounterpartWriter(Statements sql, JoinedDisasters joins) {
    this.sql = sql;
    this.joins = joins;
  }

  void appointed(Fact fact, CounterpartAppointed a) throws SQLException {
    String network = fact.getNetworkId();
    put(
        network,
        in(disaster(network, a.getDisasterId()), a),
        fact.getRecordedAt().toEpochMilli(),
        fact.getReporter().getBody());
  }

  void relieved(Fact fact, CounterpartRelieved r) throws SQLException {
    String network = fact.getNetworkId();
    String disasterId = disaster(network, r.getDisasterId());
    CounterpartAppointed was =
        sql.first(
                "select avro from counterpart where network = ? and disaster = ? and receiver = ?"
                    + " and lender = ?",
                row -> AvroRows.COUNTERPART.decode(row.getBytes(1)),
                network,
                disasterId,
                r.getReceiver(),
                r.getLender())
            .orElse(null);
    if (was == null) {
      return;
    }
    sql.update(
        "delete from counterpart where network = ? and disaster = ? and receiver = ?"
            + " and lender = ?",
        network,
        disasterId,
        r.getReceiver(),
        r.getLender());
    if (r.getHandsOverTo() != null) {
      put(
          network,
          new CounterpartAppointed(disasterId, r.getReceiver(), r.getHandsOverTo(), was.getRole()),
          fact.getRecordedAt().toEpochMilli(),
          fact.getReporter().getBody());
    }
  }

  /** Moves the counterparts of a joined disaster; existing ones of the other stay. */
  void joined(String network, DisastersJoined fact) throws SQLException {
    String from = disaster(network, fact.getDisasterId());
    String into = disaster(network, fact.getInto());
    joins.join(Source.INTAKE, network + "/" + from, network + "/" + into);
    List<Appointed> moving =
        sql.all(
            "select avro, since, said_by from counterpart where network = ? and disaster = ?",
            row ->
                new Appointed(
                    AvroRows.COUNTERPART.decode(row.getBytes(1)), row.getLong(2), row.getString(3)),
            network,
            from);
    sql.update("delete from counterpart where network = ? and disaster = ?", network, from);
    for (Appointed a : moving) {
      boolean has =
          sql.first(
                  "select 1 from counterpart where network = ? and disaster = ? and receiver = ?"
                      + " and lender = ?",
                  row -> true,
                  network,
                  into,
                  a.appointed().getReceiver(),
                  a.appointed().getLender())
              .isPresent();
      if (!has) {
        put(network, in(into, a.appointed()), a.since(), a.by());
      }
    }
  }

  private void put(String network, CounterpartAppointed a, long since, String by)
      throws SQLException {
    sql.update(
        "insert into counterpart (network, disaster, receiver, lender, since, said_by, avro)"
            + " values (?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (network, disaster, receiver, lender) do update set"
            + " since = excluded.since, said_by = excluded.said_by, avro = excluded.avro",
        network,
        a.getDisasterId(),
        a.getReceiver(),
        a.getLender(),
        since,
        by,
        AvroRows.COUNTERPART.encode(a));
  }

  /** The disaster that a disaster continues as after a join. */
  private String disaster(String network, String id) throws SQLException {
    return joins.goesOnAs(Source.INTAKE, network + "/" + id).substring(network.length() + 1);
  }

  private static CounterpartAppointed in(String disaster, CounterpartAppointed a) {
    return new CounterpartAppointed(disaster, a.getReceiver(), a.getLender(), a.getRole());
  }

  private record Appointed(CounterpartAppointed appointed, long since, String by) {}
}
