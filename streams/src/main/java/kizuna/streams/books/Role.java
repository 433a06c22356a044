package kizuna.streams.books;

/** In what office somebody reports. */
public enum Role {
  DESK,
  WARD,
  COORDINATOR,
  SYSTEM
}
