package kizuna.streams.api.json;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import kizuna.codes.Documentation;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.PlaceNames;
import tools.jackson.databind.node.ObjectNode;

/** Aid requests and offers. */
public final class RequestJson {

  private final PlaceNames names;
  private final Function<String, Optional<Instant>> clock;

  /**
   * @param clock the log's time in a network
   */
  RequestJson(PlaceNames names, Function<String, Optional<Instant>> clock) {
    this.names = names;
    this.clock = clock;
  }

  public ObjectNode request(RequestStatus r) {
    ObjectNode row =
        AvroJson.write(r)
            .put("receiverName", names.municipality(r.getReceiver()))
            .put("disasterName", names.disaster(r.getDisasterId()));
    if (r.getDocumentation() == Documentation.ORAL) {
      Instant now = clock.apply(r.getNetworkId()).orElse(r.getChangedAt());
      row.put("undocumentedSince", JapanTime.format(r.getAskedAt()));
      row.put("undocumentedHours", Math.max(0, Duration.between(r.getAskedAt(), now).toHours()));
    }
    return row;
  }

  public ObjectNode offer(OfferStatus o) {
    ObjectNode row = AvroJson.write(o).put("lenderName", names.municipality(o.getLender()));
    if (o.getDisasterId() != null) {
      row.put("disasterName", names.disaster(o.getDisasterId()));
    }
    return row;
  }
}
