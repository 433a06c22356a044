package kizuna.infra.door;

/** The status of a service: starting, ready, or not answering any more. */
public enum ServiceStatus {
  STARTING,
  UP,
  DOWN
}
