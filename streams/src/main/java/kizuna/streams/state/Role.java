package kizuna.streams.state;

/** In what office somebody reports. */
public enum Role {
  DESK,
  WARD,
  COORDINATOR,
  SYSTEM
}
