package kizuna.streams.state;

/** A qualification required of a person sent (資格・職種). */
public enum Qualification {
  PUBLIC_HEALTH_NURSE,
  CIVIL_ENGINEER,
  ARCHITECT,
  SAFETY_JUDGE,
  ASSESSMENT_TRAINED,
  CASEWORKER,
  WATER_ENGINEER,
  MANAGEMENT_SUPERVISOR,
  HEAVY_VEHICLE_DRIVER
}
