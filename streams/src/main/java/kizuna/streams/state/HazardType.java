package kizuna.streams.state;

/** What kind of disaster it is (災害種別). */
public enum HazardType {
  EARTHQUAKE,
  TSUNAMI,
  STORM_FLOOD,
  LANDSLIDE,
  VOLCANO,
  HEAVY_SNOW,
  MAJOR_ACCIDENT
}
