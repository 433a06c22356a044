package kizuna.streams.api.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Projects a place onto the board's map. Its parameters are in the map itself ({@code map.json}),
 * so that outlines and places always match: Mercator, scaled and moved, as d3-geo's {@code
 * geoMercator} does, and Okinawa moved into a corner, as is the custom on maps of Japan.
 *
 * @param scale pixels of the map for one radian at the equator
 * @param translateX position of the centre
 * @param centerLongitude degrees east
 * @param centerLatitude degrees north
 * @param inset the prefecture that is moved, and the distance
 */
record MapProjection(
    double scale,
    double translateX,
    double translateY,
    double centerLongitude,
    double centerLatitude,
    Inset inset) {

  private static final String MAP = "/kizuna/streams/board/map.json";

  /**
   * A prefecture that is moved.
   *
   * @param prefecture the first two figures of its codes; empty: none
   */
  record Inset(String prefecture, double dx, double dy) {}

  /** A place on the map, in the units of its view box. */
  record Point(double x, double y) {}

  /** The projection of the map that the board shows. */
  static MapProjection ofBoard() {
    try (InputStream in = MapProjection.class.getResourceAsStream(MAP)) {
      if (in == null) {
        throw new IllegalStateException("expected " + MAP + " on the class path, but it is not");
      }
      return of(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MapProjection of(JsonNode map) {
    JsonNode p = map.path("projection");
    if (!p.path("type").asString("").equals("mercator")) {
      throw new IllegalStateException(
          "expected projection.type mercator in " + MAP + ", but " + p.path("type"));
    }
    // The inset is beside the projection or in it.
    JsonNode inset = map.has("inset") ? map.path("inset") : p.path("inset");
    return new MapProjection(
        p.path("scale").asDouble(),
        p.path("translateX").asDouble(),
        p.path("translateY").asDouble(),
        p.path("centerLongitude").asDouble(),
        p.path("centerLatitude").asDouble(),
        new Inset(
            inset.path("prefecture").asString(""),
            inset.path("dx").asDouble(0),
            inset.path("dy").asDouble(0)));
  }

  /** The point of a municipality. */
  Point of(String code, double latitude, double longitude) {
    double x = translateX + scale * Math.toRadians(longitude - centerLongitude);
    double y = translateY - scale * (northing(latitude) - northing(centerLatitude));
    return !inset.prefecture().isEmpty() && code.startsWith(inset.prefecture())
        ? new Point(x + inset.dx(), y + inset.dy())
        : new Point(x, y);
  }

  private static double northing(double latitude) {
    return Math.log(Math.tan(Math.PI / 4 + Math.toRadians(latitude) / 2));
  }
}
