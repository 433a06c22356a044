package kizuna.streams.api.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Places lie where the outlines of the map are. */
class MapProjectionTest {

  private static final MapProjection MAP =
      MapProjection.of(
          JsonMapper.shared()
              .readTree(
                  """
                  {"projection": {"type": "mercator", "scale": 1000, "translateX": 500,
                    "translateY": 400, "centerLongitude": 137, "centerLatitude": 36},
                   "inset": {"prefecture": "47", "dx": 100, "dy": -50}}
                  """));

  @Test
  void theCentreLiesWhereItIsMovedTo() {
    MapProjection.Point centre = MAP.of("172049", 36, 137);

    assertThat(centre.x()).isCloseTo(500, within(1e-9));
    assertThat(centre.y()).isCloseTo(400, within(1e-9));
  }

  @Test
  void eastIsRightNorthIsUpAndOkinawaIsMoved() {
    MapProjection.Point north = MAP.of("011002", 43, 141);

    assertThat(north.x()).isCloseTo(500 + 1000 * Math.toRadians(4), within(1e-9));
    assertThat(north.y()).isLessThan(400 - 1000 * Math.toRadians(7));
    MapProjection.Point here = MAP.of("131016", 26, 127);
    MapProjection.Point okinawa = MAP.of("472018", 26, 127);
    assertThat(okinawa.x() - here.x()).isCloseTo(100, within(1e-9));
    assertThat(okinawa.y() - here.y()).isCloseTo(-50, within(1e-9));
  }

  @Test
  void theBoardsOwnMapHasParameters() {
    MapProjection.Point tokyo = MapProjection.ofBoard().of("131016", 35.69, 139.75);
    MapProjection.Point sapporo = MapProjection.ofBoard().of("011002", 43.06, 141.35);

    assertThat(sapporo.x()).isGreaterThan(tokyo.x());
    assertThat(sapporo.y()).isLessThan(tokyo.y());
  }
}
