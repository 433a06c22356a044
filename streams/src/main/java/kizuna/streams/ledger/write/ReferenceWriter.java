package kizuna.streams.ledger.write;

import java.sql.SQLException;
import kizuna.facts.AssociationListed;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.facts.OverrideMade;
import kizuna.schemas.text.TextReader;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;

/**
 * Reference data that only accepted facts of the intake hold: networks, lenders, associations,
 * municipalities, duty desks, overrides, lessons, contact tests.
 */
final class ReferenceWriter {

  private final Statements sql;
  private final CounterpartWriter counterparts;
  private final PreparednessWriter preparedness;

  ReferenceWriter(Statements sql, JoinedDisasters joins) {
    this.sql = sql;
    this.counterparts = new CounterpartWriter(sql, joins);
    this.preparedness = new PreparednessWriter(sql);
  }

  /**
   * Writes reference data, counterparts and overrides of an accepted fact.
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
      case DISASTERS_JOINED -> counterparts.joined(network, fact.getDisastersJoined());
      case COUNTERPART_APPOINTED -> counterparts.appointed(fact, fact.getCounterpartAppointed());
      case DUTY_DESK_PUBLISHED -> published(fact, fact.getDutyDeskPublished());
      case COUNTERPART_RELIEVED -> counterparts.relieved(fact, fact.getCounterpartRelieved());
      case LESSON_RECORDED -> preparedness.recorded(fact, fact.getLessonRecorded());
      case LESSON_CLOSED -> preparedness.closed(fact, fact.getLessonClosed());
      case CONTACT_TEST_SENT -> preparedness.sent(fact, fact.getContactTestSent());
      case CONTACT_TEST_ANSWERED -> preparedness.answered(fact, fact.getContactTestAnswered());
      case OVERRIDE_MADE -> override(fact, fact.getOverrideMade());
      case OVERRIDE_REVOKED ->
          sql.update(
              "delete from override_made where key = ?",
              network + "/" + fact.getOverrideRevoked().getOverrideId());
      default ->
          throw new IllegalStateException(
              "expected ReferenceWriter to keep " + fact.getKind() + ", which FactKinds lists");
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

  private void override(Fact fact, OverrideMade made) throws SQLException {
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

  /** Sets a network's name; returns whether the name is new. */
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
}
