package kizuna.streams.state;

/** The role of a reporter. */
public enum Role {
  DESK,
  WARD,
  COORDINATOR,
  SYSTEM
}
