package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.Role;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisastersJoined;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.write.JoinedDisasters.Source;
import org.jspecify.annotations.Nullable;

/** Writes disasters from the topic of disasters: declared, corrected, ended, joined. */
final class DisasterWriter {

  /** Keys of a disaster that ended by a join and of the one that it continues as. */
  record Joined(String from, String into) {}

  private final Statements sql;
  private final MilestoneWriter milestones;
  private final JoinedDisasters joins;

  DisasterWriter(Statements sql, MilestoneWriter milestones, JoinedDisasters joins) {
    this.sql = sql;
    this.milestones = milestones;
    this.joins = joins;
  }

  /** Writes a declaration; returns the key under which the disaster continues. */
  String declared(Fact fact) throws SQLException {
    DisasterDeclared declared = fact.getDisasterDeclared();
    String key =
        joins.goesOnAs(Source.DISASTERS, fact.getNetworkId() + "/" + declared.getDisasterId());
    DisasterEntry before = known(key);
    // A repeated declaration only widens it; one passed on by another network continues it.
    put(
        fact,
        key,
        before == null
            ? new DisasterEntry(fact.getNetworkId(), declared, fact.getReporter().getBody(), null)
            : new DisasterEntry(
                before.networkId(),
                struckBoth(before.declared(), declared),
                before.declaredBy(),
                fact.getReporter().getRole() == Role.SYSTEM ? null : before.endedOn()));
    milestones.disaster(fact);
    return key;
  }

  /** Writes an end, a reopening or a correction; returns the key, null if it is not known. */
  @Nullable String changed(Fact fact) throws SQLException {
    DisasterCorrected corrected = fact.getDisasterCorrected();
    String id =
        corrected != null
            ? corrected.getDisasterId()
            : fact.getDisasterEnded() != null
                ? fact.getDisasterEnded().getDisasterId()
                : fact.getDisasterReopened().getDisasterId();
    String key = joins.goesOnAs(Source.DISASTERS, fact.getNetworkId() + "/" + id);
    DisasterEntry before = known(key);
    if (before == null) {
      return null;
    }
    milestones.disasterChanged(fact, before.declared().getDisasterId());
    put(
        fact,
        key,
        corrected != null
            ? with(before, corrected(before.declared(), corrected))
            : new DisasterEntry(
                before.networkId(),
                before.declared(),
                before.declaredBy(),
                fact.getDisasterEnded() == null
                    ? null
                    : LocalDate.ofInstant(fact.getRecordedAt(), JapanTime.ZONE)));
    return key;
  }

  /** Writes a join: one disaster continues as another. Returns null if that changes nothing. */
  @Nullable Joined joined(Fact fact) throws SQLException {
    String networkId = fact.getNetworkId();
    DisastersJoined joined = fact.getDisastersJoined();
    String from = joins.goesOnAs(Source.DISASTERS, networkId + "/" + joined.getDisasterId());
    String into = joins.goesOnAs(Source.DISASTERS, networkId + "/" + joined.getInto());
    DisasterEntry ends = known(from);
    DisasterEntry goesOn = known(into);
    if (ends == null || goesOn == null || from.equals(into)) {
      return null;
    }
    joins.join(Source.DISASTERS, from, into);
    milestones.disasterChanged(fact, goesOn.declared().getDisasterId());
    put(fact, from, null);
    put(fact, into, with(goesOn, struckBoth(goesOn.declared(), ends.declared())));
    return new Joined(from, into);
  }

  private static DisasterEntry with(DisasterEntry before, DisasterDeclared now) {
    return new DisasterEntry(before.networkId(), now, before.declaredBy(), before.endedOn());
  }

  private static DisasterDeclared struckBoth(DisasterDeclared terms, DisasterDeclared other) {
    Set<String> struck = new LinkedHashSet<>(terms.getStruck());
    struck.addAll(other.getStruck());
    return DisasterDeclared.newBuilder(terms).setStruck(List.copyOf(struck)).build();
  }

  private static DisasterDeclared corrected(DisasterDeclared was, DisasterCorrected c) {
    Set<String> struck = new LinkedHashSet<>(was.getStruck());
    struck.addAll(c.getAlsoStruck());
    c.getNotStruck().forEach(struck::remove);
    return DisasterDeclared.newBuilder(was)
        .setName(c.getName() == null ? was.getName() : c.getName())
        .setHazard(c.getHazard() == null ? was.getHazard() : c.getHazard())
        .setStruckAt(c.getStruckAt() == null ? was.getStruckAt() : c.getStruckAt())
        .setStruck(List.copyOf(struck))
        .build();
  }

  private @Nullable DisasterEntry known(String key) throws SQLException {
    return sql.first(
            "select network, avro, said_by, ended_on from declaration where key = ?"
                + " order by ordinal desc limit 1",
            row -> {
              byte[] avro = row.getBytes(2);
              long ended = row.getLong(4);
              LocalDate endedOn = row.wasNull() ? null : LocalDate.ofEpochDay(ended);
              return avro == null
                  ? null
                  : new DisasterEntry(
                      row.getString(1), AvroRows.DISASTER.decode(avro), row.getString(3), endedOn);
            },
            key)
        .orElse(null);
  }

  private void put(Fact fact, String key, @Nullable DisasterEntry now) throws SQLException {
    LocalDate endedOn = now == null ? null : now.endedOn();
    sql.update(
        "insert into declaration (ordinal, event_id, network, key, said_by, ended_on, avro)"
            + " values ((select coalesce(max(ordinal), 0) + 1 from declaration),"
            + " ?, ?, ?, ?, ?, ?)",
        fact.getEventId().toString(),
        fact.getNetworkId(),
        key,
        now == null ? null : now.declaredBy(),
        endedOn == null ? null : endedOn.toEpochDay(),
        now == null ? null : AvroRows.DISASTER.encode(now.declared()));
  }
}
