package kizuna.streams.state;

/** A local government with its place in degrees (WGS 84). */
public record Municipality(String code, double latitude, double longitude) {

  private static final double EARTH_RADIUS_KM = 6371.0;

  /** Great-circle distance in kilometres, rounded; the same bits on every machine. */
  public int distanceKm(Municipality other) {
    double p1 = StrictMath.toRadians(latitude);
    double p2 = StrictMath.toRadians(other.latitude);
    double sinLat = StrictMath.sin((p2 - p1) / 2);
    double sinLon = StrictMath.sin(StrictMath.toRadians(other.longitude - longitude) / 2);
    double h = sinLat * sinLat + StrictMath.cos(p1) * StrictMath.cos(p2) * sinLon * sinLon;
    return (int)
        StrictMath.round(
            2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(StrictMath.min(1, h))));
  }
}
