package kizuna.streams.state;

/** Whether a request was spoken (口頭), written (文書), or not made (要請を待たない応援). */
public enum Documentation {
  ORAL,
  DOCUMENTED,
  UNREQUESTED
}
