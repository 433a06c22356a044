package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.Role;
import kizuna.facts.AssociationListed;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.facts.OverrideMade;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.TextReader;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.DisasterEntry;
import org.jspecify.annotations.Nullable;

/**
 * Writes what facts say that no state topic does: municipalities, networks, disasters,
 * associations, counterparts, overrides and duty desks.
 */
final class RegisterWriter {

  /** Which topic told of joined disasters: each is read in its own order. */
  private enum Source {
    DISASTERS,
    INTAKE
  }

  /** A disaster that ended as another; null where the fact changes nothing. */
  record Joined(String from, String into) {}

  private final Statements sql;
  private final MilestoneWriter milestones;

  RegisterWriter(Statements sql) {
    this.sql = sql;
    this.milestones = new MilestoneWriter(sql);
  }

  // From the topic of disasters ------------------------------------------------------------------

  /** Says the key under which the disaster goes on. */
  String disaster(Fact fact) throws SQLException {
    DisasterDeclared declared = fact.getDisasterDeclared();
    String key = goesOnAs(Source.DISASTERS, fact.getNetworkId() + "/" + declared.getDisasterId());
    DisasterEntry before = known(key);
    // Declared again, it is only widened; passed on by another network, it goes on.
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

  /** It ended, goes on after all, or is corrected; says its key, null where it is not known. */
  @Nullable String disasterChanged(Fact fact) throws SQLException {
    DisasterCorrected corrected = fact.getDisasterCorrected();
    String id =
        corrected != null
            ? corrected.getDisasterId()
            : fact.getDisasterEnded() != null
                ? fact.getDisasterEnded().getDisasterId()
                : fact.getDisasterReopened().getDisasterId();
    String key = goesOnAs(Source.DISASTERS, fact.getNetworkId() + "/" + id);
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

  /** One disaster goes on as another; its id means the other from then on. */
  @Nullable Joined disastersJoined(Fact fact) throws SQLException {
    String networkId = fact.getNetworkId();
    DisastersJoined joined = fact.getDisastersJoined();
    String from = goesOnAs(Source.DISASTERS, networkId + "/" + joined.getDisasterId());
    String into = goesOnAs(Source.DISASTERS, networkId + "/" + joined.getInto());
    DisasterEntry ends = known(from);
    DisasterEntry goesOn = known(into);
    if (ends == null || goesOn == null || from.equals(into)) {
      return null;
    }
    join(Source.DISASTERS, from, into);
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

  private String goesOnAs(Source source, String key) throws SQLException {
    return sql.first(
            "select goes_on_as from joined_disaster where source = ? and key = ?",
            row -> row.getString(1),
            source.name(),
            key)
        .orElse(key);
  }

  private void join(Source source, String from, String into) throws SQLException {
    sql.update(
        "update joined_disaster set goes_on_as = ? where source = ? and goes_on_as = ?",
        into,
        source.name(),
        from);
    sql.update(
        "insert into joined_disaster (source, key, goes_on_as) values (?, ?, ?)"
            + " on conflict (source, key) do update set goes_on_as = excluded.goes_on_as",
        source.name(),
        from,
        into);
  }

  // From accepted facts of the intake ------------------------------------------------------------

  /**
   * Keeps what an accepted fact says of reference data, counterparts and overrides.
   *
   * @param fact of a kind that {@link kizuna.schemas.form.FactKinds} lists
   */
  void accepted(Fact fact) throws SQLException {
    String network = fact.getNetworkId();
    switch (fact.getKind()) {
      case MUNICIPALITIES_LISTED -> {
        for (Municipality m : fact.getMunicipalitiesListed().getMunicipalities()) {
          municipality(m);
        }
      }
      case NETWORK_FORMED -> {
        for (String lender : fact.getNetworkFormed().getLenders()) {
          lender(network, lender);
        }
        named(network, fact.getNetworkFormed().getName());
      }
      case LENDER_JOINED -> lender(network, fact.getLenderJoined().getLender());
      case LENDER_LEFT ->
          sql.update(
              "delete from lender where network = ? and code = ?",
              network,
              fact.getLenderLeft().getLender());
      case NETWORK_TERMS_CHANGED -> {
        if (fact.getNetworkTermsChanged().getName() != null) {
          named(network, fact.getNetworkTermsChanged().getName());
        }
      }
      case LENDER_LIMITS_SET -> limits(network, fact.getLenderLimitsSet());
      case ASSOCIATION_LISTED -> association(network, fact.getAssociationListed());
      case DISASTERS_JOINED -> joined(network, fact.getDisastersJoined());
      case COUNTERPART_APPOINTED -> appointed(fact, fact.getCounterpartAppointed());
      case DUTY_DESK_PUBLISHED -> published(fact, fact.getDutyDeskPublished());
      case COUNTERPART_RELIEVED -> relieved(fact, fact.getCounterpartRelieved());
      case OVERRIDE_MADE -> overridden(fact, fact.getOverrideMade());
      case OVERRIDE_REVOKED ->
          sql.update(
              "delete from override_made where key = ?",
              network + "/" + fact.getOverrideRevoked().getOverrideId());
      default ->
          throw new IllegalStateException(
              "expected RegisterWriter to keep " + fact.getKind() + ", which FactKinds lists");
    }
  }

  private void limits(String network, LenderLimitsSet limits) throws SQLException {
    sql.update(
        "insert into lender_limits (network, code, avro) values (?, ?, ?)"
            + " on conflict (network, code) do update set avro = excluded.avro",
        network,
        limits.getLender(),
        AvroRows.LIMITS.encode(limits));
  }

  private void appointed(Fact fact, CounterpartAppointed a) throws SQLException {
    String network = fact.getNetworkId();
    counterpart(
        network,
        in(disaster(network, a.getDisasterId()), a),
        fact.getRecordedAt().toEpochMilli(),
        fact.getReporter().getBody());
  }

  private void overridden(Fact fact, OverrideMade made) throws SQLException {
    String network = fact.getNetworkId();
    sql.update(
        "insert into override_made (key, network, request, at, said_by, avro)"
            + " values (?, ?, ?, ?, ?, ?) on conflict (key) do update set"
            + " request = excluded.request, at = excluded.at, said_by = excluded.said_by,"
            + " avro = excluded.avro",
        network + "/" + made.getOverrideId(),
        network,
        made.getRequestId(),
        fact.getRecordedAt().toEpochMilli(),
        fact.getReporter().getBody(),
        AvroRows.OVERRIDE.encode(made));
  }

  private void lender(String network, String code) throws SQLException {
    sql.update(
        "insert into lender (network, code) values (?, ?)"
            + " on conflict (network, code) do nothing",
        network,
        code);
  }

  private void municipality(Municipality m) throws SQLException {
    sql.update(
        "insert into municipality (code, search, avro) values (?, ?, ?)"
            + " on conflict (code) do update set search = excluded.search, avro = excluded.avro",
        m.getCode(),
        TextReader.fold(String.join("\n", m.getName(), m.getKana(), m.getRomaji(), m.getCode())),
        AvroRows.MUNICIPALITY.encode(m));
  }

  /** Says whether the network is called otherwise now. */
  boolean named(String networkId, String name) throws SQLException {
    return sql.update(
            "insert into network (id, name) values (?, ?) on conflict (id) do update set"
                + " name = excluded.name where network.name is null"
                + " or network.name <> excluded.name",
            networkId,
            name)
        > 0;
  }

  private void association(String network, AssociationListed listed) throws SQLException {
    String key = network + "/" + listed.getAssociationId();
    sql.update(
        "insert into association (key, network, id, name) values (?, ?, ?, ?)"
            + " on conflict (key) do update set name = excluded.name",
        key,
        network,
        listed.getAssociationId(),
        listed.getName());
    sql.update("delete from association_member where association_key = ?", key);
    for (String member : listed.getMembers()) {
      sql.update(
          "insert into association_member (association_key, code) values (?, ?)"
              + " on conflict (association_key, code) do nothing",
          key,
          member);
    }
  }

  /** What a disaster goes on as, where it was joined with another. */
  private String disaster(String network, String id) throws SQLException {
    return goesOnAs(Source.INTAKE, network + "/" + id).substring(network.length() + 1);
  }

  private static CounterpartAppointed in(String disaster, CounterpartAppointed a) {
    return new CounterpartAppointed(disaster, a.getReceiver(), a.getLender(), a.getRole());
  }

  private void counterpart(String network, CounterpartAppointed a, long since, String by)
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

  private record Appointed(CounterpartAppointed appointed, long since, String by) {}

  /** Counterparts of the one are the other's; what that has already, stays. */
  private void joined(String network, DisastersJoined fact) throws SQLException {
    String from = disaster(network, fact.getDisasterId());
    String into = disaster(network, fact.getInto());
    join(Source.INTAKE, network + "/" + from, network + "/" + into);
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
        counterpart(network, in(into, a.appointed()), a.since(), a.by());
      }
    }
  }

  private void published(Fact fact, DutyDeskPublished desk) throws SQLException {
    String key = fact.getNetworkId() + "/" + desk.getBody();
    if (desk.getPhone().isEmpty()) {
      sql.update("delete from duty_desk where key = ?", key);
    } else {
      sql.update(
          "insert into duty_desk (key, network, since, avro) values (?, ?, ?, ?)"
              + " on conflict (key) do update set since = excluded.since, avro = excluded.avro",
          key,
          fact.getNetworkId(),
          fact.getRecordedAt().toEpochMilli(),
          AvroRows.DUTY_DESK.encode(desk));
    }
  }

  private void relieved(Fact fact, CounterpartRelieved r) throws SQLException {
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
      counterpart(
          network,
          new CounterpartAppointed(disasterId, r.getReceiver(), r.getHandsOverTo(), was.getRole()),
          fact.getRecordedAt().toEpochMilli(),
          fact.getReporter().getBody());
    }
  }
}
