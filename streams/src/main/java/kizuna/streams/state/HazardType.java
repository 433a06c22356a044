package kizuna.streams.state;

/** The kind of disaster (災害種別). */
public enum HazardType {
  EARTHQUAKE,
  TSUNAMI,
  STORM_FLOOD,
  LANDSLIDE,
  VOLCANO,
  HEAVY_SNOW,
  MAJOR_ACCIDENT
}
