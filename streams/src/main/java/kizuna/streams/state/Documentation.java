package kizuna.streams.state;

/** Whether a request was spoken (口頭) or written (文書). */
public enum Documentation {
  ORAL,
  DOCUMENTED
}
