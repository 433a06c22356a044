package kizuna.infra.door;

/** How a part of the platform is: being started, ready, or not answering any more. */
public enum ServiceStatus {
  STARTING,
  UP,
  DOWN
}
